/**
 * einops: rearranging, reducing and repeating axes by a pattern (https://einops.rocks/api/rearrange). As in the
 * library itself, the axes are cut, moved, reduced, added and laid together, in this order.
 */
import { type Arguments, int, list, NotKnown, type TensorValue, toInt, tuple, type Value } from '../../python';
import { type Dim, display, divides, exactQuotient, floorDiv, product } from '../../symbolic';
import { tensor } from '../common/arguments';
import {
  type AxisGroup,
  type AxisPattern,
  ELLIPSIS,
  namedAxes,
  parsePattern,
  parseSide,
  withoutEllipses,
  writtenSize,
} from '../common/axis-pattern';
import { arrow } from '../common/records';
import { sizes as text, torchSize } from '../common/text';
import { viewed, viewStrides } from '../common/views';
import { declareOps, type OpContext } from '../declare';
import { isTensor, shapeOf } from '../tensor';

type Kind = 'rearrange' | 'reduce' | 'repeat';
type Sizes = Map<string, Dim>;

const badPattern = (message: string, c: OpContext): never =>
  c.refuse({ code: 'CS124', message, why: 'The pattern does not describe axes as einops reads them.' });

/** A list of tensors is stacked on a new first axis. */
function subject(a: Arguments, c: OpContext): TensorValue {
  const value = a.value('tensor');
  if (value.kind !== 'list' && value.kind !== 'tuple') return tensor(a, 'tensor');
  const stacked = c.op('torch.stack', [value]);
  return isTensor(stacked) ? stacked : a.wrongType('tensor', 'Tensor');
}

function givenSizes(a: Arguments): Sizes {
  const sizes: Sizes = new Map();
  for (const [name, value] of a.extraKeywords) {
    if (value.kind === 'unknown') throw new NotKnown(value);
    const size = toInt(value);
    if (size === undefined) a.interpreter.raise('TypeError', `the length of axis ${name} must be an integer`);
    else sizes.set(name, size);
  }
  return sizes;
}

/** The pattern for this many axes, without ellipses. */
function expand(
  pattern: AxisPattern,
  rank: number,
  refuse: (detail: string, why: string, code?: string) => never,
): AxisPattern {
  const { count: named, open: hasEllipsis } = namedAxes(pattern);
  const wanted = hasEllipsis ? `>=${named}` : `${named}`;
  if (hasEllipsis ? rank < named : rank !== named)
    refuse(
      `Wrong shape: expected ${wanted} dims. Received ${rank}-dim tensor.`,
      `The pattern names ${wanted} axes and the tensor has ${rank}.`,
      'CS117',
    );
  return withoutEllipses(pattern, rank);
}

/** Finds the size of every elementary axis on the left. */
function measure(
  left: readonly AxisGroup[],
  shape: readonly Dim[],
  sizes: Sizes,
  refuse: (detail: string, why: string, code?: string) => never,
  c: OpContext,
): void {
  left.forEach((group, i) => {
    const size = shape[i] ?? 1;
    for (const axis of group) {
      const written = writtenSize(axis);
      if (written !== undefined) sizes.set(axis, written);
    }
    const open = group.filter((axis) => !sizes.has(axis));
    const known = product(group.flatMap((axis) => sizes.get(axis) ?? []));
    const [axis, second] = open;
    if (second !== undefined)
      refuse(
        `Could not infer sizes for {${open.join(', ')}}`,
        'At most one size of an axis may be left open.',
        'CS124',
      );
    if (axis === undefined) {
      c.requireEqual(known, size, 'the sizes of an axis', () =>
        refuse(
          `Shape mismatch, ${display(size)} != ${display(known)}`,
          `Axis ${i} of ${text(shape)} has ${display(size)} elements, the pattern says ${display(known)}.`,
        ),
      );
    } else if (group.length === 1) sizes.set(axis, size);
    else {
      const mismatch = (): never =>
        refuse(
          `Shape mismatch, can't divide axis of length ${display(size)} in chunks of ${display(known)}`,
          `Axis ${i} of ${text(shape)} has to be shared out exactly.`,
        );
      const exact = exactQuotient(size, known);
      if (exact === undefined && divides(known, size) === 'no') mismatch();
      if (exact === undefined) c.requireDivides(known, size, 'the sizes of an axis', mismatch);
      sizes.set(axis, exact ?? floorDiv(size, known));
    }
  });
}

