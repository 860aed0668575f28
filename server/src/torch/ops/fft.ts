/** Fourier transforms (torch.fft), by their sizes. */
import type { Arguments, DType, TensorValue, Value } from '../../python';
import { add, type Dim, display, floorDiv, lessEqual, mul, sub } from '../../symbolic';
import { axesOf, axis, tensor } from '../common/arguments';
import { keywordDtype } from '../common/creation';
import { orDtype, toComplex, toFloat, toReal } from '../common/dtypes';
import { arrow } from '../common/records';
import { page } from '../common/text';
import { declareOps, type Keeps, type OpContext, type OpDeclaration, type Reach } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

/** Real input halves the last axis (⌊n/2⌋ + 1); the way back doubles it (2·(n − 1)). */
type Kind = 'full' | 'halves' | 'doubles';

interface Transform {
  readonly kind: Kind;
  readonly dtype: (d: DType | undefined) => DType | undefined;
}
const FULL: Transform = { kind: 'full', dtype: toComplex };
const HALVES: Transform = { kind: 'halves', dtype: toComplex };
const DOUBLES: Transform = { kind: 'doubles', dtype: (d) => toReal(toFloat(d)) };

function transformed(
  x: TensorValue,
  axes: readonly number[],
  lengths: readonly (Dim | undefined)[],
  transform: Transform,
  c: OpContext,
): TensorValue {
  const shape = [...shapeOf(x)];
  axes.forEach((at, i) => {
    const isLast = i === axes.length - 1;
    const given = lengths[i];
    const own = shape[at] ?? 1;
    const length = given ?? (isLast && transform.kind === 'doubles' ? mul(2, sub(own, 1)) : own);
    if (lessEqual(length, 0) === 'yes') {
      c.refuse({
        code: 'CS124',
        message: `Invalid number of data points (${display(length)}) specified`,
        why: 'A transform needs at least one number.',
      });
    }
    shape[at] = isLast && transform.kind === 'halves' ? add(floorDiv(length, 2), 1) : length;
  });
  return c.tensor(shape, { dtype: transform.dtype(x.dtype), strides: null });
}

function one(a: Arguments, c: OpContext, transform: Transform): Value {
  const x = tensor(a, 'input');
  const at = axis(a.int('dim'), shapeOf(x).length, c);
  return transformed(x, [at], [a.isNone('n') ? undefined : a.int('n')], transform, c);
}

/** `s` gives lengths for the last axes where `dim` is not given. */
function many(a: Arguments, c: OpContext, transform: Transform): Value {
  const x = tensor(a, 'input');
  const rank = shapeOf(x).length;
  const lengths = a.isNone('s') ? undefined : (a.ints('s') ?? [a.int('s')]);
  const named = axesOf(a, 'dim', rank, c);
  const axes = named ?? Array.from({ length: lengths?.length ?? rank }, (_, i) => rank - (lengths?.length ?? rank) + i);
  return transformed(
    x,
    axes,
    (lengths ?? []).map((n) => (n === -1 ? undefined : n)),
    transform,
    c,
  );
}

const transforms: readonly (readonly [name: string, transform: Transform, output: number])[] = [
  ['fft', FULL, 8],
  ['ifft', FULL, 8],
  ['rfft', HALVES, 5],
  ['irfft', DOUBLES, 14],
  ['hfft', DOUBLES, 14],
  ['ihfft', HALVES, 5],
];

/** Autograd asks a real input for its sizes and so keeps it. */
function keeps(record: OpRecord): Keeps {
  const name = record.op.slice(record.op.lastIndexOf('.') + 1);
  const asks = /^(i?fft|rfft.*|ihfft.*)$/.test(name) && !record.inputs[0]?.dtype?.startsWith('complex');
  return { args: asks ? ['input'] : [] };
}

const base = { category: 'other', explain: arrow, reach: (): Reach => ({ kind: 'all' }), keeps } as const;

function declare([name, transform, last]: (typeof transforms)[number]): OpDeclaration[] {
  const doc =
    transform.kind === 'full'
      ? 'The discrete Fourier transform.'
      : transform.kind === 'halves'
        ? 'The Fourier transform of real numbers: half of it.'
        : 'From half a Fourier transform back to real numbers.';
  const made: OpDeclaration[] = [
    {
      ...base,
      name: `torch.fft.${name}`,
      signature: '(input, n=None, dim=-1, norm=None, *, out=None)',
      doc,
      reference: page(`torch.fft.${name}`),
      run: (a, c) => one(a, c, transform),
      examples: [
        { code: `torch.fft.${name}(x)`, inputs: { x: '2x8' }, output: [2, last] },
        { code: `torch.fft.${name}(x, dim=2)`, inputs: { x: '2x8' }, problem: 'CS121' },
      ],
    },
  ];
  for (const [suffix, dim] of [
    ['2', '(-2, -1)'],
    ['n', 'None'],
  ] as const) {
    made.push({
      ...base,
      name: `torch.fft.${name}${suffix}`,
      signature: `(input, s=None, dim=${dim}, norm=None, *, out=None)`,
      doc,
      reference: page(`torch.fft.${name}${suffix}`),
      run: (a, c) => many(a, c, transform),
      examples: [
        { code: `torch.fft.${name}${suffix}(x)`, inputs: { x: '2x4x8' }, output: [2, 4, last] },
        { code: `torch.fft.${name}${suffix}(x, dim=(1, 3))`, inputs: { x: '2x4x8' }, problem: 'CS121' },
      ],
    });
  }
  return made;
}

export const ops = declareOps(
  ...transforms.flatMap(declare),
  ...['fftshift', 'ifftshift'].map(
    (name): OpDeclaration => ({
      ...base,
      name: `torch.fft.${name}`,
      signature: '(input, dim=None)',
      doc: 'Moves the zero frequency to the middle, or back.',
      reference: page(`torch.fft.${name}`),
      run: (a, c) => {
        const x = tensor(a, 'input');
        axesOf(a, 'dim', shapeOf(x).length, c);
        return c.tensor(shapeOf(x), { dtype: x.dtype });
      },
      examples: [{ code: `torch.fft.${name}(x)`, inputs: { x: '2x8' }, output: [2, 8] }],
    }),
  ),
  ...['fftfreq', 'rfftfreq'].map(
    (name): OpDeclaration => ({
      ...base,
      name: `torch.fft.${name}`,
      signature: '(n, d=1.0, **kwargs)',
      doc: 'The frequencies of a transform.',
      reference: page(`torch.fft.${name}`),
      run: (a, c) =>
        c.tensor([name === 'fftfreq' ? a.int('n') : add(floorDiv(a.int('n'), 2), 1)], {
          dtype: orDtype(keywordDtype(a), 'float32'),
        }),
      examples: [{ code: `torch.fft.${name}(8)`, output: [name === 'fftfreq' ? 8 : 5] }],
    }),
  ),
);
