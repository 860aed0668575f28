/** Cutting a tensor into pieces along an axis: views. */
import { type Arguments, type TensorValue, toInt, tuple, type UnknownValue, type Value } from '../../python';
import {
  add,
  ceilDiv,
  type Dim,
  display,
  divides,
  exactQuotient,
  floorDiv,
  less,
  lessEqual,
  max,
  min,
  mul,
  sub,
  variablesOf,
} from '../../symbolic';
import { axis, axisOf, sizeList, tensor } from '../common/arguments';
import { arrow, times } from '../common/records';
import { gatherValues, withAxis, without } from '../common/shapes';
import { isDataSize } from '../common/symbols';
import { page, sizes as text } from '../common/text';
import { viewed } from '../common/views';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

/** A piece of one axis: the strides stay. */
export function sliced(c: OpContext, x: TensorValue, at: number, start: Dim, length: Dim): TensorValue {
  const shape = withAxis(shapeOf(x), at, length);
  const values =
    typeof start === 'number'
      ? gatherValues(x, shape, (index) => index.map((i, axisAt) => (axisAt === at ? i + start : i)))
      : undefined;
  return viewed(c, x, shape, x.strides, values);
}

/** One place of an axis: the axis goes. */
export function selected(c: OpContext, x: TensorValue, at: number, place: number | undefined): TensorValue {
  const shape = without(shapeOf(x), at);
  const values = place === undefined ? undefined : gatherValues(x, shape, (index) => index.toSpliced(at, 0, place));
  return viewed(c, x, shape, x.strides && without(x.strides, at), values);
}

function pieces(c: OpContext, x: TensorValue, at: number, lengths: readonly Dim[]): TensorValue[] {
  let start: Dim = 0;
  return lengths.map((length) => {
    const piece = sliced(c, x, at, start, length);
    start = add(start, length);
    return piece;
  });
}

/** The most pieces that are told apart. */
const MANY = 4096;

/** Equal lengths, the last one what is left. */
function equalParts(size: Dim, length: Dim, c: OpContext): Dim[] {
  const exact = exactQuotient(size, length);
  const count = typeof exact === 'number' ? exact : ceilDiv(size, length);
  if (typeof count !== 'number' || count > MANY)
    return c.unknown('undecided', `into how many pieces ${display(size)} is split is not known`);
  if (count === 0) return [0];
  return Array.from({ length: count }, (_, i) => (i < count - 1 ? length : sub(size, mul(length, count - 1))));
}

function split(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  if (shape.length === 0) c.refuse({ code: 'CS117', message: 'split expects at least a 1-dimensional tensor' });
  const size = shape[at] ?? 1;
  const wanted = a.value('split_size_or_sections');
  const sections = sizeList(wanted, a);
  if (sections) return tuple(pieces(c, x, at, checkedSections(sections, size, at, c)));
  const length = a.int('split_size_or_sections');
  if (less(length, 0) === 'yes') {
    c.refuse({
      code: 'CS121',
      message: `split expects split_size be non-negative, but got split_size=${display(length)}`,
    });
  }
  if (length === 0) {
    if (size === 0) return tuple([sliced(c, x, at, 0, 0)]);
    c.refuse({
      code: 'CS121',
      message: `split_size can only be 0 if dimension size is 0, but got dimension size of ${display(size)}`,
    });
  }
  return tuple(pieces(c, x, at, equalParts(size, length, c)));
}

function checkedSections(sections: readonly Dim[], size: Dim, at: number, c: OpContext): readonly Dim[] {
  const total = sections.reduce<Dim>((sum, n) => add(sum, n), 0);
  c.requireEqual(total, size, 'the sizes of split', () => ({
    code: 'CS121',
    message: `split_with_sizes expects split_sizes to sum exactly to ${display(size)} (input tensor's size at dimension ${at}), but got split_sizes=${text(sections)}`,
    why: `The sizes sum to ${display(total)}.`,
  }));
  return sections;
}

/** At most `chunks` pieces of ⌈size/chunks⌉. */
function chunk(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  if (shape.length === 0) c.refuse({ code: 'CS117', message: 'chunk expects at least a 1-dimensional tensor' });
  const chunks = a.number('chunks');
  if (chunks <= 0)
    c.refuse({ code: 'CS121', message: `chunk expects \`chunks\` to be greater than 0, got: ${chunks}` });
  const size = shape[at] ?? 1;
  if (size === 0) return tuple(Array.from({ length: chunks }, () => sliced(c, x, at, 0, 0)));
  const length = ceilDiv(size, chunks);
  const evenly = divides(chunks, size) === 'yes' || (chunks === 2 && lessEqual(2, size) !== 'no');
  const lengths =
    evenly && typeof size !== 'number'
      ? Array.from({ length: chunks }, (_, i) => (i < chunks - 1 ? length : sub(size, mul(length, chunks - 1))))
      : equalParts(size, length, c);
  return tuple(pieces(c, x, at, lengths));
}