function transform(kind: Kind, a: Arguments, c: OpContext): Value {
  const x = subject(a, c);
  const shape = shapeOf(x);
  const pattern = a.str('pattern');
  const refuse = (detail: string, why: string, code = 'CS108'): never =>
    c.refuse({
      code,
      message: `Error while processing ${kind}-reduction pattern "${pattern}". Input tensor shape: ${torchSize(shape)}. ${detail}`,
      why,
    });
  const { left, right } = expand(
    parsePattern(pattern, (message) => badPattern(message, c)),
    shape.length,
    refuse,
  );
  const sizes = givenSizes(a);
  const from = left.flat();
  const to = right.flat();
  const onlyOne =
    kind === 'repeat' ? from.filter((axis) => !to.includes(axis)) : to.filter((axis) => !from.includes(axis));
  const either = kind === 'rearrange' ? [...onlyOne, ...from.filter((axis) => !to.includes(axis))] : onlyOne;
  const strangers = either.filter((axis) => kind !== 'repeat' || writtenSize(axis) === undefined);
  if (strangers.length > 0)
    refuse(
      `Identifiers only on one side of expression (should be on both): {${strangers.join(', ')}}`,
      'These axes come from nowhere or go nowhere.',
      'CS124',
    );
  measure(left, shape, sizes, refuse, c);
  const added = to.filter((axis) => !from.includes(axis));
  for (const axis of added) {
    const size = writtenSize(axis) ?? sizes.get(axis);
    if (size === undefined)
      refuse(`Specify sizes for new axes in repeat: ${axis}`, 'A new axis has no size yet.', 'CS124');
    else sizes.set(axis, size);
  }
  return laid(x, { from, to, right, sizes, reduction: kind === 'reduce' ? a.value('reduction') : undefined }, c);
}

interface Laying {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly right: readonly AxisGroup[];
  readonly sizes: Sizes;
  readonly reduction: Value | undefined;
}

function laid(x: TensorValue, plan: Laying, c: OpContext): Value {
  const { from, to, right, sizes } = plan;
  const of = (axes: readonly string[]): Dim[] => axes.map((axis) => sizes.get(axis) ?? 1);
  const final = right.map((group) => product(of(group)));
  const dropped = from.filter((axis) => !to.includes(axis));
  if (dropped.length > 0 && plan.reduction) {
    const cut = c.tensor(of(from), { dtype: x.dtype });
    return reduced(
      cut,
      dropped.map((axis) => from.indexOf(axis)),
      plan.reduction,
      final,
      x,
      c,
    );
  }
  const strides = viewStrides(x, of(from));
  if (strides === undefined) return viewed(c, x, final, undefined);
  if (strides === 'no') return c.tensor(final, { dtype: x.dtype });
  // A new axis repeats the same memory: stride 0.
  const moved = viewed(
    c,
    x,
    of(to),
    to.map((axis) => (from.includes(axis) ? (strides[from.indexOf(axis)] ?? 1) : 0)),
  );
  const joined = viewStrides(moved, final);
  if (joined === 'no') return c.tensor(final, { dtype: x.dtype });
  return viewed(c, x, final, joined);
}

const REDUCTIONS = ['min', 'max', 'sum', 'mean', 'prod', 'any', 'all'];

