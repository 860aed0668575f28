/** Ops that move numbers without mixing them: where the axes of the input lie afterwards. */
import type { Dim } from '../../symbolic';
import { equal } from '../../symbolic';
import type { OpRecord, PlainArgument } from '../trace';
import { axesIn, type Layout, plain, regrouped } from './layout';

type Move = (layout: Layout, op: OpRecord) => Layout | undefined;

const sizesOf = (op: OpRecord): readonly Dim[] | undefined => op.outputs[0]?.shape;

const regroup: Move = (layout, op) => {
  const shape = sizesOf(op);
  return shape && regrouped(layout, shape);
};

const permute: Move = (layout, op) => {
  const order = ints(op.args.get('dims')) ?? ints(op.args.get('*'));
  return order?.length === layout.length ? order.map((d) => layout.at(d) ?? []) : undefined;
};

const swap: Move = (layout, op) => {
  const [a, b] = ['dim0', 'dim1'].map((name) => at(op.args.get(name), layout.length));
  if (a === undefined || b === undefined) return undefined;
  return layout.map((factors, i) => (i === a ? layout[b] : i === b ? layout[a] : undefined) ?? factors);
};

/** Parts along one dimension; an axis must stay whole. */
const part: Move = (layout, op) => {
  const [from, to] = [op.inputs[0]?.shape, sizesOf(op)];
  if (!from || !to || from.length !== to.length) return undefined;
  const result = layout.map((factors, i) => (equal(from[i] ?? 1, to[i] ?? 1) === 'yes' ? factors : plain(to[i] ?? 1)));
  return kept(layout, result);
};

const drop: Move = (layout, op) => {
  const d = at(op.args.get('dim'), layout.length);
  return d === undefined ? undefined : layout.filter((_, i) => i !== d);
};

/** `x[:, 0, None, ...]`; the sizes must show that axes stay whole. */
const index: Move = (layout, op) => {
  const argument = op.args.get('index');
  const to = sizesOf(op);
  const items = argument?.kind === 'list' ? argument.items : argument ? [argument] : [];
  if (!to || items.some((item) => item.kind === 'tensor' || item.kind === 'list')) return undefined;
  const named = items.filter((item) => item.kind !== 'none' && !isEllipsis(item)).length;
  const result: (Layout[number] | undefined)[] = [];
  let next = 0;
  for (const item of [...items, ...(items.some(isEllipsis) ? [] : [ELLIPSIS])]) {
    if (item.kind === 'none') result.push([]);
    else if (item.kind === 'int') next++;
    else if (isEllipsis(item)) {
      const rest = layout.length - named;
      result.push(...layout.slice(next, next + rest));
      next += rest;
    } else {
      const before = op.inputs[0]?.shape?.[next];
      const whole = before !== undefined && equal(before, to[result.length] ?? 0) === 'yes';
      result.push(whole ? layout[next] : axesIn(layout[next]).length > 0 ? undefined : plain(to[result.length] ?? 1));
      next++;
    }
  }
  return result.every((factors) => factors !== undefined) && result.length === to.length ? result : undefined;
};

const ELLIPSIS: PlainArgument = { kind: 'other', text: 'ellipsis' };
const isEllipsis = (item: PlainArgument): boolean => item.kind === 'other' && item.text === 'ellipsis';

const kept = (before: Layout, after: Layout): Layout | undefined =>
  before.every((factors, i) => axesIn(factors).join() === axesIn(after[i]).join()) ? after : undefined;

export function ints(argument: PlainArgument | undefined): readonly number[] | undefined {
  if (argument?.kind === 'int') return typeof argument.value === 'number' ? [argument.value] : undefined;
  if (argument?.kind !== 'list') return undefined;
  const found = argument.items.map((item) => ints(item));
  return found.every((list) => list !== undefined) ? found.flat() : undefined;
}

export function at(argument: PlainArgument | undefined, rank: number): number | undefined {
  const [d] = ints(argument) ?? [];
  return d === undefined ? undefined : d < 0 ? d + rank : d;
}

const list = (names: readonly string[], move: Move): readonly (readonly [string, Move])[] =>
  names.map((name) => [name, move]);

export const MOVES: ReadonlyMap<string, Move> = new Map([
  ...list(['torch.Tensor.view', 'torch.reshape', 'torch.flatten', 'torch.unflatten', 'torch.ravel'], regroup),
  ...list(['torch.Tensor.view_as', 'torch.Tensor.reshape_as', 'torch.squeeze', 'torch.unsqueeze'], regroup),
  ...list(['torch.permute'], permute),
  ...list(['torch.transpose'], swap),
  ...list(['torch.t', 'torch.Tensor.T'], (layout) => [...layout].reverse()),
  ...list(['torch.adjoint'], (layout) => [...layout.slice(0, -2), ...layout.slice(-2).reverse()]),
  ...list(['torch.chunk', 'torch.split', 'torch.tensor_split', 'torch.narrow'], part),
  ...list(['torch.select', 'torch.unbind'], drop),
  ...list(['torch.Tensor.__getitem__'], index),
  ...list(['torch.nn.functional.channel_shuffle'], (layout) => layout),
]);