/** The first size mod n pieces are one longer; or cuts at given places. */
function tensorSplit(x: TensorValue, at: number, wanted: readonly Dim[] | Dim, c: OpContext): Value {
  const size = shapeOf(x)[at] ?? 1;
  if (!isList(wanted)) {
    if (typeof wanted !== 'number') return c.unknown('undecided', 'the number of pieces is not known');
    if (wanted <= 0)
      return c.refuse({ code: 'CS121', message: `number of sections must be larger than 0, got ${wanted}` });
    const short = floorDiv(size, wanted);
    const longer = sub(size, mul(short, wanted));
    if (typeof longer !== 'number') return c.unknown('undecided', 'the sizes of the pieces are not known');
    return tuple(
      pieces(
        c,
        x,
        at,
        Array.from({ length: wanted }, (_, i) => add(short, i < longer ? 1 : 0)),
      ),
    );
  }
  const cuts = wanted.map((cut) => (less(cut, 0) === 'yes' ? max(0, add(cut, size)) : min(cut, size)));
  const bounds: Dim[] = [0, ...cuts, size];
  const made = bounds.slice(1).map((end, i) => {
    const start = bounds[i] ?? 0;
    return sliced(c, x, at, start, less(end, start) === 'yes' ? 0 : sub(end, start));
  });
  return tuple(made);
}
const isList = (value: readonly Dim[] | Dim): value is readonly Dim[] => Array.isArray(value);

function given(a: Arguments): Exclude<Value, UnknownValue> {
  for (const name of ['indices_or_sections', 'indices', 'sections']) {
    if (a.values.has(name) && a.given.has(name)) return a.value(name);
  }
  return a.interpreter.raise('TypeError', `${a.name}() received an invalid combination of arguments`);
}

function splitAlong(a: Arguments, c: OpContext, at: (rank: number) => number): Value {
  const x = tensor(a, 'input');
  // Python's binding knows it as one argument, the C++ overloads as `indices` or `sections`.
  const value = given(a);
  return tensorSplit(
    x,
    axis(at(shapeOf(x).length), shapeOf(x).length, c),
    sizeList(value, a) ?? toInt(value) ?? a.wrongType('indices_or_sections', 'int'),
    c,
  );
}

const isOpen = (size: Dim): boolean =>
  typeof size !== 'number' && variablesOf(size).some(({ name }) => isDataSize(name));

function unbind(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  const size = shape[at];
  if (size === undefined)
    return c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: 'Dimension specified as 0 but tensor has no dimensions',
    });
  if (typeof size !== 'number' || size > MANY)
    return c.unknown(
      isOpen(size) ? 'data' : 'undecided',
      `how many tensors ${display(size)} makes ${isOpen(size) ? 'depends on data' : 'is not known'}`,
    );
  return tuple(Array.from({ length: size }, (_, i) => selected(c, x, at, i)));
}

function narrow(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  const size = shape[at] ?? 1;
  const given = a.int('start');
  const start = less(given, 0) === 'yes' ? add(given, size) : given;
  const length = a.int('length');
  const refusal = () => ({
    code: 'CS121',
    message: `start (${display(start)}) + length (${display(length)}) exceeds dimension size (${display(size)}).`,
    why: 'The piece reaches past the end of the axis.',
  });
  if (less(length, 0) === 'yes') c.refuse({ code: 'CS121', message: 'narrow(): length must be non-negative.' });
  c.requireAtMost(add(start, length), size, 'the end of narrow', refusal);
  return sliced(c, x, at, start, length);
}

function select(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  const size = shape[at];
  if (size === undefined)
    return c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: 'select() cannot be applied to a 0-dim tensor.',
    });
  const given = a.int('index');
  const place = less(given, 0) === 'yes' ? add(given, size) : given;
  if (less(place, 0) === 'yes' || lessEqual(size, place) === 'yes') {
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: `select(): index ${display(given)} out of range for tensor of size ${text(shape)} at dimension ${at}`,
      why: `The axis has ${display(size)} places.`,
    });
  }
  return selected(c, x, at, typeof place === 'number' ? place : undefined);
}

const lines = (record: OpRecord): readonly string[] => [
  `${times(record.inputs[0]?.shape)} → ${record.outputs.length} pieces: ${record.outputs
    .slice(0, 8)
    .map((x) => times(x.shape))
    .join(', ')}${record.outputs.length > 8 ? ', …' : ''}`,
];
const cutting = { category: 'shape', explain: lines, view: true } as const;

const oneAxis = (
  name: string,
  at: (rank: number) => number,
  inputs: string,
  output: readonly (readonly number[])[],
): OpDeclaration => ({
  ...cutting,
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  signature: '(input, indices_or_sections=None, *, indices=None, sections=None)',
  doc: 'Cuts along one axis, into so many pieces or at given places.',
  reference: page(`torch.${name}`),
  run: (a, c) => splitAlong(a, c, at),
  examples: [{ code: `torch.${name}(x, 2)`, inputs: { x: inputs }, output }],
});

