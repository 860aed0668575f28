/** Picking and writing by tensors of positions: gather, scatter, index_select and their like. */
import { type Arguments, type TensorValue, tuple, type Value } from '../../python';
import { display, less, lessEqual, product } from '../../symbolic';
import { axisOf, tensor } from '../common/arguments';
import { broadcast } from '../common/broadcast';
import { keptStrides } from '../common/iterate';
import { needsGrad } from '../common/kept';
import { arrow } from '../common/records';
import { gatherValues, numbers, withAxis } from '../common/shapes';
import { dataSize } from '../common/symbols';
import { page, sizes as text } from '../common/text';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { isTensor, shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

function sameRank(index: TensorValue, x: TensorValue, c: OpContext, what: string): void {
  const [left, right] = [Math.max(shapeOf(index).length, 1), Math.max(shapeOf(x).length, 1)];
  if (left === right) return;
  c.refuse({
    code: 'CS117',
    message: `Index tensor must have the same number of dimensions as ${what} tensor`,
    why: `The index has ${shapeOf(index).length} axes, the ${what} ${shapeOf(x).length}.`,
  });
}

function gather(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const index = tensor(a, 'index');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  const to = shapeOf(index);
  if (product(to) !== 0) {
    sameRank(index, x, c, 'input');
    to.forEach((size, i) => {
      if (i === at) return;
      c.requireAtMost(size, shape[i] ?? 1, 'the sizes of an index for gather', () => ({
        code: 'CS121',
        message: `Size does not match at dimension ${i} expected index ${text(to)} to be smaller than self ${text(shape)} apart from dimension ${at}`,
        why: 'The index may be larger than the input only along the axis that it gathers from.',
      }));
    });
  }
  const size = shape[at] ?? 1;
  const wrong = index.values?.find((place) => place < 0 || lessEqual(size, place) === 'yes');
  if (wrong !== undefined)
    c.refuse({
      code: 'CS121',
      message: `index ${wrong} is out of bounds for dimension ${at} with size ${display(size)}`,
      why: 'One of the positions lies outside the axis.',
    });
  return c.tensor(to, { dtype: x.dtype });
}

/** The result is the input with some elements written; index, and src where it is a tensor, must fit in it. */
function scatter(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const index = tensor(a, 'index');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  const from = shapeOf(index);
  const given = a.raw('src');
  const src = isTensor(given) ? given : undefined;
  if (product(from) !== 0) {
    sameRank(index, x, c, 'self');
    if (src) sameRank(index, src, c, 'src');
    const source = src?.shape;
    const wrong = from.some(
      (size, i) =>
        (i !== at && less(shape[i] ?? 1, size) === 'yes') || (source && less(source[i] ?? 1, size) === 'yes'),
    );
    if (wrong) {
      const beyond = source ? ` and to be smaller size than src ${text(source)}` : '';
      c.refuse({
        code: 'CS121',
        message: `Expected index ${text(from)} to be smaller than self ${text(shape)} apart from dimension ${at}${beyond}`,
        why: 'There are more positions than places.',
      });
    }
  }
  return c.tensor(shape, { dtype: x.dtype, strides: keptStrides(x) });
}

function indexSelect(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const index = tensor(a, 'index');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length, c);
  const positions = shapeOf(index);
  if (positions.length > 1) {
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: 'index_select(): Index is supposed to be a vector',
      why: `The index has ${positions.length} axes.`,
    });
  }
  const wrong = index.values?.find((place) => lessEqual(shape[at] ?? 1, place) === 'yes' || place < 0);
  if (wrong !== undefined)
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: 'index out of range in self',
      why: `Position ${wrong} is outside an axis of ${display(shape[at] ?? 1)}.`,
    });
  const to = shape.length === 0 ? shape : withAxis(shape, at, positions[0] ?? 1);
  const places = numbers(positions) && index.values;
  const values = places ? gatherValues(x, to, (i) => i.with(at, places[i[at] ?? 0] ?? 0)) : undefined;
  return c.tensor(to, { dtype: x.dtype, values });
}

