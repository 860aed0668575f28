/** `x[…]` and `x[…] = y`. */
import type { Value } from '../../python';
import { type Dim, display, equal } from '../../symbolic';
import { tensor } from '../common/arguments';
import { picked } from '../common/indexing';
import { arrow } from '../common/records';
import { sizes as text } from '../common/text';
import { declareOps, type Keeps, type OpContext } from '../declare';
import { isTensor, shapeOf } from '../tensor';
import type { OpRecord, PlainArgument } from '../trace';

const REFERENCE = 'https://pytorch.org/docs/stable/tensor_view.html';

/** What is written has to broadcast to what the index picks; leading axes of size 1 are dropped. */
function checkFits(value: Value, index: Value, target: readonly Dim[], c: OpContext): void {
  if (!isTensor(value) || !value.shape) return;
  const { shape } = value;
  let extra = shape.length - target.length;
  while (extra > 0 && shape[shape.length - target.length - extra] === 1) extra--;
  const gathers = hasPositions(index);
  shape.forEach((size, i) => {
    const at = target.length - shape.length + i;
    const own = target[at];
    if (size === 1 || (own !== undefined && equal(size, own) !== 'no') || equal(size, 1) !== 'no') return;
    c.refuse({
      code: 'CS107',
      message: gathers
        ? `shape mismatch: value tensor of shape ${text(shape)} cannot be broadcast to indexing result of shape ${text(target)}`
        : `The expanded size of the tensor (${display(own ?? 1)}) must match the existing size (${display(size)}) at non-singleton dimension ${Math.max(at, 0)}.  Target sizes: ${text(target)}.  Tensor sizes: ${text(shape)}`,
      why: 'What is written does not have the sizes of the place that it is written to.',
    });
  });
}

const hasPositions = (index: Value): boolean =>
  index.kind === 'tuple' ? index.items.some(hasPositions) : index.kind === 'tensor' || index.kind === 'list';

/** Slices give views; positions are kept, those of a list as a tensor of their own. How many a mask picks is not known. */
function keepsPositions(record: OpRecord): Keeps {
  const index = record.args.get('index');
  if (record.outputs[0]?.storage === record.inputs[0]?.storage || !index) return {};
  const items = index.kind === 'list' ? index.items : [];
  const listed = items.every((item) => item.kind === 'int') ? items : items.flatMap(itemsIn);
  const isMasked = record.inputs.some((x, i) => i > 0 && x.dtype !== 'int64');
  const isPlain = listed.every((item) => item.kind === 'int');
  return { args: ['index'], bytes: 8 * listed.length, atLeast: isMasked || !isPlain };
}

const itemsIn = (argument: PlainArgument): readonly PlainArgument[] => (argument.kind === 'list' ? argument.items : []);

const positionsIn = (index: PlainArgument | undefined): boolean =>
  index?.kind === 'tensor' ||
  (index?.kind === 'list' && index.items.some((item) => item.kind === 'list' || positionsIn(item)));

export const ops = declareOps(
  {
    name: 'torch.Tensor.__getitem__',
    category: 'index',
    signature: '(input, index)',
    doc: 'Picks by ints, slices, None, Ellipsis, masks and tensors of positions.',
    reference: REFERENCE,
    view: true,
    run: (a, c) => picked(c, tensor(a, 'input'), a.raw('index')),
    explain: arrow,
    keeps: keepsPositions,
    examples: [
      { code: 'x[0]', inputs: { x: '2x3x4' }, output: [3, 4] },
      { code: 'x[:, 1:, ::2]', inputs: { x: '2x3x4' }, output: [2, 2, 2] },
      { code: 'x[..., None, -1]', inputs: { x: '2x3x4' }, output: [2, 3, 1] },
      { code: 'x[:, [0, 2]]', inputs: { x: '2x3x4' }, output: [2, 2, 4] },
      { code: 'x[[0, 1], :, [1, 2]]', inputs: { x: '2x3x4' }, output: [2, 3] },
      { code: 'x[:, torch.tensor([[0, 1], [2, 2]])]', inputs: { x: '2x3x4' }, output: [2, 2, 2, 4] },
      { code: 'x[:, -2:5]', inputs: { x: '2x3x4' }, output: [2, 2, 4] },
      { code: 'x[5]', inputs: { x: '2x3x4' }, problem: 'CS121' },
      { code: 'x[0, 0, 0, 0]', inputs: { x: '2x3x4' }, problem: 'CS121' },
      { code: 'x[:, :, 9]', inputs: { x: '2x3x4' }, problem: 'CS121' },
      { code: 'x[[0, 1], [0, 1, 2]]', inputs: { x: '2x3x4' }, problem: 'CS121' },
      { code: 'x[torch.zeros(3, dtype=torch.bool)]', inputs: { x: '2x3x4' }, problem: 'CS121' },
    ],
  },
  {
    name: 'torch.Tensor.__setitem__',
    category: 'index',
    signature: '(input, index, value)',
    doc: 'Writes into the places that an index picks.',
    reference: REFERENCE,
    run: (a, c) => {
      const x = tensor(a, 'input');
      const index = a.raw('index');
      if ((index.kind !== 'unknown' || index.type === 'int') && x.shape) {
        const target = picked(c, x, index);
        checkFits(a.raw('value'), index, shapeOf(target), c);
      }
      return { ...x, values: undefined, producer: undefined };
    },
    explain: arrow,
    keeps: (record) => (positionsIn(record.args.get('index')) ? undefined : {}),
    examples: [],
  },
);
