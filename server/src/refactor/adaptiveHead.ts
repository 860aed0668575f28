/**
 * Flatten and a giant linear layer become adaptive pooling and a small one (Lin 2013, Network in Network,
 * https://arxiv.org/abs/1312.4400): one weight for each channel and output, whatever the size of the map.
 */
import type { Edit } from '../edit';
import type { Graph, OpNode } from '../graph';
import { expressionAt, statementsAt } from '../syntax';
import type { Context, Offer, Refactoring } from './context';
import { valueKey } from './examine';
import { layerNames } from './imports';
import { around, attributeName } from './insert';
import { setArgument } from './layers';
import { elementBefore } from './replace';
import { attributeStatements, classAt, modulesAt, siteAt, siteOfCall } from './site';
import { indentAt, inserted, lineBreak, replaced, source } from './text';

const FLATTENING: ReadonlySet<string> = new Set([
  'torch.flatten',
  'torch.Tensor.flatten',
  'torch.Tensor.view',
  'torch.Tensor.reshape',
  'torch.reshape',
]);

export const adaptiveHead: Refactoring = {
  id: 'adaptiveHead',
  offers: (context) => {
    const site = siteAt(context);
    if (site?.layer !== 'Linear') return [];
    const found = modulesAt(context, site.call.span).flatMap(({ graph, module }) => {
      const node = flattenBefore(graph, module.name);
      return node ? [{ graph, node }] : [];
    });
    const [first] = found;
    const channels = first?.node.inputs[0]?.shape?.[1];
    const axes = (first?.node.inputs[0]?.shape?.length ?? 0) - 2;
    if (!first || typeof channels !== 'number' || axes < 1 || axes > 3 || isGlobal(first.node)) return [];
    const pool = poolEdits(context, first.graph, first.node, axes);
    if (!pool) return [];
    const edits = [...pool, ...setArgument(context, site.call, 'Linear', 'in_features', String(channels))];
    const title = `Replace by adaptive pooling and Linear(${channels}, …)`;
    return [{ id: 'adaptiveHead', title, candidates: [edits], pledge: 'outputs' } satisfies Offer];
  },
};

const isGlobal = (node: OpNode): boolean => node.inputs[0]?.shape?.slice(2).every((size) => size === 1) === true;

/** The op that makes a vector of a map before the first call of a module, with as many features. */
function flattenBefore(graph: Graph, module: string): OpNode | undefined {
  const call = graph.calls.find((c) => c.name === module && c.to >= 0);
  const wanted = call?.inputs[0];
  if (!call || wanted?.kind !== 'tensor' || wanted.shape.length !== 2) return undefined;
  return graph.nodes
    .filter((n): n is OpNode => n.kind === 'op' && n.id < call.from && FLATTENING.has(n.op))
    .findLast((n) => {
      const [before, after] = [n.inputs[0]?.shape, n.outputs[0]?.shape];
      if (!before || !after || before.length < 3) return false;
      return valueKey({ ...wanted, shape: after }) === valueKey(wanted);
    });
}

function poolEdits(context: Context, graph: Graph, node: OpNode, axes: number): Edit[] | undefined {
  const pool = `AdaptiveAvgPool${axes}d`;
  const names = layerNames(context, [pool]);
  const text = `${names.of(pool)}(1)`;
  const layer = graph.modules.find(
    (m) => node.call !== undefined && m.name === graph.calls[node.call]?.name && m.layer === 'Flatten',
  );
  const built = layer?.builtAt;
  if (built) {
    const call = expressionAt(context.tree, built.span.start).find(
      (e) => e.span.end === built.span.end && e.kind === 'Call',
    );
    const site = call?.kind === 'Call' ? siteOfCall(context, call) : undefined;
    if (site?.slot.kind !== 'element' || site.slot.named) return undefined;
    return [...names.edits, ...elementBefore(context, site, text)];
  }
  const inside = inMethod(context, node, text);
  return inside && [...names.edits, ...inside];
}

/** `torch.flatten(x, 1)` and `x.view(n, -1)`: the tensor goes through a new pooling layer of the class. */
function inMethod(context: Context, node: OpNode, text: string): Edit[] | undefined {
  const { span } = node.place;
  const call = expressionAt(context.tree, span.start).find(
    (e) => e.span.start === span.start && e.span.end === span.end,
  );
  const cls = classAt(context, span.start);
  const last = cls && attributeStatements(cls).at(-1)?.statement;
  if (node.place.file !== context.file || call?.kind !== 'Call' || !cls || !last) return undefined;
  const isMethod = call.func.kind === 'Attribute' && !/^torch$/.test(source(context, call.func.value.span));
  const tensor = isMethod && call.func.kind === 'Attribute' ? call.func.value : call.args[0];
  if (!tensor) return undefined;
  const attr = attributeName(
    { call, layer: undefined, whole: call, cls, slot: { kind: 'attribute', statement: last, attr: '' } },
    'pool',
  );
  const unit = `${lineBreak(context.text)}${indentAt(context.text, last.span.start)}self.${attr} = ${text}`;
  const made = inserted(context, endOfInit(context, last.span.end), unit);
  const isSafe = /flatten/.test(source(context, call.func.span)) || /,\s*-1\s*\)$/.test(source(context, call.span));
  if (isSafe) return [made, ...around(context, tensor.span, `self.${attr}(`, ')')];
  return [made, replaced(context, call.span, `self.${attr}(${source(context, tensor.span)}).flatten(1)`)];
}

/** Behind the last statement of the class's attributes that stands directly in `__init__`. */
function endOfInit(context: Context, fallback: number): number {
  const around = statementsAt(context.tree, fallback - 1);
  const init = around.findIndex((s) => s.kind === 'FunctionDef');
  const end = around[init + 1]?.span.end ?? fallback;
  const line = context.text.indexOf('\n', end);
  return line < 0 ? context.text.length : context.text[line - 1] === '\r' ? line - 1 : line;
}