/** The shape stays; what is written is not followed. */
function written(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  if (a.values.has('dim')) axisOf(a, 'dim', shapeOf(x).length, c);
  return c.tensor(shapeOf(x), { dtype: x.dtype, strides: keptStrides(x) });
}

function takeAlongDim(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const index = tensor(a, 'indices');
  if (a.isNone('dim')) return c.tensor([product(shapeOf(index))], { dtype: x.dtype });
  const [from, to] = [shapeOf(x), shapeOf(index)];
  if (from.length !== to.length) {
    c.refuse({
      code: 'CS117',
      message: `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${from.length} dimensions for input, and ${to.length} dimensions for indices`,
    });
  }
  const at = axisOf(a, 'dim', from.length, c);
  return c.tensor(broadcast(withAxis(from, at, 1), withAxis(to, at, 1), c).with(at, to[at] ?? 1), { dtype: x.dtype });
}

/** How many elements are not zero depends on the data. */
function nonzero(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const count = x.values ? x.values.filter((v) => v !== 0).length : dataSize(c.interpreter, product(shape));
  if (!a.values.has('as_tuple') || !a.bool('as_tuple'))
    return c.tensor([count, shape.length], { dtype: 'int64', strides: null });
  return tuple(
    Array.from({ length: Math.max(shape.length, 1) }, () => c.tensor([count], { dtype: 'int64', strides: null })),
  );
}

const picking = { category: 'index', explain: arrow } as const;

function keepsScattered(record: OpRecord, name: string): Keeps {
  if (name === 'scatter_reduce') return { args: ['input', 'index', 'src'], output: true };
  if (record.args.get('reduce')?.kind === 'str') return { args: ['index'], atLeast: true };
  return { args: name === 'scatter' || needsGrad(record, 'src') ? ['index'] : [] };
}

function keepsWritten(record: OpRecord, name: string): Keeps {
  if (name === 'index_put') return { args: ['indices'] };
  const learns = needsGrad(record, 'source');
  if (name === 'index_add' && !learns) return {};
  return { args: learns ? ['index', 'source'] : ['index'] };
}

const scatterOp = (name: string, signature: string, doc: string): OpDeclaration => ({
  ...picking,
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  inplaceAliases: [`torch.Tensor.${name}_`],
  signature,
  doc,
  reference: page(`torch.Tensor.${name}_`),
  run: scatter,
  keeps: (record) => keepsScattered(record, name),
  examples: [
    {
      code: `torch.${name}(x, 1, torch.zeros(2, 3, dtype=torch.long), y${name === 'scatter_reduce' ? ", 'sum'" : ''})`,
      inputs: { x: '2x5', y: '2x3' },
      output: [2, 5],
    },
    {
      code: `torch.${name}(x, 1, torch.zeros(4, 3, dtype=torch.long), y${name === 'scatter_reduce' ? ", 'sum'" : ''})`,
      inputs: { x: '2x5', y: '4x3' },
      problem: 'CS121',
    },
  ],
});

const writeOp = (name: string, signature: string, example: string): OpDeclaration => ({
  ...picking,
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  inplaceAliases: [`torch.Tensor.${name}_`],
  signature,
  doc: 'Writes into the places that an index names.',
  reference: page(`torch.Tensor.${name}_`),
  run: written,
  keeps: (record) => keepsWritten(record, name),
  examples: [{ code: example, inputs: { x: '2x5' }, output: [2, 5] }],
});

const POSITIONS = 'torch.tensor([0, 2])';