export const ops = declareOps(
  {
    ...cutting,
    name: 'torch.split',
    aliases: [
      'torch.Tensor.split',
      'torch.split_with_sizes',
      'torch.Tensor.split_with_sizes',
      'torch.functional.split',
    ],
    signature: '(input, split_size_or_sections, dim=0)',
    doc: 'Pieces of one size, or of given sizes.',
    reference: page('torch.split'),
    run: split,
    examples: [
      {
        code: 'torch.split(x, 2, dim=1)',
        inputs: { x: '2x5' },
        output: [
          [2, 2],
          [2, 2],
          [2, 1],
        ],
      },
      {
        code: 'x.split([1, 4], 1)',
        inputs: { x: '2x5' },
        output: [
          [2, 1],
          [2, 4],
        ],
      },
      { code: 'x.split([1, 3], 1)', inputs: { x: '2x5' }, problem: 'CS121' },
      { code: 'x.split(2, 2)', inputs: { x: '2x5' }, problem: 'CS121' },
    ],
  },
  {
    ...cutting,
    name: 'torch.chunk',
    aliases: ['torch.Tensor.chunk'],
    signature: '(input, chunks, dim=0)',
    doc: 'At most so many pieces, of equal size where possible.',
    reference: page('torch.chunk'),
    run: chunk,
    examples: [
      {
        code: 'x.chunk(2, dim=1)',
        inputs: { x: '2x6' },
        output: [
          [2, 3],
          [2, 3],
        ],
      },
      {
        code: 'x.chunk(4, dim=1)',
        inputs: { x: '2x5' },
        output: [
          [2, 2],
          [2, 2],
          [2, 1],
        ],
      },
      { code: 'x.chunk(2, dim=2)', inputs: { x: '2x6' }, problem: 'CS121' },
      { code: 'x.chunk(0)', inputs: { x: '2x6' }, problem: 'CS121' },
    ],
  },
  {
    ...cutting,
    name: 'torch.tensor_split',
    aliases: ['torch.Tensor.tensor_split'],
    signature: '(input, indices_or_sections=None, dim=0, *, indices=None, sections=None)',
    doc: 'So many pieces, the first ones longer, or cuts at given places.',
    reference: page('torch.tensor_split'),
    run: (a, c) => {
      const dim = a.number('dim');
      return splitAlong(a, c, () => dim);
    },
    examples: [
      {
        code: 'torch.tensor_split(x, 3, dim=1)',
        inputs: { x: '2x7' },
        output: [
          [2, 3],
          [2, 2],
          [2, 2],
        ],
      },
      {
        code: 'torch.tensor_split(x, (1, 3), dim=1)',
        inputs: { x: '2x7' },
        output: [
          [2, 1],
          [2, 2],
          [2, 4],
        ],
      },
    ],
  },
  oneAxis('hsplit', (rank) => (rank === 1 ? 0 : 1), '2x4', [
    [2, 2],
    [2, 2],
  ]),
  oneAxis('vsplit', () => 0, '4x2', [
    [2, 2],
    [2, 2],
  ]),
  oneAxis('dsplit', () => 2, '2x3x4', [
    [2, 3, 2],
    [2, 3, 2],
  ]),
  {
    ...cutting,
    name: 'torch.unbind',
    aliases: ['torch.Tensor.unbind'],
    signature: '(input, dim=0)',
    doc: 'All places along an axis as tensors of their own.',
    reference: page('torch.unbind'),
    run: unbind,
    examples: [
      { code: 'x.unbind(1)', inputs: { x: '2x3' }, output: [[2], [2], [2]] },
      { code: 'x.unbind(2)', inputs: { x: '2x3' }, problem: 'CS121' },
    ],
  },
  {
    ...cutting,
    name: 'torch.narrow',
    aliases: ['torch.Tensor.narrow'],
    signature: '(input, dim, start, length)',
    doc: 'A piece of an axis.',
    reference: page('torch.narrow'),
    explain: arrow,
    run: narrow,
    examples: [
      { code: 'x.narrow(1, 1, 2)', inputs: { x: '2x4' }, output: [2, 2] },
      { code: 'x.narrow(1, 2, 4)', inputs: { x: '2x4' }, problem: 'CS121' },
    ],
  },
  {
    ...cutting,
    name: 'torch.select',
    aliases: ['torch.Tensor.select'],
    signature: '(input, dim, index)',
    doc: 'One place of an axis.',
    reference: page('torch.select'),
    explain: arrow,
    run: select,
    examples: [
      { code: 'x.select(1, -1)', inputs: { x: '2x4' }, output: [2] },
      { code: 'x.select(1, 4)', inputs: { x: '2x4' }, problem: 'CS121' },
    ],
  },
);
