/**
 * The compiled part of torchvision (`torch.ops.torchvision`). Everything else of torchvision is Python,
 * and read from its source.
 */

import { convolved } from '../../arithmetic/window';
import type { Arguments, DType, TensorValue } from '../../python';
import { tuple, type Value } from '../../python';
import { type Dim, display, divides, equal, exactQuotient, floorDiv, less, mul, product } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { whole } from '../common/spatial';
import { dataSize } from '../common/symbols';
import { pythonTuple } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration, type Refusal } from '../declare';
import { shapeOf } from '../tensor';

const T = 'torch.ops.torchvision';

function nms(a: Arguments, c: OpContext): TensorValue {
  const boxes = shapeOf(tensor(a, 'dets'));
  const scores = shapeOf(tensor(a, 'scores'));
  const [count = 0, corners = 0] = boxes;
  if (boxes.length !== 2)
    c.refuse({
      code: 'CS117',
      message: `boxes should be a 2d tensor, got ${boxes.length}D`,
      why: 'Each row is a box.',
    });
  c.requireEqual(corners, 4, 'the corners of a box', () => ({
    code: 'CS107',
    message: `boxes should have 4 elements in dimension 1, got ${display(corners)}`,
    why: 'A box is x₁, y₁, x₂, y₂.',
  }));
  if (scores.length !== 1)
    c.refuse({
      code: 'CS117',
      message: `scores should be a 1d tensor, got ${scores.length}D`,
      why: 'Each box has one score.',
    });
  const [scored = 0] = scores;
  c.requireEqual(count, scored, 'the boxes and their scores', () => ({
    code: 'CS107',
    message: `boxes and scores should have same number of elements in dimension 0, got ${display(count)} and ${display(scored)}`,
    why: 'Each box has one score.',
  }));
  // How many boxes are left depends on where they lie.
  return c.tensor([dataSize(c.interpreter, count)], { dtype: 'int64' });
}

function regions(
  a: Arguments,
  c: OpContext,
  checked: boolean,
): { readonly input: TensorValue; readonly shape: readonly Dim[]; readonly count: Dim } {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const rois = shapeOf(tensor(a, 'rois'));
  const [count = 0, columns = 0] = rois;
  // Only roi_align looks; the others read past the end.
  if (checked && equal(columns, 5) === 'no') {
    c.refuse({
      code: 'CS107',
      message: 'rois must have shape as Tensor[K, 5]',
      why: 'A region is its image and two corners.',
    });
  }
  if (shape.length < 4) {
    c.refuse({
      code: 'CS117',
      exception: 'IndexError',
      message: `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got 3)`,
      why: 'It needs batch, channels, height and width.',
    });
  }
  return { input, shape, count };
}

/** `positional`: each bin reads channels of its own. `paired`: which number it was, beside the number. */
function roiPool(a: Arguments, c: OpContext, positional: boolean, second: DType | undefined): Value {
  const { input, shape, count } = regions(a, c, second === undefined);
  const [height, width] = [whole(a, c, 'pooled_height'), whole(a, c, 'pooled_width')];
  const channels = shape[1] ?? 0;
  const bins = mul(height, width);
  if (positional) {
    c.requireDivides(bins, channels, 'the channels of position-sensitive pooling', () => ({
      code: 'CS108',
      message: 'input channels must be a multiple of pooling height * pooling width',
      why: `Each of the ${display(bins)} bins has channels of its own.`,
    }));
  }
  const depth = positional ? (exactQuotient(channels, bins) ?? floorDiv(channels, bins)) : channels;
  const out = [count, depth, height, width];
  const values = c.tensor(out, { dtype: input.dtype });
  return second === undefined ? values : tuple([values, c.tensor(out, { dtype: second })]);
}

