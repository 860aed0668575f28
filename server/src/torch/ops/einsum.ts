/**
 * Einstein summation (https://pytorch.org/docs/stable/generated/torch.einsum.html). Operands are contracted from
 * left to right, each pair as one batched matrix product, which is how PyTorch counts.
 */
import { type Arguments, NotKnown, type TensorValue, type Value } from '../../python';
import { add, type Dim, display, equal, mul, product } from '../../symbolic';
import { sizeList } from '../common/arguments';
import { type Contracted, keepsContraction } from '../common/contraction';
import { resultType } from '../common/dtypes';
import { times } from '../common/records';
import { page } from '../common/text';
import { declareOps, type Keeps, type OpContext } from '../declare';
import { contiguousStrides, isTensor, shapeOf } from '../tensor';
import type { OpRecord, PlainArgument } from '../trace';

/** Labels of one operand; axes of the ellipsis are `…0`, `…1` from the left of the widest. */
type Labels = readonly string[];
interface Plan {
  readonly operands: readonly Labels[];
  readonly output: Labels;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `bhid,bhjd->bhij` and the operands, also from the form with lists of ints. */
function readArguments(
  a: Arguments,
  c: OpContext,
): { readonly equation: string; readonly operands: readonly TensorValue[] } {
  const first = a.value('equation');
  if (first.kind === 'str') return { equation: first.value, operands: a.extra.flatMap((v) => flat(v, c)) };
  const all = [first, ...a.extra];
  const operands: TensorValue[] = [];
  const terms: string[] = [];
  for (let i = 0; i + 1 < all.length; i += 2) {
    operands.push(...flat(all[i] ?? first, c));
    terms.push(letters(all[i + 1], a, c));
  }
  const output = all.length % 2 === 1 ? `->${letters(all.at(-1), a, c)}` : '';
  return { equation: terms.join(',') + output, operands };
}

function letters(value: Value | undefined, a: Arguments, c: OpContext): string {
  if (!value) return '';
  const { items } = c.interpreter.iterate(value);
  return items
    .map((item) =>
      item.kind === 'ellipsis' ? '...' : LETTERS[Number(sizeList({ kind: 'list', items: [item] }, a)?.[0] ?? 0)],
    )
    .join('');
}

function flat(value: Value, c: OpContext): readonly TensorValue[] {
  if (value.kind === 'unknown') throw new NotKnown(value);
  if (isTensor(value)) return [value];
  return c.interpreter.iterate(value).items.flatMap((item) => flat(item, c));
}

function plan(equation: string, ranks: readonly number[], refuse: (message: string, why?: string) => never): Plan {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length < ranks.length) refuse('einsum(): more operands were provided than specified in the equation');
  if (terms.length > ranks.length) refuse('einsum(): fewer operands were provided than specified in the equation');
  const wildcards = terms.map((term, i) => {
    const named = term.replace('...', '').length;
    const rank = ranks[i] ?? 0;
    const open = term.includes('...');
    if (open ? named > rank : named !== rank) {
      const words = open ? 'is more than the number of dimensions' : 'does not match the number of dimensions';
      refuse(
        `einsum(): the number of subscripts in the equation (${named}) ${words} (${rank}) for operand ${i}${open ? '' : ' and no ellipsis was given'}`,
        `Operand ${i} has ${rank} axes.`,
      );
    }
    return open ? rank - named : 0;
  });
  const most = Math.max(0, ...wildcards);
  const spread = (term: string, open: number): string[] => {
    const [before = '', after] = term.split('...');
    if (after === undefined) return [...before];
    return [...before, ...Array.from({ length: open }, (_, i) => `…${most - open + i}`), ...after];
  };
  const operands = terms.map((term, i) => spread(term, wildcards[i] ?? 0));
  const output = right === undefined ? implicit(operands, most) : spread(right, most);
  const unseen = output.find((label) => !operands.some((labels) => labels.includes(label)));
  if (unseen !== undefined)
    refuse(`einsum(): output subscript ${unseen} does not appear in the equation for any input operand`);
  const twice = output.find((label, i) => output.indexOf(label) !== i);
  if (twice !== undefined) refuse(`einsum(): output subscript ${twice} appears more than once in the output`);
  return { operands, output };
}

/** Without an arrow: the ellipsis, then the labels that occur once, in order. */
function implicit(operands: readonly Labels[], most: number): Labels {
  const all = operands.flat().filter((label) => !label.startsWith('…'));
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label)).sort();
  return [...Array.from({ length: most }, (_, i) => `…${i}`), ...once];
}

