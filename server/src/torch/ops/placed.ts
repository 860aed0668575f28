/** A tensor with a part of it replaced: the opposite of a view (torch.select_scatter and its like). */
import type { Arguments, TensorValue } from '../../python';
import { add, type Dim, display, sub } from '../../symbolic';
import { axis, tensor } from '../common/arguments';
import { without } from '../common/shapes';
import { page, sizes } from '../common/text';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';

function requirePart(c: OpContext, src: TensorValue, wanted: readonly Dim[]): void {
  const own = shapeOf(src);
  const refusal = () => ({
    code: 'CS107',
    message: `expected src to have a size equal to the slice of self. src size = ${sizes(own)}, slice size = ${sizes(wanted)}`,
    why: 'What is put in has the sizes of the place that it is put in.',
  });
  if (own.length !== wanted.length) c.refuse(refusal());
  own.forEach((size, i) => {
    c.requireEqual(size, wanted[i] ?? 1, 'the sizes of what is put in', refusal);
  });
}

const result = (a: Arguments, c: OpContext): TensorValue => {
  const input = tensor(a, 'input');
  return c.tensor(shapeOf(input), { dtype: input.dtype });
};

function selectScatter(a: Arguments, c: OpContext): TensorValue {
  const shape = shapeOf(tensor(a, 'input'));
  requirePart(c, tensor(a, 'src'), without(shape, axis(a.int('dim'), shape.length, c)));
  return result(a, c);
}

/** Bounds as a slice has them; only those that are known numbers are worked out. */
function sliceScatter(a: Arguments, c: OpContext): TensorValue {
  const shape = shapeOf(tensor(a, 'input'));
  const at = axis(a.int('dim'), shape.length, c);
  const size = shape[at];
  const bound = (name: string, otherwise: number): number | undefined => {
    const value = a.isNone(name) ? otherwise : a.int(name);
    if (typeof value !== 'number' || typeof size !== 'number') return undefined;
    return Math.min(size, Math.max(0, value < 0 ? value + size : value));
  };
  const [start, end] = [bound('start', 0), bound('end', Number.MAX_SAFE_INTEGER)];
  const step = a.int('step');
  if (start === undefined || end === undefined || typeof step !== 'number' || step < 1)
    return c.unknown('undecided', 'the bounds of this slice are not known');
  requirePart(c, tensor(a, 'src'), shape.with(at, Math.max(0, Math.ceil((end - start) / step))));
  return result(a, c);
}

function trapezoid(a: Arguments, c: OpContext): TensorValue {
  const y = tensor(a, 'y');
  const shape = shapeOf(y);
  return c.tensor(without(shape, axis(a.int('dim'), shape.length, c)), { dtype: y.dtype });
}

/** A diagonal matrix of all numbers, `offset` places aside. */
function diagflat(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const offset = a.int('offset');
  const count = shapeOf(input).reduce<Dim>(
    (n, size) => (typeof n === 'number' && typeof size === 'number' ? n * size : n === 1 ? size : 0),
    1,
  );
  if (typeof count !== 'number' && shapeOf(input).length > 1)
    return c.unknown('undecided', 'how many numbers there are is not known');
  if (typeof offset !== 'number') return c.unknown('undecided', 'the offset is not known');
  const side = add(count, Math.abs(offset));
  return c.tensor([side, side], { dtype: input.dtype });
}