function roiDeclaration(
  name: string,
  doc: string,
  signature: string,
  positional: boolean,
  second: DType | undefined,
): OpDeclaration {
  const align = name.endsWith('align');
  const tail = name === 'roi_align' ? ', 2, False' : align ? ', 2' : '';
  const channels = positional ? 8 : 3;
  const out = [6, positional ? 2 : 3, 2, 2];
  const call = (rois: string): string => `torch.ops.torchvision.${name}(x, ${rois}, 1.0, 2, 2${tail})`;
  return {
    name: `${T}.${name}`,
    aliases: [`${T}.${name}.default`],
    category: 'pool',
    doc,
    reference: `https://pytorch.org/vision/stable/generated/torchvision.ops.${name}.html`,
    signature,
    run: (a, c) => roiPool(a, c, positional, second),
    reach: () => undefined,
    keeps: () => ({ args: ['input', 'rois'] }),
    examples: [
      { code: call('torch.zeros(6, 5)'), inputs: { x: `[2, ${channels}, 8, 8]` }, output: second ? [out, out] : out },
      ...(name === 'roi_align'
        ? [{ code: call('torch.zeros(6, 4)'), inputs: { x: `[2, ${channels}, 8, 8]` }, problem: 'CS107' }]
        : []),
      ...(positional ? [{ code: call('torch.zeros(6, 5)'), inputs: { x: '[2, 9, 8, 8]' }, problem: 'CS108' }] : []),
    ],
  };
}

function deformable(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const weight = shapeOf(tensor(a, 'weight'));
  const offset = shapeOf(tensor(a, 'offset'));
  if (shape.length !== 4 || weight.length !== 4 || offset.length !== 4) {
    c.refuse({
      code: 'CS117',
      message: 'Expected input_c.ndimension() == 4 to be true, but got false.',
      why: 'Deformable convolution works on batches of images.',
    });
  }
  const [batch = 0, channels = 0, ...space] = shape;
  const [filters = 0, perGroup = 0, ...kernel] = weight;
  const pair = (name: string): readonly Dim[] => [whole(a, c, `${name}_h`), whole(a, c, `${name}_w`)];
  const [stride, padding, dilation] = [pair('stride'), pair('pad'), pair('dilation')];
  const groups = whole(a, c, 'groups');
  const offsetGroups = whole(a, c, 'offset_groups');
  c.requireEqual(channels, mul(perGroup, groups), 'the channels that deform_conv2d gets', () => ({
    code: 'CS101',
    message: 'Expected weight_c.size(1) * n_weight_grps == input_c.size(1) to be true, but got false.',
    why: `The filters read ${display(mul(perGroup, groups))} channels, the input has ${display(channels)}.`,
  }));
  if (divides(groups, filters) === 'no') {
    c.refuse({
      code: 'CS102',
      message: 'Expected weight_c.size(0) % n_weight_grps == 0 to be true, but got false.',
      why: 'The groups must share the filters evenly.',
    });
  }
  const equalTo = (got: Dim, wanted: Dim, message: string, why: string): void => {
    c.requireEqual(got, wanted, `the offsets of deform_conv2d`, (): Refusal => ({ code: 'CS107', message, why }));
  };
  const places = mul(offsetGroups, product(kernel));
  const [offsetBatch = 0, offsetChannels = 0, ...offsetSpace] = offset;
  equalTo(
    offsetChannels,
    mul(2, places),
    `offset.shape[1] is not valid: got: ${display(offsetChannels)} expected: ${display(mul(2, places))}`,
    'Each place of the kernel has two offsets.',
  );
  const mask = a.bool('use_mask') ? optionalTensor(a, 'mask')?.shape : undefined;
  if (mask)
    equalTo(
      mask[1] ?? 0,
      places,
      `mask.shape[1] is not valid: got: ${display(mask[1] ?? 0)} expected: ${display(places)}`,
      'Each place of the kernel has one weight.',
    );
  equalTo(offsetBatch, batch, 'invalid batch size of offset', 'Each image has its own offsets.');
  const out = space.map((size, i) =>
    convolved(size, {
      kernel: kernel[i] ?? 1,
      stride: stride[i] ?? 1,
      padding: padding[i] ?? 0,
      dilation: dilation[i] ?? 1,
    }),
  );
  if (out.some((size) => less(size, 1) === 'yes')) {
    c.refuse({
      code: 'CS103',
      message: `Calculated output size too small - out_h: ${display(out[0] ?? 0)} out_w: ${display(out[1] ?? 0)}`,
      why: 'The kernel is larger than what it should slide over.',
    });
  }
  out.forEach((size, i) => {
    equalTo(
      offsetSpace[i] ?? 0,
      size,
      `offset output dims: ${pythonTuple(offsetSpace)} - computed output dims: ${pythonTuple(out)}`,
      'There is one set of offsets per output pixel.',
    );
  });
  return c.tensor([batch, filters, ...out], { dtype: input.dtype });
}

