/** Products of matrices and vectors. */
import type { Arguments, DType, TensorValue, Value } from '../../python';
import { type Dim, display, equal, mul, product } from '../../symbolic';
import { axis, sizeList, tensor, variadicTensors } from '../common/arguments';
import { broadcast } from '../common/broadcast';
import { resultType } from '../common/dtypes';
import { keepsMatmul } from '../common/product';
import { arrow, keepsFactors, times } from '../common/records';
import { page, sizes as text } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type OpContext, type OpDeclaration, type Refusal } from '../declare';
import { promote, shapeOf } from '../tensor';
import type { OpRecord, PlainArgument } from '../trace';

const promoted = (x: TensorValue, y: TensorValue): DType | undefined => promote(x.dtype, y.dtype);

/** `4x5 · 5x6` in PyTorch's words where the inner sizes differ. */
const inner = (left: readonly Dim[], right: readonly Dim[]): Refusal => ({
  code: 'CS120',
  message: `mat1 and mat2 shapes cannot be multiplied (${left.map(display).join('x')} and ${right.map(display).join('x')})`,
  why: `Each row of the first has ${display(left.at(-1) ?? 1)} numbers, each column of the second ${display(right[0] ?? 1)}.`,
});

/** `matmul` of any ranks (https://pytorch.org/docs/stable/generated/torch.matmul.html). */
export function matmulShape(left: readonly Dim[], right: readonly Dim[], c: OpContext): readonly Dim[] {
  if (left.length === 0 || right.length === 0) {
    c.refuse({
      code: 'CS117',
      message: `both arguments to matmul need to be at least 1D, but they are ${left.length}D and ${right.length}D`,
      why: 'A scalar is multiplied with *.',
    });
  }
  const k = left.at(-1) ?? 1;
  const k2 = right.length === 1 ? (right[0] ?? 1) : (right.at(-2) ?? 1);
  c.requireEqual(k, k2, 'the inner sizes of a matrix product', () => mismatch(left, right));
  const batch = broadcast(left.slice(0, -2), right.slice(0, -2), c);
  return [...batch, ...(left.length > 1 ? [left.at(-2) ?? 1] : []), ...(right.length > 1 ? [right.at(-1) ?? 1] : [])];
}

/** Which of PyTorch's kernels refuses, and in which words. */
function mismatch(left: readonly Dim[], right: readonly Dim[]): Refusal {
  const [a, b] = [left.length, right.length];
  if (a === 1 && b === 1) {
    const [n, m] = [display(left[0] ?? 1), display(right[0] ?? 1)];
    return {
      ...inner(left, right),
      message: `inconsistent tensor size, expected tensor [${n}] and src [${m}] to have the same number of elements, but got ${n} and ${m} elements respectively`,
    };
  }
  if (b === 1) {
    const rows = product(left.slice(0, -1));
    return {
      ...inner(left, right),
      message: `size mismatch, got input (${display(rows)}), mat (${display(rows)}x${display(left.at(-1) ?? 1)}), vec (${display(right[0] ?? 1)})`,
    };
  }
  if (b === 2) return inner([product(left.slice(0, -1)), left.at(-1) ?? 1], right);
  if (a <= 2) {
    const folded = [product([...right.slice(0, -2), right.at(-1) ?? 1]), right.at(-2) ?? 1];
    return inner(folded, a === 1 ? [left[0] ?? 1, 1] : [left[1] ?? 1, left[0] ?? 1]);
  }
  const batch = product(left.slice(0, -2));
  return {
    ...inner(left.slice(-2), right.slice(-2)),
    message: `Expected size for first two dimensions of batch2 tensor to be: [${display(batch)}, ${display(left.at(-1) ?? 1)}] but got: [${display(batch)}, ${display(right.at(-2) ?? 1)}].`,
  };
}

/** Each number of the result is a sum of as many products as the inner size. */
function innerMacs(record: OpRecord, name: string): Dim {
  const shape = inputOf(record, name)?.shape;
  return mul(product(record.outputs[0]?.shape ?? [0]), shape?.at(-1) ?? 0);
}

const productLines =
  (left: string, right: string) =>
  (record: OpRecord): readonly string[] => {
    const [x, y, out] = [inputOf(record, left)?.shape, inputOf(record, right)?.shape, record.outputs[0]?.shape];
    return [
      `${times(x)} · ${times(y)} = ${times(out)}`,
      `${display(product(out ?? [0]))} results of ${display(x?.at(-1) ?? 1)} products each`,
    ];
  };

