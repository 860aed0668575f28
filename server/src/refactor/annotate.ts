/** Write down the shape: as a comment beside the layer, as a jaxtyping annotation, as the directive of the class. */
import { type GraphValue, valueText } from '../graph';
import { display, variable } from '../symbolic';
import { type FunctionDef, type Parameter, statementsAt } from '../syntax';
import type { Context, Offer, Refactoring } from './context';
import { importEdits } from './imports';
import { methodOf, modulesAt, siteAt } from './site';
import { sizesAfter } from './statements';
import { indentAt, inserted, lineBreak, lineEnd, lineStart } from './text';

export const annotate: Refactoring = {
  id: 'annotate',
  offers: (context) => [...comment(context), ...annotations(context), ...directive(context)],
};

const offer = (title: string, edits: Offer['candidates'][number]): Offer[] => [
  { id: 'annotate', title, candidates: [edits], pledge: 'same' },
];

/** `# [B×3×64×64] -> [B×14×32×32]`, where the layer meets one size only. */
function comment(context: Context): Offer[] {
  const site = siteAt(context);
  if (site?.layer === undefined) return [];
  const calls = modulesAt(context, site.call.span).flatMap(({ graph, module }) =>
    graph.calls.filter((c) => c.name === module.name && c.to >= 0),
  );
  const texts = new Set(calls.map((c) => `# [${sizes(c.inputs[0])}] -> [${sizes(c.output)}]`));
  const [text] = texts;
  const end = lineEnd(context.text, site.call.span.end);
  const rest = context.text.slice(site.call.span.end, end);
  if (texts.size !== 1 || text === undefined || text.includes('[]') || !/^[\s,)\]]*$/.test(rest)) return [];
  return offer('Write the shape as a comment', [inserted(context, end, `  ${text}`)]);
}

/** Of a batch of any size. */
function sizes(value: GraphValue | undefined): string {
  if (value?.kind !== 'tensor' || value.shape.length < 2) return '';
  return valueText({ ...value, shape: [variable('B'), ...value.shape.slice(1)] }) ?? '';
}

/** `x: Float[Tensor, "b 3 h w"]` for the arguments of `forward` that have no annotation. */
function annotations(context: Context): Offer[] {
  const path = statementsAt(context.tree, context.selection.start);
  const method = path.findLast((s): s is FunctionDef => s.kind === 'FunctionDef');
  if (method?.name !== 'forward' || context.selection.start > method.headerSpan.end) return [];
  const edits = method.parameters.slice(1).flatMap((parameter) => {
    const text = annotation(context, method, parameter);
    return text === undefined ? [] : [inserted(context, parameter.nameSpan.end, `: ${text}`)];
  });
  if (edits.length === 0) return [];
  const imports = [
    ...importEdits(context, 'from jaxtyping import Float'),
    ...importEdits(context, 'from torch import Tensor'),
  ];
  return offer('Annotate with jaxtyping', [...imports, ...edits]);
}

function annotation(context: Context, method: FunctionDef, parameter: Parameter): string | undefined {
  const shapes = [...sizesAfter(context, method, parameter.name, { ...method, span: { ...method.span } }).values()];
  const [shape] = shapes;
  if (!shape || parameter.annotation !== undefined || parameter.kind !== 'positional' || parameter.default)
    return undefined;
  const words = shape.map((size, axis) =>
    shapes.every((s) => display(s[axis] ?? 0) === display(size)) ? display(size) : '_',
  );
  if (shapes.some((s) => s.length !== shape.length) || words.some((w) => !/^\w+$/.test(w))) return undefined;
  return `Float[Tensor, "${words.join(' ')}"]`;
}

/** `# convscope: input=[B, 3, 224, 224]` above a class that is a model by itself. */
function directive(context: Context): Offer[] {
  const { start } = context.selection;
  const cls = context.reading.classes.find((c) => c.span.start <= start && start < c.span.end);
  const graph = cls && context.reading.graphs[cls.roots[0] ?? -1];
  const statement = context.tree.body.find((s) => s.kind === 'ClassDef' && s.name === cls?.name);
  if (!cls || !graph || statement?.kind !== 'ClassDef' || graph.inputSource.kind === 'directive') return [];
  const forward = methodOf(statement, 'forward');
  const isThere =
    start <= statement.headerSpan.end ||
    (forward !== undefined && start >= forward.span.start && start <= forward.headerSpan.end);
  const texts = graph.inputs.map((value) =>
    value.kind === 'tensor' && isFloat(value.dtype) ? (valueText(value, ', ') ?? '') : '',
  );
  if (!isThere || texts.length === 0 || texts.includes('')) return [];
  const at = lineStart(context.text, statement.span.start);
  const line = `${indentAt(context.text, at)}# convscope: input=${texts.join(', ')}${lineBreak(context.text)}`;
  return offer('Write the input as a directive', [inserted(context, at, line)]);
}

const isFloat = (dtype: string | undefined): boolean => dtype === undefined || dtype === 'float32';
