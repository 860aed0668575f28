/** Decompositions and solutions (torch.linalg), by their sizes. */
import type { Arguments, TensorValue, Value } from '../../python';
import { type Dim, display, equal, min, mul, product } from '../../symbolic';
import { axisOf, tensor } from '../common/arguments';
import { broadcast } from '../common/broadcast';
import { toComplex, toReal } from '../common/dtypes';
import { arrow, keepsFactors } from '../common/records';
import { namedResult } from '../common/results';
import { page, sizes as text } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { promote, shapeOf } from '../tensor';

interface Matrices {
  readonly x: TensorValue;
  readonly batch: readonly Dim[];
  readonly rows: Dim;
  readonly columns: Dim;
}

function matrices(a: Arguments, c: OpContext, name = 'input'): Matrices {
  const x = tensor(a, name);
  const shape = shapeOf(x);
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || columns === undefined) {
    return c.refuse({
      code: 'CS117',
      message: `linalg.${a.name}: The input tensor A must have at least 2 dimensions.`,
      why: `The input ${text(shape)} is not a matrix.`,
    });
  }
  return { x, batch: shape.slice(0, -2), rows, columns };
}

/** Ops that PyTorch's messages call by another name. */
const WORDS: Readonly<Record<string, string>> = { inverse: 'inv', eigvalsh: 'eigh', eigvals: 'eig' };

function square(a: Arguments, c: OpContext, name?: string): Matrices {
  const m = matrices(a, c, name);
  if (equal(m.rows, m.columns) === 'no') {
    c.refuse({
      code: 'CS117',
      message: `linalg.${WORDS[a.name] ?? a.name}: A must be batches of square matrices, but they are ${display(m.rows)} by ${display(m.columns)} matrices`,
      why: 'This is defined for square matrices.',
    });
  }
  return m;
}

/** Results by name; a single unnamed one is the tensor itself. */
type Shapes = (m: Matrices, a: Arguments, c: OpContext) => Readonly<Record<string, TensorValue>> | TensorValue;

interface Row {
  readonly names: readonly string[];
  readonly signature?: string;
  readonly doc: string;
  readonly square?: boolean;
  readonly result: Shapes;
  readonly example: string;
  readonly output: readonly number[] | readonly (readonly number[])[];
}

const like = ({ x }: Matrices, c: OpContext, shape: readonly Dim[]): TensorValue =>
  c.tensor(shape, { dtype: x.dtype, strides: null });
const whole: Shapes = (m, _, c) => like(m, c, [...m.batch, m.rows, m.columns]);
const scalar: Shapes = (m, _, c) => like(m, c, m.batch);

const svd: Shapes = (m, a, c) => {
  const k = min(m.rows, m.columns);
  const isFull = a.values.has('full_matrices') ? a.bool('full_matrices') : !a.bool('some');
  const values = c.tensor([...m.batch, k], { dtype: toReal(m.x.dtype) });
  const u = like(m, c, [...m.batch, m.rows, isFull ? m.rows : k]);
  if (a.name === 'svd' && a.values.has('some'))
    return { U: u, S: values, V: like(m, c, [...m.batch, m.columns, isFull ? m.columns : k]) };
  return { U: u, S: values, Vh: like(m, c, [...m.batch, isFull ? m.columns : k, m.columns]) };
};

const qr: Shapes = (m, a, c) => {
  const mode = a.values.get('mode');
  const complete = mode?.kind === 'str' ? mode.value === 'complete' : a.values.has('some') && !a.bool('some');
  const k = complete ? m.rows : min(m.rows, m.columns);
  return { Q: like(m, c, [...m.batch, m.rows, k]), R: like(m, c, [...m.batch, k, m.columns]) };
};