function einsum(a: Arguments, c: OpContext): Value {
  const { equation, operands } = readArguments(a, c);
  const refuse = (message: string, why?: string): never =>
    c.refuse({ code: 'CS120', message, ...(why ? { why } : {}) });
  const { operands: labels, output } = plan(
    equation,
    operands.map((x) => shapeOf(x).length),
    refuse,
  );
  const sizes = new Map<string, Dim>();
  operands.forEach((x, i) => {
    const shape = shapeOf(x);
    const own = new Map<string, Dim>();
    (labels[i] ?? []).forEach((label, axis) => {
      const size = shape[axis] ?? 1;
      const before = own.get(label);
      if (before !== undefined) {
        c.requireEqual(before, size, 'a repeated subscript of einsum', () => ({
          code: 'CS120',
          message: `einsum(): subscript ${label} is repeated for operand ${i} but the sizes don't match, ${display(size)} != ${display(before)}`,
          why: 'A repeated subscript picks the diagonal.',
        }));
      }
      own.set(label, size);
    });
    for (const [label, size] of own) join(label, size, i, sizes, c);
  });
  const shape = output.map((label) => sizes.get(label) ?? 1);
  const [only] = operands;
  const isView = operands.length === 1 && labels[0]?.every((label) => output.includes(label));
  if (isView && only) return c.tensor(shape, { viewOf: only, strides: null });
  const isEven = operands.every((x) => !shapeOf(x).includes(1));
  return c.tensor(shape, { dtype: resultType(operands), strides: isEven ? stridesOf(labels, output, sizes) : null });
}

/** A batched product lies as the axes of both operands, of the first, of the second; a sum of one side is left open. */
function stridesOf(
  operands: readonly Labels[],
  output: Labels,
  sizes: ReadonlyMap<string, Dim>,
): readonly Dim[] | null {
  const [left, right, more] = operands;
  if (!left || !right || more) return null;
  const summed = [...sizes.keys()].filter((label) => !output.includes(label));
  if (summed.length === 0 || summed.some((label) => !left.includes(label) || !right.includes(label))) return null;
  const rank = (label: string): number => (left.includes(label) ? (right.includes(label) ? 0 : 1) : 2);
  const laid = [...output].sort((a, b) => rank(a) - rank(b));
  const strides = contiguousStrides(laid.map((label) => sizes.get(label) ?? 1));
  return output.map((label) => strides[laid.indexOf(label)] ?? 1);
}

function join(label: string, size: Dim, operand: number, sizes: Map<string, Dim>, c: OpContext): void {
  const seen = sizes.get(label);
  if (seen === undefined || seen === 1) sizes.set(label, size);
  if (seen === undefined || seen === 1 || size === 1) return;
  const name = label.startsWith('…') ? 'dimension' : `subscript ${label}`;
  c.requireEqual(seen, size, 'a subscript of einsum', () => ({
    code: 'CS120',
    message: label.startsWith('…')
      ? `einsum(): operands do not broadcast with remapped shapes [original->remapped]`
      : `einsum(): ${name} has size ${display(size)} for operand ${operand} which does not broadcast with previously seen size ${display(seen)}`,
    why: `One subscript stands for one size; here it is ${display(seen)} and ${display(size)}.`,
  }));
  if (typeof size === 'number') sizes.set(label, size);
}

/** The operands of a record, in order, with repeats. */
function recorded(
  record: OpRecord,
):
  | { readonly plan: Plan; readonly shapes: readonly (readonly Dim[])[]; readonly inputs: readonly number[] }
  | undefined {
  const equation = record.args.get('equation');
  const rest = record.args.get('*');
  if (!equation || rest?.kind !== 'list') return undefined;
  const written =
    equation.kind === 'str'
      ? { text: equation.value, tensors: rest.items.flatMap((item) => (item.kind === 'list' ? item.items : [item])) }
      : numbered([equation, ...rest.items]);
  const { tensors } = written;
  const shapes = tensors.map((item) => (item.kind === 'tensor' ? record.inputs[item.input]?.shape : undefined));
  if (!shapes.every((shape) => shape !== undefined)) return undefined;
  const made = plan(
    written.text,
    shapes.map((shape) => shape.length),
    () => {
      throw new Error('einsum was recorded although its equation is wrong');
    },
  );
  return { plan: made, shapes, inputs: tensors.flatMap((item) => (item.kind === 'tensor' ? [item.input] : [])) };
}

/** Operands alternate with lists of axis numbers; a last list is the output. */
function numbered(items: readonly PlainArgument[]): {
  readonly text: string;
  readonly tensors: readonly PlainArgument[];
} {
  const lettered = (item: PlainArgument | undefined): string =>
    item?.kind === 'list' ? item.items.map((i) => (i.kind === 'int' ? LETTERS[Number(i.value)] : '...')).join('') : '';
  const tensors: PlainArgument[] = [];
  const terms: string[] = [];
  for (let i = 0; i + 1 < items.length; i += 2) {
    const operand = items[i];
    if (operand) tensors.push(operand);
    terms.push(lettered(items[i + 1]));
  }
  return { text: `${terms.join()}${items.length % 2 === 1 ? `->${lettered(items.at(-1))}` : ''}`, tensors };
}

