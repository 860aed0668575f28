/** A layer without parameters becomes the function of the same arithmetic, and back. */
import type { Edit } from '../edit';
import { type Call, type Expr, expressionAt, statementsAt } from '../syntax';
import type { Context, Offer, Refactoring } from './context';
import { functionalNames, layerNames } from './imports';
import { lineBehind, namesOfClass } from './insert';
import { lastName } from './layers';
import { attributeStatements, classAt, mentionsOf, methodOf, type Site, siteAt, usesOf } from './site';
import { freeName, lineEnd, lineStart, replaced, source } from './text';

/** Layer, function, what its attribute is called, and the arguments that both know by the same name. */
interface Pair {
  readonly layer: string;
  readonly name: string;
  readonly stem: string;
  readonly parameters: readonly string[];
}

const pair = (layer: string, name: string, stem: string, ...parameters: string[]): Pair => ({
  layer,
  name,
  stem,
  parameters,
});

const PAIRS: readonly Pair[] = [
  pair('ReLU', 'relu', 'relu', 'inplace'),
  pair('ReLU6', 'relu6', 'relu', 'inplace'),
  pair('LeakyReLU', 'leaky_relu', 'relu', 'negative_slope', 'inplace'),
  pair('ELU', 'elu', 'elu', 'alpha', 'inplace'),
  pair('GELU', 'gelu', 'gelu', 'approximate'),
  pair('SiLU', 'silu', 'silu', 'inplace'),
  pair('Mish', 'mish', 'mish', 'inplace'),
  pair('Hardswish', 'hardswish', 'act', 'inplace'),
  pair('Softplus', 'softplus', 'softplus', 'beta', 'threshold'),
  pair('Sigmoid', 'sigmoid', 'sigmoid'),
  pair('Tanh', 'tanh', 'tanh'),
  pair('Softmax', 'softmax', 'softmax', 'dim'),
  pair('LogSoftmax', 'log_softmax', 'log_softmax', 'dim'),
  ...[1, 2, 3].flatMap((n) => [
    pair(`MaxPool${n}d`, `max_pool${n}d`, 'pool', 'kernel_size', 'stride', 'padding', 'dilation'),
    pair(`AvgPool${n}d`, `avg_pool${n}d`, 'pool', 'kernel_size', 'stride', 'padding'),
    pair(`AdaptiveAvgPool${n}d`, `adaptive_avg_pool${n}d`, 'pool', 'output_size'),
    pair(`AdaptiveMaxPool${n}d`, `adaptive_max_pool${n}d`, 'pool', 'output_size'),
  ]),
  pair('Dropout', 'dropout', 'drop', 'p'),
  pair('Dropout2d', 'dropout2d', 'drop', 'p'),
];

export const functional: Refactoring = {
  id: 'functional',
  offers: (context) => {
    const toLayer = functionAt(context);
    if (toLayer) return layerOffer(context, toLayer);
    const site = siteAt(context);
    return site ? functionOffer(context, site) : [];
  },
};

// --- nn.ReLU → F.relu

function functionOffer(context: Context, site: Site): Offer[] {
  const { slot, cls, call } = site;
  const found = PAIRS.find((p) => p.layer === site.layer);
  if (!found || slot.kind !== 'attribute' || !cls || slot.statement.value !== call) return [];
  const uses = usesOf(cls, slot.attr);
  if (uses.length === 0 || uses.length !== mentionsOf(cls, slot.attr)) return [];
  if (uses.some((u) => u.call.args.length !== 1 || u.call.keywords.length > 0)) return [];
  const args = argumentTexts(context, call, found.parameters);
  if (!args) return [];
  const training = found.name.startsWith('dropout') ? ['training=self.training'] : [];
  const names = functionalNames(context);
  const edits: Edit[] = [...names.edits, removedLine(context, slot.statement.span)];
  for (const use of uses) {
    const argument = use.call.args[0];
    const text = argument ? source(context, argument.span) : '';
    edits.push(replaced(context, use.call.span, `${names.of(found.name)}(${[text, ...args, ...training].join(', ')})`));
  }
  return [{ id: 'functional', title: `Replace by ${names.of(found.name)}`, candidates: [edits], pledge: 'same' }];
}