const eigen =
  (complex: boolean): Shapes =>
  (m, _, c) => ({
    eigenvalues: c.tensor([...m.batch, m.rows], { dtype: complex ? toComplex(m.x.dtype) : toReal(m.x.dtype) }),
    eigenvectors: c.tensor([...m.batch, m.rows, m.rows], {
      dtype: complex ? toComplex(m.x.dtype) : m.x.dtype,
      strides: null,
    }),
  });

const eigenvalues =
  (complex: boolean): Shapes =>
  (m, _, c) =>
    c.tensor([...m.batch, m.rows], { dtype: complex ? toComplex(m.x.dtype) : toReal(m.x.dtype) });

const TABLE: readonly Row[] = [
  {
    names: ['torch.inverse', 'torch.linalg.inv', 'torch.Tensor.inverse'],
    doc: 'The inverse matrix.',
    square: true,
    result: whole,
    example: 'torch.inverse(x)',
    output: [2, 3, 3],
  },
  {
    names: ['torch.det', 'torch.linalg.det', 'torch.Tensor.det', 'torch.logdet', 'torch.Tensor.logdet'],
    doc: 'The determinant.',
    square: true,
    result: scalar,
    example: 'torch.det(x)',
    output: [2],
  },
  {
    names: ['torch.slogdet', 'torch.linalg.slogdet', 'torch.Tensor.slogdet'],
    doc: 'Sign and logarithm of the determinant.',
    square: true,
    result: (m, _, c) => ({ sign: like(m, c, m.batch), logabsdet: like(m, c, m.batch) }),
    example: 'torch.slogdet(x)',
    output: [[2], [2]],
  },
  {
    names: ['torch.linalg.svd'],
    signature: '(input, full_matrices=True, *, driver=None, out=None)',
    doc: 'The singular value decomposition.',
    result: svd,
    example: 'torch.linalg.svd(x)',
    output: [
      [2, 3, 3],
      [2, 3],
      [2, 3, 3],
    ],
  },
  {
    names: ['torch.svd', 'torch.Tensor.svd'],
    signature: '(input, some=True, compute_uv=True, *, out=None)',
    doc: 'The singular value decomposition.',
    result: svd,
    example: 'torch.svd(x)',
    output: [
      [2, 3, 3],
      [2, 3],
      [2, 3, 3],
    ],
  },
  {
    names: ['torch.linalg.svdvals'],
    signature: '(input, *, driver=None, out=None)',
    doc: 'The singular values.',
    result: (m, _, c) => c.tensor([...m.batch, min(m.rows, m.columns)], { dtype: toReal(m.x.dtype) }),
    example: 'torch.linalg.svdvals(x)',
    output: [2, 3],
  },
  {
    names: ['torch.linalg.qr'],
    signature: "(input, mode='reduced', *, out=None)",
    doc: 'The QR decomposition.',
    result: qr,
    example: 'torch.linalg.qr(x)',
    output: [
      [2, 3, 3],
      [2, 3, 3],
    ],
  },
  {
    names: ['torch.qr', 'torch.Tensor.qr'],
    signature: '(input, some=True, *, out=None)',
    doc: 'The QR decomposition.',
    result: qr,
    example: 'torch.qr(x)',
    output: [
      [2, 3, 3],
      [2, 3, 3],
    ],
  },
  {
    names: ['torch.linalg.cholesky', 'torch.cholesky', 'torch.Tensor.cholesky'],
    signature: '(input, upper=False, *, out=None)',
    doc: 'The Cholesky decomposition.',
    square: true,
    result: whole,
    example: 'torch.linalg.cholesky(torch.eye(3))',
    output: [3, 3],
  },
  {
    names: ['torch.linalg.eigh'],
    signature: "(input, UPLO='L', *, out=None)",
    doc: 'Eigenvalues and eigenvectors of a symmetric matrix.',
    square: true,
    result: eigen(false),
    example: 'torch.linalg.eigh(x)',
    output: [
      [2, 3],
      [2, 3, 3],
    ],
  },
  {
    names: ['torch.linalg.eigvalsh'],
    signature: "(input, UPLO='L', *, out=None)",
    doc: 'Eigenvalues of a symmetric matrix.',
    square: true,
    result: eigenvalues(false),
    example: 'torch.linalg.eigvalsh(x)',
    output: [2, 3],
  },
  {
    names: ['torch.linalg.eig'],
    doc: 'Eigenvalues and eigenvectors.',
    square: true,
    result: eigen(true),
    example: 'torch.linalg.eig(x)',
    output: [
      [2, 3],
      [2, 3, 3],
    ],
  },
  {
    names: ['torch.linalg.eigvals'],
    doc: 'Eigenvalues.',
    square: true,
    result: eigenvalues(true),
    example: 'torch.linalg.eigvals(x)',
    output: [2, 3],
  },
  {
    names: ['torch.pinverse', 'torch.linalg.pinv', 'torch.Tensor.pinverse'],
    signature: '(input, rcond=1e-15, *, hermitian=False, out=None)',
    doc: 'The pseudo-inverse.',
    result: (m, _, c) => like(m, c, [...m.batch, m.columns, m.rows]),
    example: 'torch.pinverse(x)',
    output: [2, 3, 3],
  },
  {
    names: ['torch.linalg.matrix_rank'],
    signature: '(input, tol=None, hermitian=False, *, out=None)',
    doc: 'The rank.',
    result: (m, _, c) => c.tensor(m.batch, { dtype: 'int64' }),
    example: 'torch.linalg.matrix_rank(x)',
    output: [2],
  },
  {
    names: ['torch.linalg.cond'],
    signature: '(input, p=None, *, out=None)',
    doc: 'The condition number.',
    result: scalar,
    example: 'torch.linalg.cond(x)',
    output: [2],
  },
  {
    names: ['torch.matrix_exp', 'torch.linalg.matrix_exp', 'torch.Tensor.matrix_exp'],
    doc: 'The matrix exponential.',
    square: true,
    result: whole,
    example: 'torch.matrix_exp(x)',
    output: [2, 3, 3],
  },
];