function macs(record: OpRecord): Dim {
  const found = recorded(record);
  if (!found) return 0;
  const { plan: made, shapes } = found;
  const operands = shapes.map((shape, i) => sizesOf(made.operands[i] ?? [], shape));
  /** How many operands still have a size other than 1 for a label that is summed. */
  const counts = new Map<string, number>();
  for (const sizes of operands) {
    for (const label of sizes.keys()) {
      if (!made.output.includes(label) && isReal(sizes, label)) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  }
  let total: Dim = 0;
  const [first, ...rest] = operands;
  let left = first ?? new Map<string, Dim>();
  for (const right of rest) {
    const pair = contract(left, right, counts);
    total = add(total, pair.macs);
    left = pair.sizes;
  }
  return total;
}

type Sizes = ReadonlyMap<string, Dim>;
const sizesOf = (labels: Labels, shape: readonly Dim[]): Sizes =>
  new Map(labels.map((label, i) => [label, shape[i] ?? 1]));
const isReal = (sizes: Sizes, label: string): boolean => equal(sizes.get(label) ?? 1, 1) !== 'yes';

/**
 * One step of `at::einsum` (aten/src/ATen/native/Linear.cpp): what no later operand has is summed now, as part of
 * the product where both sides have it, before it where one has. Without the former it is an elementwise product.
 */
function contract(
  left: Sizes,
  right: Sizes,
  counts: Map<string, number>,
): { readonly macs: Dim; readonly sizes: Sizes } {
  const sizes = new Map<string, Dim>(left);
  for (const [label, size] of right) if (!isReal(left, label)) sizes.set(label, size);
  let summed: Dim = 1;
  let isProduct = false;
  for (const [label, count] of counts) {
    const both = isReal(left, label) && isReal(right, label);
    if (both) counts.set(label, count - 1);
    if (both && count === 2) {
      summed = mul(summed, sizes.get(label) ?? 1);
      isProduct = true;
    }
    if (both ? count === 2 : count === 1 && (isReal(left, label) || isReal(right, label))) {
      sizes.delete(label);
      counts.set(label, 0);
    }
  }
  return { macs: isProduct ? mul(summed, product([...sizes.values()])) : 0, sizes };
}

/** One operand is only looked at in another way, or summed; of more than two, what lies between has no rule here. */
function keeps(record: OpRecord): Keeps {
  const found = recorded(record);
  if (!found) return { atLeast: true };
  const { plan: made, inputs } = found;
  if (inputs.length === 1) return {};
  const [left, right] = inputs.map((input, i): Contracted | undefined => {
    const info = record.inputs[input];
    return info && { input, info, labels: made.operands[i] ?? [] };
  });
  return left && right && inputs.length === 2 ? keepsContraction(left, right, made.output) : { atLeast: true };
}

/** `b=8, h=4: i×d=64 · d=64×j`, the sizes behind the letters. */
function lines(record: OpRecord): readonly string[] {
  const found = recorded(record);
  const equation = record.args.get('equation');
  if (!found || equation?.kind !== 'str') return [];
  const sizes = new Map<string, Dim>();
  found.shapes.forEach((shape, i) => {
    for (const [label, size] of sizesOf(found.plan.operands[i] ?? [], shape))
      if (!sizes.has(label) || size !== 1) sizes.set(label, size);
  });
  const legend = [...sizes].map(([label, size]) => `${label} = ${display(size)}`).join(', ');
  return [`${equation.value} with ${legend}`, `→ ${times(record.outputs[0]?.shape)}`];
}

export const ops = declareOps({
  name: 'torch.einsum',
  aliases: ['torch.functional.einsum'],
  category: 'linear',
  signature: '(equation, *operands)',
  doc: 'Multiplies tensors and sums, axes named by letters.',
  reference: page('torch.einsum'),
  run: einsum,
  macs,
  explain: lines,
  reach: () => ({ kind: 'all' }),
  keeps,
  examples: [
    { code: "torch.einsum('bhid,bhjd->bhij', x, y)", inputs: { x: '2x4x5x6', y: '2x4x7x6' }, output: [2, 4, 5, 7] },
    { code: "torch.einsum('ij,jk', x, y)", inputs: { x: '2x3', y: '3x4' }, output: [2, 4] },
    { code: "torch.einsum('...ij->...ji', x)", inputs: { x: '2x3x4' }, output: [2, 4, 3] },
    { code: "torch.einsum('ii->i', x)", inputs: { x: '3x3' }, output: [3] },
    { code: "torch.einsum('b n d, b m d -> b n m', [x, y])", inputs: { x: '2x3x4', y: '2x5x4' }, output: [2, 3, 5] },
    { code: 'torch.einsum(x, [0, 1], y, [1, 2], [0, 2])', inputs: { x: '2x3', y: '3x4' }, output: [2, 4] },
    { code: "torch.einsum('bhid,bhjd->bhij', x, y)", inputs: { x: '2x4x5x32', y: '2x4x7x16' }, problem: 'CS120' },
    { code: "torch.einsum('ij,jk->ik', x, y)", inputs: { x: '2x3x4', y: '3x4' }, problem: 'CS120' },
    { code: "torch.einsum('ij,jk->ix', x, y)", inputs: { x: '2x3', y: '3x4' }, problem: 'CS120' },
    { code: "torch.einsum('ij->i', x, y)", inputs: { x: '2x3', y: '3x4' }, problem: 'CS120' },
    { code: "torch.einsum('ii->i', x)", inputs: { x: '3x4' }, problem: 'CS120' },
  ],
});