export const ops = declareOps(
  {
    name: `${T}.nms`,
    aliases: [`${T}.nms.default`],
    category: 'index',
    doc: 'Keeps of boxes that overlap only the one with the best score; how many that are depends on the boxes.',
    reference: 'https://pytorch.org/vision/stable/generated/torchvision.ops.nms.html',
    signature: '(dets, scores, iou_threshold)',
    run: nms,
    reach: () => undefined,
    examples: [
      { code: 'torch.ops.torchvision.nms(torch.zeros(5, 3), torch.zeros(5), 0.5)', problem: 'CS107' },
      { code: 'torch.ops.torchvision.nms(torch.zeros(5, 4), torch.zeros(6), 0.5)', problem: 'CS107' },
      { code: 'torch.ops.torchvision.nms(torch.zeros(5), torch.zeros(5), 0.5)', problem: 'CS117' },
    ],
  },
  roiDeclaration(
    'roi_align',
    'Reads each region at evenly spaced places, between pixels (He 2017).',
    '(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio, aligned=False)',
    false,
    undefined,
  ),
  roiDeclaration(
    'roi_pool',
    'Takes the largest number of each bin of each region (Girshick 2015).',
    '(input, rois, spatial_scale, pooled_height, pooled_width)',
    false,
    'int32',
  ),
  roiDeclaration(
    'ps_roi_align',
    'Reads each bin of each region from channels of its own, between pixels.',
    '(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio)',
    true,
    'int32',
  ),
  roiDeclaration(
    'ps_roi_pool',
    'Means of each bin of each region, from channels of its own (Dai 2016).',
    '(input, rois, spatial_scale, pooled_height, pooled_width)',
    true,
    'int32',
  ),
  {
    name: `${T}.deform_conv2d`,
    aliases: [`${T}.deform_conv2d.default`],
    category: 'conv',
    doc: 'A convolution that reads each input of each window at an offset of its own (Dai 2017; with a mask Zhu 2019).',
    reference: 'https://pytorch.org/vision/stable/generated/torchvision.ops.deform_conv2d.html',
    signature:
      '(input, weight, offset, mask, bias, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups, offset_groups, use_mask)',
    run: deformable,
    reach: () => undefined,
    keeps: () => ({ args: ['input', 'weight', 'offset', 'mask'] }),
    examples: [
      {
        code: 'torch.ops.torchvision.deform_conv2d(x, torch.zeros(5, 3, 3, 3), torch.zeros(2, 18, 8, 8), torch.zeros(2, 9, 8, 8), torch.zeros(5), 1, 1, 1, 1, 1, 1, 1, 1, True)',
        inputs: { x: '[2, 3, 8, 8]' },
        output: [2, 5, 8, 8],
      },
      {
        code: 'torch.ops.torchvision.deform_conv2d(x, torch.zeros(5, 3, 3, 3), torch.zeros(2, 17, 8, 8), torch.zeros(2, 0), torch.zeros(5), 1, 1, 1, 1, 1, 1, 1, 1, False)',
        inputs: { x: '[2, 3, 8, 8]' },
        problem: 'CS107',
      },
      {
        code: 'torch.ops.torchvision.deform_conv2d(x, torch.zeros(5, 3, 3, 3), torch.zeros(2, 18, 8, 8), torch.zeros(2, 0), torch.zeros(5), 1, 1, 1, 1, 1, 1, 1, 1, False)',
        inputs: { x: '[2, 4, 8, 8]' },
        problem: 'CS101',
      },
    ],
  },
);