function requireRank(x: TensorValue, rank: number, message: string, c: OpContext): readonly Dim[] {
  const shape = shapeOf(x);
  if (shape.length !== rank)
    c.refuse({ code: 'CS117', message, why: `The tensor ${text(shape)} has ${shape.length} axes.` });
  return shape;
}

function mm(
  x: TensorValue,
  y: TensorValue,
  c: OpContext,
  words = ['self must be a matrix', 'mat2 must be a matrix'],
): readonly Dim[] {
  const left = requireRank(x, 2, words[0] ?? '', c);
  const right = requireRank(y, 2, words[1] ?? '', c);
  c.requireEqual(left[1] ?? 1, right[0] ?? 1, 'the inner sizes of a matrix product', () => inner(left, right));
  return [left[0] ?? 1, right[1] ?? 1];
}

function bmm(x: TensorValue, y: TensorValue, c: OpContext): readonly Dim[] {
  const left = requireRank(x, 3, 'batch1 must be a 3D tensor', c);
  const right = requireRank(y, 3, 'batch2 must be a 3D tensor', c);
  const refusal = () => ({
    ...inner(left.slice(1), right.slice(1)),
    message: `Expected size for first two dimensions of batch2 tensor to be: [${display(left[0] ?? 1)}, ${display(left[2] ?? 1)}] but got: [${display(right[0] ?? 1)}, ${display(right[1] ?? 1)}].`,
  });
  c.requireEqual(left[0] ?? 1, right[0] ?? 1, 'the batch sizes of bmm', refusal);
  c.requireEqual(left[2] ?? 1, right[1] ?? 1, 'the inner sizes of bmm', refusal);
  return [left[0] ?? 1, left[1] ?? 1, right[2] ?? 1];
}

/** What is added has to expand to the product's sizes. */
function mustExpand(x: TensorValue, to: readonly Dim[], c: OpContext): void {
  const shape = shapeOf(x);
  shape.forEach((size, i) => {
    const at = to.length - shape.length + i;
    const own = to[at];
    if (size === 1 || (own !== undefined && equal(size, own) !== 'no')) return;
    c.refuse({
      code: 'CS107',
      message:
        own === undefined
          ? `expand(torch.FloatTensor{${text(shape)}}, size=${text(to)}): the number of sizes provided (${to.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`
          : `The expanded size of the tensor (${display(own)}) must match the existing size (${display(size)}) at non-singleton dimension ${at}.  Target sizes: ${text(to)}.  Tensor sizes: ${text(shape)}`,
      why: 'What is added does not fit the product.',
    });
  });
}

type Shape = (a: Arguments, c: OpContext) => readonly Dim[];
/** `input + …`: the sum of one tensor and a product of two others. */
function sumOp(
  name: string,
  left: string,
  right: string,
  shape: Shape,
  examples: OpDeclaration['examples'],
  macs?: OpDeclaration['macs'],
): OpDeclaration {
  return {
    name: `torch.${name}`,
    aliases: [`torch.Tensor.${name}`],
    inplaceAliases: [`torch.Tensor.${name}_`],
    category: 'linear',
    signature: `(input, ${left}, ${right}, *, beta=1, alpha=1, out=None)`,
    doc: 'A product of matrices, added to a tensor.',
    reference: page(`torch.${name}`),
    run: (a, c) => {
      const made = shape(a, c);
      mustExpand(tensor(a, 'input'), made, c);
      return c.tensor(made, { dtype: resultType([tensor(a, left), tensor(a, right)]) });
    },
    macs: macs ?? ((record) => innerMacs(record, left)),
    explain: productLines(left, right),
    reach: () => ({ kind: 'all' }),
    keeps: (record) => keepsFactors(record, left, right),
    examples: examples ?? [],
  };
}

interface Product {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly left: string;
  readonly right: string;
  readonly doc: string;
  readonly shape: (x: TensorValue, y: TensorValue, c: OpContext) => readonly Dim[];
  readonly examples: OpDeclaration['examples'];
  readonly macs?: OpDeclaration['macs'];
  readonly keeps?: OpDeclaration['keeps'];
}