/** The whole line of a statement. */
export function removedLine(context: Context, span: { start: number; end: number }): Edit {
  const end = lineEnd(context.text, span.end);
  const next = context.text.indexOf('\n', end);
  return replaced(context, { start: lineStart(context.text, span.start), end: next < 0 ? end : next + 1 }, '');
}

/** Arguments as the other side takes them: by position while all are given in its order, else by name. */
function argumentTexts(context: Context, call: Call, parameters: readonly string[], skip = 0): string[] | undefined {
  const positional = call.args.slice(skip);
  const keywords = call.keywords.filter((k) => k.name !== 'training');
  if (positional.length > parameters.length || positional.some((a) => a.kind === 'Starred')) return undefined;
  if (keywords.some((k) => k.name === undefined || !parameters.includes(k.name))) return undefined;
  return [
    ...positional.map((a) => source(context, a.span)),
    ...keywords.map((k) => `${k.name}=${source(context, k.value.span)}`),
  ];
}

// --- F.relu → nn.ReLU

interface FunctionCall {
  readonly call: Call;
  readonly pair: Pair;
}

function functionAt(context: Context): FunctionCall | undefined {
  for (const expr of expressionAt(context.tree, context.selection.start).reverse()) {
    if (expr.kind !== 'Call' || expr.func.kind !== 'Attribute') continue;
    const root = source(context, expr.func.value.span);
    const isModule = /^(F|nn\.functional|torch\.nn\.functional|torch)$/.test(root);
    const found = PAIRS.find((p) => p.name === lastName(expr.func));
    if (isModule && found && context.selection.start <= expr.func.span.end) return { call: expr, pair: found };
  }
  return undefined;
}

const isConstant = (expr: Expr): boolean =>
  ['Int', 'Float', 'Str', 'True', 'False', 'None'].includes(expr.kind) ||
  (expr.kind === 'Tuple' && expr.elements.every(isConstant));

function layerOffer(context: Context, { call, pair: found }: FunctionCall): Offer[] {
  const cls = classAt(context, call.span.start);
  const init = cls && methodOf(cls, '__init__');
  const last =
    cls && attributeStatements(cls).findLast((s) => init && s.statement.span.end <= init.span.end)?.statement;
  const [tensor] = call.args;
  const method = statementsAt(context.tree, call.span.start).findLast((s) => s.kind === 'FunctionDef');
  if (!cls || !init || !last || !tensor || method === init) return [];
  const isDropout = found.name.startsWith('dropout');
  const training = call.keywords.find((k) => k.name === 'training');
  if (isDropout && (!training || source(context, training.value.span) !== 'self.training')) return [];
  const args = argumentTexts(context, call, found.parameters, 1);
  const others = [...call.args.slice(1), ...call.keywords.filter((k) => k !== training).map((k) => k.value)];
  if (!args || !others.every(isConstant)) return [];
  const names = layerNames(context, [found.layer]);
  const text = `${names.of(found.layer)}(${args.join(', ')})`;
  const same = attributeStatements(cls).find((s) => source(context, s.statement.value.span) === text);
  const site: Site = {
    call,
    layer: found.layer,
    whole: call,
    cls,
    slot: { kind: 'attribute', statement: last, attr: '' },
  };
  const attr = same?.attr ?? freeName(found.stem, namesOfClass(site));
  const edits = [
    ...names.edits,
    ...(same ? [] : [lineBehind(context, last, `self.${attr} = ${text}`)]),
    replaced(context, call.span, `self.${attr}(${source(context, tensor.span)})`),
  ];
  return [{ id: 'functional', title: `Replace by ${names.of(found.layer)}`, candidates: [edits], pledge: 'same' }];
}
