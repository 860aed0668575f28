/** einops: the axes are cut, dropped, moved, added and laid together, in this order. */
import type { Reduction, ValueId } from '../../program';
import { type Dim, exactQuotient, floorDiv, product } from '../../symbolic';
import { type AxisGroup, parsePattern, withoutEllipses, writtenSize } from '../common/axis-pattern';
import { argument, type Lower, type Lowering, outputShape, type Rules, tensors, text } from './lowering';

/** The tensor; a list of them is stacked on a new first axis. */
function subject(l: Lowering): ValueId {
  const given = argument(l, 'tensor');
  if (given?.kind === 'tensor') return l.input(given.input);
  const parts = tensors(l, 'tensor');
  if (parts.length === 0) return l.refuse('what is rearranged is not a tensor here');
  return l.b.concat(
    parts.map((x) => l.b.reshape(x, [1, ...l.b.shape(x)])),
    0,
  );
}

/** Sizes of the axes by name: given, written, or what is left of an axis of the tensor. */
function sizesIn(l: Lowering, left: readonly AxisGroup[], shape: readonly Dim[]): Map<string, Dim> {
  const sizes = new Map<string, Dim>();
  for (const [name, value] of l.record.args) if (value.kind === 'int') sizes.set(name, value.value);
  left.forEach((group, i) => {
    for (const axis of group) {
      const written = writtenSize(axis);
      if (written !== undefined) sizes.set(axis, written);
    }
    const open = group.find((axis) => !sizes.has(axis));
    if (open === undefined) return;
    const known = product(group.flatMap((axis) => sizes.get(axis) ?? []));
    const size = shape[i] ?? 1;
    sizes.set(open, exactQuotient(size, known) ?? floorDiv(size, known));
  });
  return sizes;
}

const REDUCTIONS: Readonly<Record<string, Reduction>> = { sum: 'sum', mean: 'mean', max: 'max', min: 'min' };

function dropped(l: Lowering, x: ValueId, axes: readonly number[]): ValueId {
  if (axes.length === 0) return x;
  const name = text(l, 'reduction') ?? l.refuse('a reduction by a function is not trained here');
  return l.b.reduce(REDUCTIONS[name] ?? l.refuse(`the reduction '${name}' is not trained here`), x, axes);
}

const patterned: Lower = (l) => {
  const given = subject(l);
  const written = text(l, 'pattern') ?? l.refuse('the pattern is not known');
  const rank = l.b.rank(given);
  const { left, right } = withoutEllipses(parsePattern(written, l.refuse), rank);
  const sizes = sizesIn(l, left, l.b.shape(given));
  const of = (axes: readonly string[]): Dim[] => axes.map((axis) => sizes.get(axis) ?? writtenSize(axis) ?? 1);
  const [from, to] = [left.flat(), right.flat()];
  const isGone = from.map((axis) => !to.includes(axis));
  const x = dropped(
    l,
    l.b.reshape(given, of(from)),
    isGone.flatMap((gone, i) => (gone ? [i] : [])),
  );
  const rest = from.filter((_, i) => !isGone[i]);
  const kept = to.filter((axis) => rest.includes(axis));
  const moved = l.b.transpose(
    x,
    kept.map((axis) => rest.indexOf(axis)),
  );
  const apart = l.b.reshape(
    moved,
    to.map((axis, i) => (rest.includes(axis) ? (of(to)[i] ?? 1) : 1)),
  );
  return l.b.reshape(l.b.expand(apart, of(to)), outputShape(l));
};

export const rules: Rules = {
  'einops.rearrange': patterned,
  'einops.reduce': patterned,
  'einops.repeat': patterned,
};