/** By name, or by a function of the tensor and its axes. */
function reduced(
  cut: TensorValue,
  axes: readonly number[],
  reduction: Value,
  final: readonly Dim[],
  x: TensorValue,
  c: OpContext,
): Value {
  if (reduction.kind !== 'str') {
    const made = c.interpreter.call(reduction, [cut, tuple(axes.map(int))]);
    if (!isTensor(made)) return c.unknown('undecided', 'the function that reduces gives no tensor');
    return c.tensor(final, { dtype: made.dtype });
  }
  const kind = reduction.value;
  if (!REDUCTIONS.includes(kind))
    return badPattern(
      `Unknown reduction ${kind}. Expect one of (${REDUCTIONS.map((name) => `'${name}'`).join(', ')}).`,
      c,
    );
  if (kind === 'mean' && x.dtype && !/^(?:b?float|complex)/.test(x.dtype))
    c.refuse({
      code: 'CS124',
      message: 'reduce_mean is not available for non-floating tensors',
      why: 'A mean of whole numbers is not whole.',
    });
  const dtype = kind === 'any' || kind === 'all' ? 'bool' : x.dtype;
  return c.tensor(final, { dtype });
}

/** `batch seq embed, heads embed -> batch seq heads` with one letter an axis. */
function einsum(a: Arguments, c: OpContext): Value {
  const pattern = a.extra.at(-1);
  if (pattern?.kind !== 'str')
    return badPattern(
      'The last argument passed to `einops.einsum` must be a string, representing the einsum pattern.',
      c,
    );
  const letters = new Map<string, string>();
  const letter = (axis: string): string => {
    const known = letters.get(axis) ?? 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(letters.size);
    letters.set(axis, known);
    return known;
  };
  const side = (part: string): string =>
    (part.match(/\.\.\.|\w+/g) ?? []).map((axis) => (axis === ELLIPSIS ? axis : letter(axis))).join('');
  const [inputs = '', output = ''] = pattern.value.split('->');
  const equation = `${inputs.split(',').map(side).join(',')}->${side(output)}`;
  return c.op('torch.einsum', [{ kind: 'str', value: equation }, ...a.extra.slice(0, -1)]);
}

/** Where `*` stands: axes before it and after it. */
function star(a: Arguments, c: OpContext): readonly [before: number, after: number] {
  const axes = a.str('pattern').split(/\s+/).filter(Boolean);
  const at = axes.indexOf('*');
  return at < 0 ? badPattern(`No *-axis in ${a.name}(..., "${a.str('pattern')}")`, c) : [at, axes.length - at - 1];
}

function pack(a: Arguments, c: OpContext): Value {
  const [before, after] = star(a, c);
  const { items, rest } = c.interpreter.iterate(a.value('tensors'));
  if (rest) throw new NotKnown(rest);
  const shapes: Value[] = [];
  const flat = items.map((item, i) => {
    if (item.kind === 'unknown') throw new NotKnown(item);
    if (!isTensor(item)) return a.wrongType('tensors', 'a list of tensors');
    const shape = shapeOf(item);
    const end = shape.length - after;
    if (end < before)
      c.refuse({
        code: 'CS117',
        message: `packed tensor #${i} (enumeration starts with 0) has shape ${torchSize(shape)}, while pattern ${a.str('pattern')} assumes at least ${before + after} axes`,
      });
    shapes.push(tuple(shape.slice(before, end).map(int)));
    const sizes = [...shape.slice(0, before), product(shape.slice(before, end)), ...shape.slice(end)];
    return c.op('torch.reshape', [item, tuple(sizes.map(int))]);
  });
  return tuple([c.op('torch.cat', [list(flat), int(before)]), list(shapes)]);
}