export const ops = declareOps(
  {
    ...picking,
    name: 'torch.gather',
    aliases: ['torch.Tensor.gather'],
    signature: '(input, dim, index, *, sparse_grad=False, out=None)',
    doc: 'Takes, along one axis, the elements that an index names.',
    reference: page('torch.gather'),
    run: gather,
    keeps: () => ({ args: ['input', 'index'] }),
    examples: [
      { code: 'x.gather(1, torch.zeros(2, 7, dtype=torch.long))', inputs: { x: '2x3' }, output: [2, 7] },
      { code: 'x.gather(1, torch.zeros(3, 2, dtype=torch.long))', inputs: { x: '2x3' }, problem: 'CS121' },
      { code: 'x.gather(1, torch.zeros(2, dtype=torch.long))', inputs: { x: '2x3' }, problem: 'CS117' },
    ],
  },
  scatterOp(
    'scatter',
    '(input, dim, index, src=None, value=None, reduce=None)',
    'Writes elements to the places, along one axis, that an index names.',
  ),
  scatterOp(
    'scatter_add',
    '(input, dim, index, src)',
    'Adds elements to the places, along one axis, that an index names.',
  ),
  scatterOp(
    'scatter_reduce',
    '(input, dim, index, src, reduce, *, include_self=True)',
    'Reduces elements into the places, along one axis, that an index names.',
  ),
  {
    ...picking,
    name: 'torch.index_select',
    aliases: ['torch.Tensor.index_select'],
    signature: '(input, dim, index, *, out=None)',
    doc: 'Some places along an axis, as a copy.',
    reference: page('torch.index_select'),
    run: indexSelect,
    keeps: () => ({ args: ['index'] }),
    examples: [
      { code: `x.index_select(1, ${POSITIONS})`, inputs: { x: '2x5' }, output: [2, 2] },
      { code: 'x.index_select(1, torch.zeros(2, 2, dtype=torch.long))', inputs: { x: '2x5' }, problem: 'CS121' },
      { code: 'x.index_select(1, torch.tensor([0, 5]))', inputs: { x: '2x5' }, problem: 'CS121' },
    ],
  },
  writeOp(
    'index_add',
    '(input, dim, index, source, *, alpha=1, out=None)',
    `torch.index_add(x, 1, ${POSITIONS}, torch.ones(2, 2))`,
  ),
  writeOp(
    'index_copy',
    '(input, dim, index, source, *, out=None)',
    `torch.index_copy(x, 1, ${POSITIONS}, torch.ones(2, 2))`,
  ),
  writeOp('index_fill', '(input, dim, index, value)', `torch.index_fill(x, 1, ${POSITIONS}, 0)`),
  writeOp(
    'index_put',
    '(input, indices, values, accumulate=False)',
    `torch.index_put(x, (${POSITIONS.replace('2', '1')},), torch.ones(2, 5))`,
  ),
  {
    ...picking,
    name: 'torch.take',
    aliases: ['torch.Tensor.take'],
    signature: '(input, index)',
    doc: 'Elements by their place in the flattened tensor.',
    reference: page('torch.take'),
    run: (a, c) => c.tensor(shapeOf(tensor(a, 'index')), { dtype: tensor(a, 'input').dtype }),
    keeps: () => ({ args: ['input', 'index'] }),
    examples: [{ code: `x.take(${POSITIONS})`, inputs: { x: '2x5' }, output: [2] }],
  },
  {
    ...picking,
    name: 'torch.take_along_dim',
    aliases: ['torch.Tensor.take_along_dim'],
    signature: '(input, indices, dim=None, *, out=None)',
    doc: 'Elements along one axis, with broadcasting.',
    reference: page('torch.take_along_dim'),
    run: takeAlongDim,
    keeps: () => ({ args: ['input', 'indices'] }),
    examples: [
      {
        code: 'torch.take_along_dim(x, torch.zeros(2, 1, dtype=torch.long), dim=1)',
        inputs: { x: '2x5' },
        output: [2, 1],
      },
    ],
  },
  {
    ...picking,
    name: 'torch.nonzero',
    aliases: ['torch.Tensor.nonzero', 'torch.argwhere', 'torch.Tensor.argwhere'],
    signature: '(input, *, as_tuple=False, out=None)',
    doc: 'The places of all elements that are not zero; how many depends on the data.',
    reference: page('torch.nonzero'),
    run: nonzero,
    examples: [{ code: 'torch.tensor([[0, 1, 1]]).nonzero()', output: [2, 2] }],
  },
);
