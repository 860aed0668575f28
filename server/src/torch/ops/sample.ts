/** Sampling an image at given places. */
import type { Arguments, TensorValue } from '../../python';
import { display, equal, isZero, less } from '../../symbolic';
import { tensor } from '../common/arguments';
import { followingFormat } from '../common/spatial';
import { axisLines, listed, page, sizes } from '../common/text';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';

const refuseValue = (c: OpContext, message: string, why: string): never =>
  c.refuse({ code: 'CS124', exception: 'ValueError', message, why });

function gridSample(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const grid = shapeOf(tensor(a, 'grid'));
  const mode = a.str('mode');
  const border = a.str('padding_mode');
  const refuse = (message: string, why: string): never =>
    refuseValue(c, `nn.functional.grid_sample(): ${message}`, why);
  if (!['bilinear', 'nearest', 'bicubic'].includes(mode))
    refuse(`expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '${mode}'`, 'There is no such mode.');
  if (!['zeros', 'border', 'reflection'].includes(border))
    refuse(
      `expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '${border}'`,
      'There is no such padding.',
    );
  const space = shape.slice(2);
  const last = grid[grid.length - 1] ?? 0;
  c.requireEqual(shape[0] ?? 0, grid[0] ?? 0, 'the batches of grid_sample', () => ({
    code: 'CS107',
    message: `grid_sampler(): expected grid and input to have same batch size, but got input with sizes ${sizes(shape)} and grid with sizes ${sizes(grid)}`,
    why: 'Each image has its own grid.',
  }));
  c.requireEqual(last, space.length, 'the coordinates of grid_sample', () => ({
    code: 'CS107',
    message: `grid_sampler(): expected grid to have size ${space.length} in last dimension, but got grid with sizes ${sizes(grid)}`,
    why: 'The last axis of the grid holds one coordinate per spatial axis.',
  }));
  if ((shape.length !== 4 && shape.length !== 5) || grid.length !== shape.length) {
    c.refuse({
      code: 'CS117',
      message: `grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes ${sizes(shape)} and grid with sizes ${sizes(grid)}`,
      why: 'Images go with 4D grids, volumes with 5D ones.',
    });
  }
  if (mode === 'bicubic' && shape.length !== 4)
    c.refuse({
      code: 'CS117',
      message: 'grid_sampler(): bicubic interpolation only supports 4D input',
      why: 'There is no tricubic sampling.',
    });
  const empty = space.findIndex(isZero);
  if (empty >= 0) {
    c.refuse({
      code: 'CS118',
      message: `grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes ${sizes(shape)} with dimension ${empty + 2} being empty`,
      why: 'There is nothing to sample.',
    });
  }
  return c.tensor([...shape.slice(0, 2), ...grid.slice(1, -1)], { dtype: input.dtype, ...followingFormat(input) });
}

function affineGrid(a: Arguments, c: OpContext): TensorValue {
  const theta = tensor(a, 'theta');
  const shape = shapeOf(theta);
  const size = a.ints('size') ?? a.wrongType('size', 'tuple of ints');
  const printed = listed(a.value('size'), size.map(display));
  const n = size.length - 2;
  if (n !== 2 && n !== 3) {
    c.refuse({
      code: 'CS117',
      exception: 'NotImplementedError',
      message: `affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size ${printed}.`,
      why: 'size is that of the sampled images: batch, channels, space.',
    });
  }
  const fits = shape.length === 3 && equal(shape[1] ?? 0, n) !== 'no' && equal(shape[2] ?? 0, n + 1) !== 'no';
  if (!fits) {
    c.refuse({
      code: 'CS107',
      exception: 'ValueError',
      message: `Expected a batch of ${n}D affine matrices of shape Nx${n}x${n + 1} for size ${printed}. Got torch.Size(${sizes(shape)}).`,
      why: `An affine map of ${n} axes is a matrix of ${n}×${n + 1}.`,
    });
  }
  if (size.some((d) => less(d, 1) === 'yes')) {
    c.refuse({
      code: 'CS118',
      exception: 'ValueError',
      message: `Expected non-zero, positive output size. Got ${printed}`,
      why: 'The sampled image must have pixels.',
    });
  }
  const [batch = 1] = size;
  c.requireEqual(batch, shape[0] ?? 0, 'the batches of affine_grid', () => ({
    code: 'CS107',
    message: `Expected size for first two dimensions of batch2 tensor to be: [${display(batch)}, ${n + 1}] but got: [${display(shape[0] ?? 0)}, ${n + 1}].`,
    why: 'Each image has its own matrix.',
  }));
  return c.tensor([batch, ...size.slice(2), n], { dtype: theta.dtype });
}

const F = 'torch.nn.functional';

export const ops = declareOps(
  {
    name: `${F}.grid_sample`,
    aliases: ['torch.grid_sampler'],
    category: 'resize',
    doc: 'Reads the input at the places that the grid names, from −1 to 1 along each axis (Jaderberg 2015).',
    reference: page(`${F}.grid_sample`),
    signature: "(input, grid, mode='bilinear', padding_mode='zeros', align_corners=None)",
    run: gridSample,
    explain: (record) =>
      axisLines((record.outputs[0]?.shape ?? []).slice(2).map((size) => `the grid has ${display(size)}`)),
    reach: () => undefined,
    keeps: () => ({ args: ['input', 'grid'] }),
    examples: [
      { code: 'F.grid_sample(x, y)', inputs: { x: '[1, 3, 7, 7]', y: '[1, 5, 6, 2]' }, output: [1, 3, 5, 6] },
      {
        code: "F.grid_sample(x, y, 'nearest', 'border', True)",
        inputs: { x: '[2, 3, 7, 7, 7]', y: '[2, 5, 6, 4, 3]' },
        output: [2, 3, 5, 6, 4],
      },
      { code: 'F.grid_sample(x, y)', inputs: { x: '[1, 3, 7, 7]', y: '[2, 5, 6, 2]' }, problem: 'CS107' },
      { code: 'F.grid_sample(x, y)', inputs: { x: '[1, 3, 7, 7]', y: '[1, 5, 6, 3]' }, problem: 'CS107' },
      { code: "F.grid_sample(x, y, mode='cubic')", inputs: { x: '[1, 3, 7, 7]', y: '[1, 5, 6, 2]' }, problem: 'CS124' },
    ],
  },
  {
    name: `${F}.affine_grid`,
    category: 'create',
    doc: 'The grid of places at which an affine map reads its input, for grid_sample.',
    reference: page(`${F}.affine_grid`),
    signature: '(theta, size, align_corners=None)',
    run: affineGrid,
    keeps: () => ({}),
    examples: [
      { code: 'F.affine_grid(x, (1, 3, 5, 6))', inputs: { x: '[1, 2, 3]' }, output: [1, 5, 6, 2] },
      {
        code: 'F.affine_grid(x, [1, 3, 5, 6, 7], align_corners=True)',
        inputs: { x: '[1, 3, 4]' },
        output: [1, 5, 6, 7, 3],
      },
      { code: 'F.affine_grid(x, (1, 3, 5, 6))', inputs: { x: '[1, 3, 4]' }, problem: 'CS107' },
      { code: 'F.affine_grid(x, (1, 3, 5))', inputs: { x: '[1, 2, 3]' }, problem: 'CS117' },
    ],
  },
);
