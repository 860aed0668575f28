/** What a layer or an op is called in a diagram, and what is said of it in the second line. */
import type { Argument, OpNode } from '../../graph';
import { display } from '../../symbolic';
import type { Family, Look, Window } from '../diagram';

/** The op that says most about a layer of several: a normalisation between two permutes is a normalisation. */
const WEIGHT: Readonly<Record<Family, number>> = {
  attention: 9,
  recurrent: 9,
  conv: 8,
  embedding: 7,
  linear: 7,
  pool: 6,
  resize: 6,
  norm: 5,
  loss: 4,
  activation: 3,
  join: 3,
  elementwise: 2,
  reduce: 2,
  dropout: 1,
  index: 1,
  shape: 1,
  create: 1,
  container: 0,
  other: 0,
};

const CARDS: ReadonlySet<Family> = new Set([
  'conv',
  'pool',
  'linear',
  'attention',
  'recurrent',
  'embedding',
  'resize',
  'loss',
]);

export function mainOp(ops: readonly OpNode[], familyOf: (op: string) => Family): OpNode | undefined {
  let best: OpNode | undefined;
  for (const op of ops) if (!best || WEIGHT[familyOf(op.op)] > WEIGHT[familyOf(best.op)]) best = op;
  return best;
}

/** `inputs`: how many tensors of others come in. */
export function lookOf(family: Family, inputs: number, hasWeights: boolean, op: string): Look {
  if (inputs >= 2 && (family === 'join' || family === 'elementwise' || SYMBOLS[shortName(op)] !== undefined))
    return 'join';
  if (CARDS.has(family)) return 'card';
  return hasWeights && (family === 'other' || family === 'container') ? 'card' : 'chip';
}

const SYMBOLS: Readonly<Record<string, string>> = {
  add: '+',
  sub: '−',
  rsub: '−',
  mul: '×',
  div: '÷',
  matmul: '@',
  bmm: '@',
  cat: 'cat',
  stack: 'stack',
  maximum: 'max',
  minimum: 'min',
};

const SPOKEN: Readonly<Record<string, string>> = { __getitem__: 'slice', __setitem__: 'set slice' };

/** `conv2d` of `torch.nn.functional.conv2d`. */
export function shortName(op: string): string {
  const last = op.slice(op.lastIndexOf('.') + 1);
  return SPOKEN[last] ?? last.replace(/_$/, '');
}

export const joinSymbol = (op: string): string => SYMBOLS[shortName(op)] ?? shortName(op);

/** `+ pos_embedding`, `× 0.5`, else the function's name. */
export function functionName(op: OpNode, weights: readonly string[]): string {
  const short = shortName(op.op);
  const symbol = SYMBOLS[short];
  const partner = weights[0]?.replace(/^.*\./, '') ?? scalarText(op.args.get('other'));
  if (symbol !== undefined && symbol.length === 1 && partner !== undefined) return `${symbol} ${partner}`;
  return short === 'expand' && weights[0] !== undefined ? (partner ?? short) : short;
}

function scalarText(argument: Argument | undefined): string | undefined {
  switch (argument?.kind) {
    case 'int':
      return display(argument.value);
    case 'float':
      return argument.value === undefined ? undefined : String(Number(argument.value.toPrecision(4)));
    default:
      return undefined;
  }
}

export function windowOf(op: OpNode, family: Family): Window | undefined {
  if (family !== 'conv' && family !== 'pool') return undefined;
  const kernel = kernelOf(op);
  if (kernel.length === 0) return undefined;
  const spread = (name: string, fallback: readonly number[]): readonly number[] => {
    const sizes = numbersOf(op.args.get(name));
    return sizes.length === 1 ? kernel.map(() => sizes[0] ?? 1) : sizes.length === 0 ? fallback : sizes;
  };
  const ones = kernel.map(() => 1);
  return {
    kernel,
    stride: spread('stride', family === 'pool' ? kernel : ones),
    dilation: spread('dilation', ones),
  };
}

function kernelOf(op: OpNode): readonly number[] {
  const weight = op.args.get('weight');
  if (weight?.kind === 'tensor') {
    const shape = op.inputs[weight.input]?.shape?.slice(2) ?? [];
    return shape.every((dim) => typeof dim === 'number') ? shape : [];
  }
  const sizes = numbersOf(op.args.get('kernel_size'));
  const rank = /([123])d$/.exec(op.op)?.[1];
  return sizes.length === 1 && rank !== undefined ? Array<number>(Number(rank)).fill(sizes[0] ?? 1) : sizes;
}

function numbersOf(argument: Argument | undefined): readonly number[] {
  if (argument?.kind === 'int') return typeof argument.value === 'number' ? [argument.value] : [];
  if (argument?.kind === 'list') return argument.items.flatMap(numbersOf);
  return [];
}

/** `Conv2d 3×3 /2, 64 → 128`: the class and what it was told. */
export function detailOf(title: string, op: OpNode, family: Family): string {
  const window = windowOf(op, family);
  const groups = groupText(op);
  const named = groups === DEPTHWISE ? DEPTHWISE : title;
  const what = window ? windowText(window) : targetText(op, family);
  const parts = [named, what].filter((part) => part !== '').join(' ');
  const channels = channelText(op, family);
  return [parts, channels, groups === DEPTHWISE ? '' : groups].filter((part) => part !== '').join(', ');
}

function windowText(window: Window): string {
  const { kernel, stride, dilation } = window;
  const steps = stride.some((s) => s !== 1) ? ` /${squeezed(stride)}` : '';
  const spread = dilation.some((d) => d !== 1) ? ` dil ${squeezed(dilation)}` : '';
  return `${kernel.join('×')}${steps}${spread}`;
}

/** An adaptive pooling is told what comes out of it. */
function targetText({ op, outputs }: OpNode, family: Family): string {
  const sizes = family === 'pool' && op.includes('adaptive') ? (outputs[0]?.shape ?? []).slice(2) : [];
  return sizes.length === 0 ? '' : `to ${sizes.map(display).join('×')}`;
}

const squeezed = (sizes: readonly number[]): string =>
  sizes.every((s) => s === sizes[0]) ? String(sizes[0]) : sizes.join('×');

function channelText(op: OpNode, family: Family): string {
  const before = op.inputs[0]?.shape,
    after = op.outputs[0]?.shape;
  if (!before || !after) return '';
  const axis = family === 'linear' ? -1 : family === 'conv' ? 1 : undefined;
  if (axis === undefined) return '';
  const from = before.at(axis),
    to = after.at(axis);
  if (from === undefined || to === undefined) return '';
  const [a, b] = [display(from), display(to)];
  return a === b ? a : `${a} → ${b}`;
}

const DEPTHWISE = 'depthwise';

function groupText(op: OpNode): string {
  const [groups] = numbersOf(op.args.get('groups'));
  if (groups === undefined || groups === 1) return '';
  return groups === op.inputs[0]?.shape?.[1] ? DEPTHWISE : `${groups} groups`;
}

/** Arguments that are not tensors, to tell equal layers from others. */
export function argumentText(argument: Argument): string {
  switch (argument.kind) {
    case 'int':
      return display(argument.value);
    case 'float':
      return String(argument.value);
    case 'bool':
      return String(argument.value);
    case 'str':
      return argument.value;
    case 'none':
      return 'None';
    case 'tensor':
      return 't';
    case 'list':
      return `[${argument.items.map(argumentText).join(',')}]`;
    case 'other':
      return argument.text;
  }
}