const declare = (row: Row): OpDeclaration => ({
  name: row.names[0] ?? '',
  aliases: row.names.slice(1),
  category: 'linear',
  signature: row.signature ?? '(input, *, out=None)',
  doc: row.doc,
  reference: page(row.names[0] ?? ''),
  run: (a, c) => {
    const made = row.result(row.square ? square(a, c) : matrices(a, c), a, c);
    return 'kind' in made && made.kind === 'tensor'
      ? (made as TensorValue)
      : namedResult(
          c.interpreter,
          row.names[0]?.replaceAll('.', '_') ?? '',
          made as Readonly<Record<string, TensorValue>>,
        );
  },
  explain: arrow,
  reach: () => ({ kind: 'all' }),
  keeps: () => ({ atLeast: true }),
  examples: [
    { code: row.example, inputs: { x: '2x3x3' }, output: row.output },
    ...(row.square
      ? [{ code: row.example.replace('torch.eye(3)', 'x'), inputs: { x: '2x3x4' }, problem: 'CS117' }]
      : []),
  ],
});

/** A · X = B, B a vector, a matrix or batches of them. */
function solve(a: Arguments, c: OpContext): Value {
  const m = square(a, c, 'A');
  const b = tensor(a, 'B');
  const shape = shapeOf(b);
  const isVector =
    shape.length === 1 ||
    (shape.length === m.batch.length + 1 && shape.every((size, i) => i >= m.batch.length || size === m.batch[i]));
  const rows = (isVector ? shape.at(-1) : shape.at(-2)) ?? 1;
  c.requireEqual(m.rows, rows, 'the sizes of a linear system', () => ({
    code: 'CS120',
    message: `linalg.solve: Incompatible shapes of A and B for the equation AX = B (${display(m.rows)}x${display(m.columns)} and ${display(rows)}x${display(isVector ? 1 : (shape.at(-1) ?? 1))})`,
    why: 'There are not as many right-hand sides as equations.',
  }));
  const batch = broadcast(m.batch, shape.slice(0, isVector ? -1 : -2), c);
  const made = isVector ? [...batch, m.columns] : [...batch, m.columns, shape.at(-1) ?? 1];
  return c.tensor(made, { dtype: promote(m.x.dtype, b.dtype), strides: null });
}