const productOp = (p: Product): OpDeclaration => ({
  name: p.name,
  aliases: p.aliases,
  category: 'linear',
  signature: `(${p.left}, ${p.right}, *, out=None)`,
  doc: p.doc,
  reference: page(p.name),
  run: (a, c) => {
    const [x, y] = [tensor(a, p.left), tensor(a, p.right)];
    return c.tensor(p.shape(x, y, c), { dtype: promoted(x, y) });
  },
  macs: p.macs ?? ((record) => innerMacs(record, p.left)),
  explain: productLines(p.left, p.right),
  reach: () => ({ kind: 'all' }),
  keeps: p.keeps ?? ((record) => keepsFactors(record, p.left, p.right)),
  examples: p.examples ?? [],
});

function vectorDot(x: TensorValue, y: TensorValue, c: OpContext): readonly Dim[] {
  const [left, right] = [shapeOf(x), shapeOf(y)];
  if (left.length !== 1 || right.length !== 1) {
    c.refuse({
      code: 'CS117',
      message: `1D tensors expected, but got ${left.length}D and ${right.length}D tensors`,
      why: 'dot multiplies two vectors.',
    });
  }
  return matmulShape(left, right, c);
}

function matrixVector(x: TensorValue, y: TensorValue, c: OpContext): readonly Dim[] {
  const [left, right] = [shapeOf(x), shapeOf(y)];
  if (left.length !== 2 || right.length !== 1) {
    c.refuse({
      code: 'CS117',
      message: `vector + matrix @ vector expected, got 1, ${left.length}, ${right.length}`,
      why: 'mv multiplies a matrix with a vector.',
    });
  }
  return matmulShape(left, right, c);
}

function outer(x: TensorValue, y: TensorValue, c: OpContext): readonly Dim[] {
  const left = requireRank(x, 1, `outer: Expected 1-D argument self, but got ${shapeOf(x).length}-D`, c);
  const right = requireRank(y, 1, `outer: Expected 1-D argument vec2, but got ${shapeOf(y).length}-D`, c);
  return [left[0] ?? 1, right[0] ?? 1];
}

function innerProduct(x: TensorValue, y: TensorValue, c: OpContext): readonly Dim[] {
  const [left, right] = [shapeOf(x), shapeOf(y)];
  if (left.length === 0 || right.length === 0) return left.length === 0 ? right : left;
  c.requireEqual(left.at(-1) ?? 1, right.at(-1) ?? 1, 'the last sizes of inner', () => ({
    code: 'CS120',
    message: `inner() the last dimension must match on both input tensors but got shapes ${text(left)} and ${text(right)}`,
    why: 'The last axes are multiplied and summed.',
  }));
  return [...left.slice(0, -1), ...right.slice(0, -1)];
}

function kron(x: TensorValue, y: TensorValue): readonly Dim[] {
  const [left, right] = [shapeOf(x), shapeOf(y)];
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, i) =>
    mul(left[i - rank + left.length] ?? 1, right[i - rank + right.length] ?? 1),
  );
}

/** The axes that are contracted: so many at the end and the beginning, or two lists. */
function contracted(
  a: Arguments,
  left: readonly Dim[],
  right: readonly Dim[],
  c: OpContext,
): readonly [readonly number[], readonly number[]] {
  const dims = a.value('dims');
  if (dims.kind === 'int') {
    const n = a.number('dims');
    return [Array.from({ length: n }, (_, i) => left.length - n + i), Array.from({ length: n }, (_, i) => i)];
  }
  const { items } = c.interpreter.iterate(dims);
  const lists = items.map((item) => sizeList(item, a) ?? (item.kind === 'int' ? [item.value] : undefined));
  const [first, second] = lists;
  if (!first || !second) return c.unknown('undecided', 'the axes of tensordot are not known');
  return [first.map((dim) => axis(dim, left.length, c)), second.map((dim) => axis(dim, right.length, c))];
}

