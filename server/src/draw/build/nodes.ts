/** One layer, function or meeting of alternatives as a node. */
import type { Graph, OpNode } from '../../graph';
import type { Dim } from '../../symbolic';
import type { DiagramNode, Family } from '../diagram';
import { argumentText, detailOf, functionName, joinSymbol, lookOf, mainOp, shortName, windowOf } from './describe';
import type { Flow } from './flow';
import { isNormalisation, type Layer, type Leaf, type Owner } from './hierarchy';
import { bytesOf, dimsOf, elementsOf, numberOf, sizeText } from './sizes';
import type { Vocabulary } from './vocabulary';

export interface NodeContext {
  readonly graph: Graph;
  readonly flow: Flow;
  readonly vocabulary: Vocabulary;
  readonly batch: Dim | undefined;
  /** A name of its own, for one that the owner may hold several times. */
  readonly keyOf: (name: string, owner: Owner) => string;
}

export function leafNode(leaf: Leaf, id: number, owner: Owner, context: NodeContext): DiagramNode {
  switch (leaf.kind) {
    case 'layer':
      return layerNode(leaf, id, owner, context);
    case 'function':
      return functionNode(leaf.op, id, owner, context);
    case 'choice':
      return {
        ...NOTHING,
        id,
        key: context.keyOf('either', owner),
        group: owner.id,
        look: 'join',
        family: 'other',
        name: 'either',
        detail: 'one side or the other of a condition that is not decided',
        place: leaf.choice.condition,
      };
  }
}

/** A node of which nothing is known yet. */
export const NOTHING = {
  size: '',
  dims: [],
  window: undefined,
  costs: { params: undefined, macs: undefined, memory: undefined, field: undefined },
  signature: '',
  module: undefined,
  place: undefined,
} as const;

function layerNode({ call, ops }: Layer, id: number, owner: Owner, context: NodeContext): DiagramNode {
  const { familyOf } = context.vocabulary;
  const main = mainOp(ops, familyOf);
  const last = ops.at(-1);
  const own: Family = main ? familyOf(main.op) : 'other';
  const family = ops.length > 1 && isNormalisation(call.cls) ? 'norm' : own;
  const params = numberOf(call.params);
  const look = lookOf(family, main ? tensorsInto(main, context) : 0, params !== 0, main?.op ?? '');
  return {
    ...common(last, context),
    id,
    key: context.keyOf(call.name, owner),
    group: owner.id,
    look,
    family,
    name: look === 'join' && main ? joinSymbol(main.op) : lastPart(call.name),
    detail: main ? detailOf(call.cls, main, family) : call.cls,
    window: main && windowOf(main, family),
    costs: { ...costsOf(last, look, context), params, macs: numberOf(call.macs) },
    signature: [call.cls, ...ops.map(signatureOf)].join(' '),
    module: call.name,
    place: call.place,
  };
}

function functionNode(op: OpNode, id: number, owner: Owner, context: NodeContext): DiagramNode {
  const family = context.vocabulary.familyOf(op.op);
  const weights = weightsInto(op, context);
  const look = lookOf(family, tensorsInto(op, context), weights.length > 0, op.op);
  const params = weights.reduce<number | undefined>((sum, name) => {
    const elements = elementsOf(context.flow.weights.get(name)?.shape);
    return sum === undefined || elements === undefined ? undefined : sum + elements;
  }, 0);
  return {
    ...common(op, context),
    id,
    key: context.keyOf(shortName(op.op), owner),
    group: owner.id,
    look,
    family,
    name: look === 'join' ? joinSymbol(op.op) : functionName(op, weights),
    detail: functionDetail(op, family, context),
    window: windowOf(op, family),
    costs: { ...costsOf(op, look, context), params, macs: numberOf(op.macs) },
    signature: signatureOf(op),
    module: undefined,
    place: op.place,
  };
}

/** The name stands above; without more to say, what comes out. */
function functionDetail(op: OpNode, family: Family, context: NodeContext): string {
  const name = shortName(op.op);
  const detail = detailOf(name, op, family);
  const { size } = common(op, context);
  const saysLittle = detail === name || (family === 'pool' && windowOf(op, family) === undefined);
  return saysLittle && size !== '' ? `gives ${size}` : detail;
}

function common(op: OpNode | undefined, { batch }: NodeContext): Pick<DiagramNode, 'size' | 'dims'> {
  const shape = op?.outputs[0]?.shape;
  return { size: sizeText(shape, batch), dims: dimsOf(shape, batch) };
}

/** The receptive field is followed for cards only: it is the dearest to work out, and chips do not change it. */
const costsOf = (
  op: OpNode | undefined,
  look: DiagramNode['look'],
  { vocabulary }: NodeContext,
): Pick<DiagramNode['costs'], 'memory' | 'field'> => ({
  memory: op && bytesOf(op.outputs),
  field: op && look === 'card' ? vocabulary.fieldOf(op.id) : undefined,
});

function tensorsInto(op: OpNode, { flow }: NodeContext): number {
  const sources = op.inputs.map((tensor) => flow.sourceOf(tensor, op.id));
  return sources.filter(({ kind }) => kind !== 'weight' && kind !== 'constant').length;
}

function weightsInto(op: OpNode, { flow }: NodeContext): string[] {
  return op.inputs.flatMap((tensor) => {
    const source = flow.sourceOf(tensor, op.id);
    return source.kind === 'weight' ? [source.name] : [];
  });
}

function signatureOf(op: OpNode): string {
  const args = [...op.args].map(([name, value]) => `${name}=${argumentText(value)}`);
  const sizes = [...op.inputs, ...op.outputs].map(({ shape }) => sizeText(shape, undefined));
  return `${op.op}(${args.join(',')})${sizes.join(';')}`;
}

export const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