/** Rows are variables, columns observations. */
function covariance(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  if (shape.length > 2)
    c.refuse({
      code: 'CS117',
      message: `${a.name}(): expected input to have two or fewer dimensions but got an input with ${shape.length} dimensions`,
      why: 'Rows are variables, columns observations.',
    });
  const side = shape.length === 2 ? [shape[0] ?? 1, shape[0] ?? 1] : [];
  return c.tensor(side, { dtype: x.dtype, strides: null });
}

/** Vectors of three along an axis. */
function cross(a: Arguments, c: OpContext): Value {
  const [x, y] = [tensor(a, 'input'), tensor(a, 'other')];
  const shape = broadcast(shapeOf(x), shapeOf(y), c);
  if (!a.isNone('dim')) {
    const at = axisOf(a, 'dim', shape.length, c);
    if (equal(shape[at] ?? 1, 3) === 'no')
      c.refuse({
        code: 'CS117',
        message: `linalg.cross: inputs dimension ${at} must have length 3. Got ${display(shape[at] ?? 1)} and ${display(shape[at] ?? 1)}`,
        why: 'The cross product is defined for vectors of three.',
      });
  }
  return c.tensor(shape, { dtype: promote(x.dtype, y.dtype), strides: null });
}

const plain = { category: 'linear', explain: arrow } as const;

export const ops = declareOps(
  ...TABLE.map(declare),
  {
    ...plain,
    name: 'torch.linalg.solve',
    signature: '(A, B, *, left=True, out=None)',
    doc: 'The solution of linear equations.',
    reference: page('torch.linalg.solve'),
    run: solve,
    keeps: () => ({ atLeast: true }),
    examples: [
      { code: 'torch.linalg.solve(x, y)', inputs: { x: '3x3', y: '3x2' }, output: [3, 2] },
      { code: 'torch.linalg.solve(x, y)', inputs: { x: '3x3', y: '4x2' }, problem: 'CS120' },
    ],
  },
  ...['cov', 'corrcoef'].map(
    (name): OpDeclaration => ({
      ...plain,
      name: `torch.${name}`,
      aliases: [`torch.Tensor.${name}`],
      signature: name === 'cov' ? '(input, *, correction=1, fweights=None, aweights=None)' : '(input)',
      doc: name === 'cov' ? 'The covariance of rows.' : 'The correlation of rows.',
      reference: page(`torch.${name}`),
      run: covariance,
      macs: (record) => mul(record.outputs[0]?.shape?.[0] ?? 0, product(record.inputs[0]?.shape ?? [0])),
      keeps: () => ({ atLeast: true }),
      examples: [
        { code: `torch.${name}(x)`, inputs: { x: '3x8' }, output: [3, 3] },
        { code: `torch.${name}(x)`, inputs: { x: '2x3x8' }, problem: 'CS117' },
      ],
    }),
  ),
  {
    ...plain,
    name: 'torch.cross',
    aliases: ['torch.Tensor.cross', 'torch.linalg.cross'],
    signature: '(input, other, dim=None, *, out=None)',
    doc: 'The cross product of vectors of three.',
    reference: page('torch.cross'),
    run: cross,
    keeps: (record) => keepsFactors(record, 'input', 'other'),
    examples: [
      { code: 'torch.cross(x, y, dim=1)', inputs: { x: '4x3', y: '4x3' }, output: [4, 3] },
      { code: 'torch.cross(x, y, dim=1)', inputs: { x: '4x2', y: '4x2' }, problem: 'CS117' },
    ],
  },
);