function tensordot(a: Arguments, c: OpContext): Value {
  const [x, y] = [tensor(a, 'a'), tensor(a, 'b')];
  const [left, right] = [shapeOf(x), shapeOf(y)];
  const [first, second] = contracted(a, left, right, c);
  if (first.length !== second.length)
    c.refuse({ code: 'CS120', message: 'both dimension lists should have same length' });
  first.forEach((at, i) => {
    const [n, m] = [left[at] ?? 1, right[second[i] ?? 0] ?? 1];
    if (n === 1 || m === 1) return;
    c.requireEqual(n, m, 'the contracted sizes of tensordot', () => ({
      code: 'CS120',
      message: `contracted dimensions need to match, but first has size ${display(n)} in dim ${at} and second has size ${display(m)} in dim ${second[i] ?? 0}`,
      why: 'Contracted axes are multiplied and summed.',
    }));
  });
  const rest = [...left.filter((_, i) => !first.includes(i)), ...right.filter((_, i) => !second.includes(i))];
  return c.tensor(rest, { dtype: promoted(x, y) });
}

/** Every result is a sum over the contracted axes; one that only one side has is summed before. */
function tensordotMacs(record: OpRecord): Dim {
  const [x, y, out] = [
    inputOf(record, 'a')?.shape ?? [],
    inputOf(record, 'b')?.shape ?? [],
    record.outputs[0]?.shape ?? [0],
  ];
  const dims = record.args.get('dims');
  const listed = (item: PlainArgument | undefined): readonly number[] =>
    item?.kind === 'list' ? item.items.map((i) => (i.kind === 'int' ? Number(i.value) : 0)) : [];
  const count = dims?.kind === 'int' ? Number(dims.value) : 0;
  const first =
    dims?.kind === 'list' ? listed(dims.items[0]) : Array.from({ length: count }, (_, i) => x.length - count + i);
  const second = dims?.kind === 'list' ? listed(dims.items[1]) : Array.from({ length: count }, (_, i) => i);
  const inner = first.map((at, i) => (y.at(second[i] ?? 0) === 1 ? 1 : (x.at(at) ?? 1)));
  return mul(product(out), product(inner));
}

function chain(all: readonly TensorValue[], c: OpContext): Value {
  const [first, ...rest] = all;
  if (!first) return c.refuse({ code: 'CS124', message: 'chain_matmul(): Expected one or more matrices' });
  return rest.reduce<Value>((x, y) => c.op('torch.mm', [x, y]), first);
}

function matrixPower(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const [rows, columns] = [shape.at(-2), shape.at(-1)];
  if (rows === undefined || columns === undefined || equal(rows, columns) === 'no') {
    c.refuse({
      code: 'CS117',
      message: `linalg.matrix_power: A must be batches of square matrices, but they are ${display(rows ?? 1)} by ${display(columns ?? 1)} matrices`,
      why: 'Only a square matrix has powers.',
    });
  }
  return c.tensor(shape, { dtype: x.dtype });
}

/** By squaring: as many products as the exponent's bits need. */
function powerMacs(record: OpRecord): Dim {
  const n = record.args.get('n');
  const shape = record.inputs[0]?.shape ?? [0];
  if (n?.kind !== 'int' || typeof n.value !== 'number') return 0;
  const bits = Math.abs(n.value).toString(2);
  const products = n.value === 0 ? 0 : bits.length - 1 + [...bits].filter((bit) => bit === '1').length - 1;
  return mul(products, mul(product(shape), shape.at(-1) ?? 0));
}

const bad = (code: string, x: string, y: string, problem = 'CS120') => ({ code, inputs: { x, y }, problem });
const good = (code: string, x: string, y: string, output: readonly number[]) => ({ code, inputs: { x, y }, output });