export const ops = declareOps(
  {
    name: 'torch.select_scatter',
    aliases: ['torch.Tensor.select_scatter'],
    category: 'index',
    signature: '(input, src, dim, index)',
    doc: 'A copy in which one place of an axis is replaced.',
    reference: page('torch.select_scatter'),
    run: selectScatter,
    examples: [
      { code: 'torch.select_scatter(x, y, 0, 1)', inputs: { x: '2x3', y: '3' }, output: [2, 3] },
      { code: 'torch.select_scatter(x, y, 0, 1)', inputs: { x: '2x3', y: '2' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.slice_scatter',
    aliases: ['torch.Tensor.slice_scatter'],
    category: 'index',
    signature: '(input, src, dim=0, start=None, end=None, step=1)',
    doc: 'A copy in which a slice is replaced.',
    reference: page('torch.slice_scatter'),
    run: sliceScatter,
    examples: [
      { code: 'torch.slice_scatter(x, y, start=6, end=8, step=1)', inputs: { x: '8x8', y: '2x8' }, output: [8, 8] },
      { code: 'x.slice_scatter(y, dim=1, start=1, end=6, step=2)', inputs: { x: '8x8', y: '8x3' }, output: [8, 8] },
      { code: 'torch.slice_scatter(x, y, start=6, end=8, step=1)', inputs: { x: '8x8', y: '3x8' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.trapezoid',
    aliases: ['torch.trapz'],
    category: 'reduce',
    signature: '(y, x=None, *, dx=None, dim=-1)',
    doc: 'The integral along an axis by trapezoids.',
    reference: page('torch.trapezoid'),
    run: trapezoid,
    examples: [
      { code: 'torch.trapezoid(x)', inputs: { x: '2x5' }, output: [2] },
      { code: 'torch.trapz(x, dim=0)', inputs: { x: '2x5' }, output: [5] },
    ],
  },
  {
    name: 'torch.diagflat',
    aliases: ['torch.Tensor.diagflat'],
    category: 'create',
    signature: '(input, offset=0)',
    doc: 'A square matrix with all numbers on a diagonal.',
    reference: page('torch.diagflat'),
    run: diagflat,
    examples: [
      { code: 'torch.diagflat(x)', inputs: { x: '2x3' }, output: [6, 6] },
      { code: 'x.diagflat(-1)', inputs: { x: '3' }, output: [4, 4] },
    ],
  },
  {
    name: 'torch.dist',
    aliases: ['torch.Tensor.dist'],
    category: 'reduce',
    signature: '(input, other, p=2)',
    doc: 'The p-norm of the difference of two tensors.',
    reference: page('torch.dist'),
    run: (a, c) => {
      const [x, y] = [tensor(a, 'input'), tensor(a, 'other')];
      c.op('torch.sub', [x, y]);
      return c.tensor([], { dtype: x.dtype });
    },
    examples: [
      { code: 'torch.dist(x, y)', inputs: { x: '2x3', y: '3' }, output: [] },
      { code: 'x.dist(y, 1)', inputs: { x: '2x3', y: '2' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.stft',
    aliases: ['torch.Tensor.stft'],
    category: 'other',
    signature:
      "(input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode='reflect', normalized=False, onesided=None, return_complex=None)",
    doc: 'The spectrum of every window of a signal: frequencies, then windows.',
    reference: page('torch.stft'),
    run: stft,
    examples: [
      { code: 'torch.stft(x, 16, return_complex=True)', inputs: { x: '2x100' }, output: [2, 9, 26] },
      {
        code: 'torch.stft(x, 16, hop_length=8, center=False, return_complex=True)',
        inputs: { x: '100' },
        output: [9, 11],
      },
      { code: 'x.stft(16, 8, return_complex=False)', inputs: { x: '2x64' }, output: [2, 9, 9, 2] },
    ],
  },
);

/** ⌊(L − n)/hop⌋ + 1 windows of n, of a signal that is padded by half a window on both sides where it is centred. */
function stft(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const n = a.int('n_fft');
  if (shape.length !== 1 && shape.length !== 2)
    c.refuse({
      code: 'CS117',
      message: `stft: expected a 1D or 2D tensor, but got ${shape.length}D`,
      why: 'It takes signals, alone or in a batch.',
    });
  const length = shape.at(-1) ?? 0;
  const hop = a.isNone('hop_length') ? (typeof n === 'number' ? Math.floor(n / 4) : undefined) : a.int('hop_length');
  if (typeof n !== 'number' || typeof hop !== 'number' || typeof length !== 'number' || hop <= 0 || n <= 0)
    return c.unknown('undecided', 'the windows of this spectrum are not known');
  const padded = a.bool('center') ? add(length, 2 * Math.floor(n / 2)) : length;
  const windows = typeof padded === 'number' ? Math.floor((padded - n) / hop) + 1 : 0;
  if (windows < 1) return c.unknown('undecided', `a signal of ${display(sub(length, 0))} is shorter than a window`);
  const isComplex = input.dtype?.startsWith('complex') === true;
  const oneSided = a.isNone('onesided') ? !isComplex : a.bool('onesided');
  const sizesOut = [...shape.slice(0, -1), oneSided ? Math.floor(n / 2) + 1 : n, windows];
  if (a.isNone('return_complex') && !isComplex) return c.unknown('undecided', 'return_complex is not given');
  const complex = isComplex || a.bool('return_complex');
  return complex
    ? c.tensor(sizesOut, { dtype: input.dtype === 'float64' ? 'complex128' : 'complex64', strides: null })
    : c.tensor([...sizesOut, 2], { dtype: input.dtype, strides: null });
}