function unpack(a: Arguments, c: OpContext): Value {
  const [before] = star(a, c);
  const x = tensor(a, 'tensor');
  const shape = shapeOf(x);
  const { items, rest } = c.interpreter.iterate(a.value('packed_shapes'));
  if (rest) throw new NotKnown(rest);
  const wanted = items.map((item) => {
    const inner = c.interpreter.iterate(item);
    if (inner.rest) throw new NotKnown(inner.rest);
    return inner.items.map((value) => toInt(value) ?? a.wrongType('packed_shapes', 'a list of shapes'));
  });
  if (wanted.some((sizes) => sizes.includes(-1)))
    return c.unknown('undecided', 'one of the packed shapes is left open');
  const parts = c.op('torch.split', [x, list(wanted.map((sizes) => int(product(sizes)))), int(before)]);
  return list(
    c.interpreter
      .iterate(parts)
      .items.map((part, i) =>
        c.op('torch.reshape', [
          part,
          tuple([...shape.slice(0, before), ...(wanted[i] ?? []), ...shape.slice(before + 1)].map(int)),
        ]),
      ),
  );
}

/** The sizes behind names: `{'b': 2, 'c': 3}`. */
function parseShape(a: Arguments, c: OpContext): Value {
  const shape = shapeOf(tensor(a, 'x'));
  const groups = parseSide(a.str('pattern').replaceAll(/(?<!\w)_(?!\w)/g, '1'), 0, (message) => badPattern(message, c));
  if (groups.some((group) => group.includes(ELLIPSIS) || group.length > 1))
    return c.unknown('undecided', 'a shape with an ellipsis');
  if (groups.length !== shape.length)
    c.refuse({
      code: 'CS117',
      message: `Can't parse shape with different number of dimensions: pattern=${a.str('pattern')} ${torchSize(shape)}`,
    });
  const dict = c.interpreter.call(c.interpreter.builtin('dict'), []);
  groups.forEach(([name], i) => {
    if (name !== undefined) c.interpreter.setItem(dict, { kind: 'str', value: name }, int(shape[i] ?? 1));
  });
  return dict;
}

const page = (name: string): string => `https://einops.rocks/api/${name}`;

export const ops = declareOps(
  {
    name: 'einops.rearrange',
    category: 'shape',
    signature: '(tensor, pattern, **axes_lengths)',
    doc: 'Cuts, moves and joins axes by a pattern.',
    reference: page('rearrange'),
    run: (a, c) => transform('rearrange', a, c),
    explain: arrow,
    view: true,
  },
  {
    name: 'einops.reduce',
    category: 'reduce',
    signature: '(tensor, pattern, reduction, **axes_lengths)',
    doc: 'Reduces the axes that the right side of the pattern lacks.',
    reference: page('reduce'),
    run: (a, c) => transform('reduce', a, c),
    explain: arrow,
    reach: () => ({ kind: 'all' }),
  },
  {
    name: 'einops.repeat',
    category: 'shape',
    signature: '(tensor, pattern, **axes_lengths)',
    doc: 'Repeats along the axes that the left side of the pattern lacks.',
    reference: page('repeat'),
    run: (a, c) => transform('repeat', a, c),
    explain: arrow,
    view: true,
  },
  {
    name: 'einops.einsum',
    category: 'linear',
    signature: '(*tensors_and_pattern)',
    doc: 'torch.einsum with axes that have names.',
    reference: page('einsum'),
    run: einsum,
    silent: true,
  },
  {
    name: 'einops.pack',
    category: 'join',
    signature: '(tensors, pattern)',
    doc: 'Lays the axes under * out as one and joins the tensors along it.',
    reference: page('pack_unpack'),
    run: pack,
    silent: true,
  },
  {
    name: 'einops.unpack',
    category: 'shape',
    signature: '(tensor, packed_shapes, pattern)',
    doc: 'Takes apart what pack has joined.',
    reference: page('pack_unpack'),
    run: unpack,
    silent: true,
  },
  {
    name: 'einops.parse_shape',
    category: 'other',
    signature: '(x, pattern)',
    doc: 'The sizes of the axes by name.',
    reference: page('parse_shape'),
    run: parseShape,
    silent: true,
  },
);