export const ops = declareOps(
  productOp({
    name: 'torch.matmul',
    aliases: ['torch.Tensor.matmul', 'torch.linalg.matmul'],
    left: 'input',
    right: 'other',
    doc: 'The product of matrices, vectors or batches of them.',
    shape: (x, y, c) => matmulShape(shapeOf(x), shapeOf(y), c),
    macs: (record) => innerMacs(record, 'input'),
    keeps: (record) => keepsMatmul(record, 'input', 'other'),
    examples: [
      good('x @ y', '2x3', '3x4', [2, 4]),
      good('x @ y', '3', '3', []),
      good('torch.matmul(x, y)', '5x2x3', '3', [5, 2]),
      good('x @ y', '3', '5x3x4', [5, 4]),
      good('x @ y', '7x1x2x3', '5x3x4', [7, 5, 2, 4]),
      good('x @ y', '2x5x3', '3x4', [2, 5, 4]),
      bad('x @ y', '2x3', '4x5'),
      bad('x @ y', '2x3x4', '3x2'),
      bad('x @ y', '3', '4'),
      bad('x @ y', '2x3', '4'),
      bad('x @ y', '2x3x4', '2x5x6'),
      bad('x @ y', '2x3', '4x5x6'),
      bad('x @ y', '2x3x4', '5x4x6', 'CS107'),
    ],
  }),
  productOp({
    name: 'torch.mm',
    aliases: ['torch.Tensor.mm'],
    left: 'input',
    right: 'mat2',
    doc: 'The product of two matrices.',
    shape: (x, y, c) => mm(x, y, c),
    examples: [
      good('torch.mm(x, y)', '2x3', '3x4', [2, 4]),
      bad('torch.mm(x, y)', '2x3', '4x5'),
      bad('x.mm(y)', '2x3x4', '4x5', 'CS117'),
    ],
  }),
  productOp({
    name: 'torch.bmm',
    aliases: ['torch.Tensor.bmm'],
    left: 'input',
    right: 'mat2',
    doc: 'Products of two batches of matrices.',
    shape: bmm,
    examples: [
      good('torch.bmm(x, y)', '5x2x3', '5x3x4', [5, 2, 4]),
      bad('torch.bmm(x, y)', '5x2x3', '5x4x4'),
      bad('x.bmm(y)', '5x2x3', '3x4', 'CS117'),
    ],
  }),
  productOp({
    name: 'torch.mv',
    aliases: ['torch.Tensor.mv'],
    left: 'input',
    right: 'vec',
    doc: 'A matrix times a vector.',
    shape: matrixVector,
    examples: [good('torch.mv(x, y)', '2x3', '3', [2]), bad('torch.mv(x, y)', '2x3', '4')],
  }),
  productOp({
    name: 'torch.dot',
    aliases: ['torch.Tensor.dot', 'torch.vdot', 'torch.Tensor.vdot'],
    left: 'input',
    right: 'other',
    doc: 'The sum of the products of two vectors.',
    shape: vectorDot,
    examples: [
      good('torch.dot(x, y)', '3', '3', []),
      bad('torch.dot(x, y)', '3', '4'),
      bad('x.dot(y)', '3x1', '3', 'CS117'),
    ],
  }),
  productOp({
    name: 'torch.inner',
    aliases: ['torch.Tensor.inner'],
    left: 'input',
    right: 'other',
    doc: 'Sums of products along the last axes.',
    shape: innerProduct,
    examples: [good('torch.inner(x, y)', '2x3', '4x3', [2, 4]), bad('torch.inner(x, y)', '2x3', '4x5')],
  }),
  productOp({
    name: 'torch.outer',
    aliases: ['torch.ger', 'torch.Tensor.outer', 'torch.Tensor.ger'],
    left: 'input',
    right: 'vec2',
    doc: 'All products of two vectors.',
    shape: outer,
    macs: () => 0,
    examples: [good('torch.outer(x, y)', '3', '4', [3, 4]), bad('torch.outer(x, y)', '3x1', '4', 'CS117')],
  }),
  productOp({
    name: 'torch.kron',
    aliases: ['torch.Tensor.kron'],
    left: 'input',
    right: 'other',
    doc: 'Every number of the first times the whole second.',
    shape: kron,
    macs: () => 0,
    examples: [good('torch.kron(x, y)', '2x3', '4x5', [8, 15])],
  }),
  sumOp(
    'addmm',
    'mat1',
    'mat2',
    (a, c) =>
      mm(tensor(a, 'mat1'), tensor(a, 'mat2'), c, [
        'mat1 must be a matrix, got 1-D tensor',
        'mat2 must be a matrix, got 1-D tensor',
      ]),
    [
      { code: 'torch.addmm(x, y, z)', inputs: { x: '4', y: '2x3', z: '3x4' }, output: [2, 4] },
      { code: 'torch.addmm(x, y, z)', inputs: { x: '4', y: '2x3', z: '5x4' }, problem: 'CS120' },
      { code: 'torch.addmm(x, y, z)', inputs: { x: '5', y: '2x3', z: '3x4' }, problem: 'CS107' },
    ],
  ),
  sumOp('baddbmm', 'batch1', 'batch2', (a, c) => bmm(tensor(a, 'batch1'), tensor(a, 'batch2'), c), [
    { code: 'torch.baddbmm(x, y, z)', inputs: { x: '5x2x4', y: '5x2x3', z: '5x3x4' }, output: [5, 2, 4] },
    { code: 'torch.baddbmm(x, y, z)', inputs: { x: '5x2x4', y: '5x2x3', z: '5x4x4' }, problem: 'CS120' },
  ]),
  sumOp(
    'addbmm',
    'batch1',
    'batch2',
    (a, c) => bmm(tensor(a, 'batch1'), tensor(a, 'batch2'), c).slice(1),
    [{ code: 'torch.addbmm(x, y, z)', inputs: { x: '2x4', y: '5x2x3', z: '5x3x4' }, output: [2, 4] }],
    (record) => mul(innerMacs(record, 'batch1'), inputOf(record, 'batch1')?.shape?.[0] ?? 1),
  ),
  sumOp('addmv', 'mat', 'vec', (a, c) => matrixVector(tensor(a, 'mat'), tensor(a, 'vec'), c), [
    { code: 'torch.addmv(x, y, z)', inputs: { x: '2', y: '2x3', z: '3' }, output: [2] },
  ]),
  sumOp(
    'addr',
    'vec1',
    'vec2',
    (a, c) => outer(tensor(a, 'vec1'), tensor(a, 'vec2'), c),
    [{ code: 'torch.addr(x, y, z)', inputs: { x: '2x3', y: '2', z: '3' }, output: [2, 3] }],
    () => 0,
  ),
  {
    name: 'torch.tensordot',
    category: 'linear',
    signature: '(a, b, dims=2, out=None)',
    doc: 'Multiplies two tensors and sums over chosen axes.',
    reference: page('torch.tensordot'),
    run: tensordot,
    macs: tensordotMacs,
    explain: arrow,
    reach: () => ({ kind: 'all' }),
    keeps: (record) => ({ ...keepsFactors(record, 'a', 'b'), atLeast: true }),
    examples: [
      { code: 'torch.tensordot(x, y, dims=1)', inputs: { x: '2x3', y: '3x4' }, output: [2, 4] },
      { code: 'torch.tensordot(x, y, dims=([1], [0]))', inputs: { x: '2x3x5', y: '3x4' }, output: [2, 5, 4] },
      { code: 'torch.tensordot(x, y, dims=1)', inputs: { x: '2x3', y: '5x4' }, problem: 'CS120' },
    ],
  },
  {
    name: 'torch.chain_matmul',
    category: 'linear',
    signature: '(*matrices, out=None)',
    doc: 'The product of several matrices.',
    reference: page('torch.chain_matmul'),
    silent: true,
    run: (a, c) => chain(variadicTensors(a, 'matrices'), c),
    examples: [{ code: 'torch.chain_matmul(x, y)', inputs: { x: '2x3', y: '3x4' }, output: [2, 4] }],
  },
  {
    name: 'torch.linalg.multi_dot',
    category: 'linear',
    signature: '(tensors, *, out=None)',
    doc: 'The product of several matrices.',
    reference: page('torch.linalg.multi_dot'),
    silent: true,
    run: (a, c) => {
      const list = c.interpreter
        .iterate(a.value('tensors'))
        .items.map((v) => (v.kind === 'tensor' ? v : c.unknown('undecided', 'the matrices are not known')));
      return chain(list, c);
    },
    examples: [{ code: 'torch.linalg.multi_dot([x, y])', inputs: { x: '2x3', y: '3x4' }, output: [2, 4] }],
  },
  {
    name: 'torch.matrix_power',
    aliases: ['torch.linalg.matrix_power', 'torch.Tensor.matrix_power'],
    category: 'linear',
    signature: '(input, n, *, out=None)',
    doc: 'A power of square matrices.',
    reference: page('torch.linalg.matrix_power'),
    run: matrixPower,
    macs: powerMacs,
    explain: arrow,
    keeps: () => ({ args: ['input'], atLeast: true }),
    examples: [
      { code: 'torch.matrix_power(x, 3)', inputs: { x: '2x3x3' }, output: [2, 3, 3] },
      { code: 'torch.matrix_power(x, 3)', inputs: { x: '2x3' }, problem: 'CS117' },
    ],
  },
);
