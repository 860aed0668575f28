/** Upsampling and pixel shuffling (torch/nn/modules/upsampling.py, pixelshuffle.py, channelshuffle.py). */
import { float, known, NONE, NotKnown, str, TRUE, toInt, tuple, type Value } from '../../python';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type OpContext } from '../declare';
import { keep } from '../module/arguments';
import { simple } from '../module/simple';

/** `float(factor)`, for one or for each. */
function factors(value: Value, c: OpContext): Value {
  if (value.kind === 'unknown') throw new NotKnown(value);
  if (value.kind === 'tuple') return tuple(value.items.map((item) => factors(known(item), c)));
  // `if scale_factor`: None and 0 stay as they are not there.
  if (value.kind === 'none' || value.kind === 'float' || value.kind === 'list') return value;
  const dim = toInt(value);
  if (dim === undefined) return c.unknown('undecided', 'scale_factor is not known');
  if (typeof dim === 'number') return dim === 0 ? NONE : float(dim);
  return { kind: 'float', value: undefined, ratio: { numerator: dim, denominator: 1 } };
}

const upsample: LayerDeclaration = {
  name: 'Upsample',
  module: 'torch.nn.modules.upsampling',
  category: 'resize',
  signature: "(size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None)",
  doc: 'Resizes by interpolation, to a size or by a factor.',
  reference: page('torch.nn.Upsample'),
  examples: [
    { code: 'nn.Upsample(scale_factor=2)(x)', inputs: { x: '[2, 3, 4, 5]' }, output: [2, 3, 8, 10] },
    {
      code: "nn.Upsample(size=(7, 9), mode='bilinear', align_corners=True)(x)",
      inputs: { x: '[2, 3, 4, 5]' },
      output: [2, 3, 7, 9],
    },
    { code: "nn.Upsample(scale_factor=1.5, mode='linear')(x)", inputs: { x: '[2, 3, 5]' }, output: [2, 3, 7] },
  ],
  init: (self, a, c) => {
    self.set('name', 'Upsample');
    self.set('size', a.raw('size'));
    self.set('scale_factor', factors(a.raw('scale_factor'), c));
    keep(self, a, 'mode', 'align_corners', 'recompute_scale_factor');
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) =>
      c.op(
        'torch.nn.functional.interpolate',
        [a.raw('input'), self.get('size'), self.get('scale_factor'), self.get('mode'), self.get('align_corners')],
        { recompute_scale_factor: self.get('recompute_scale_factor') },
      ),
  },
};

const upsampling = (name: string, mode: string, corners: Value, doc: string): LayerDeclaration => ({
  name,
  module: 'torch.nn.modules.upsampling',
  bases: ['Upsample'],
  category: 'resize',
  signature: '(size=None, scale_factor=None)',
  doc,
  reference: page(`torch.nn.${name}`),
  examples: [{ code: `nn.${name}(scale_factor=2)(x)`, inputs: { x: '[2, 3, 4, 5]' }, output: [2, 3, 8, 10] }],
  init: (self, a, c) => {
    self.set('name', name);
    self.set('size', a.raw('size'));
    self.set('scale_factor', factors(a.raw('scale_factor'), c));
    self.set('mode', str(mode));
    self.set('align_corners', corners);
    self.set('recompute_scale_factor', NONE);
  },
});

export const layers = declareLayers(
  upsample,
  upsampling('UpsamplingNearest2d', 'nearest', NONE, 'Enlarges images by repeating pixels.'),
  upsampling('UpsamplingBilinear2d', 'bilinear', TRUE, 'Enlarges images by bilinear interpolation, corners aligned.'),
  simple({
    name: 'PixelShuffle',
    module: 'pixelshuffle',
    category: 'resize',
    op: 'pixel_shuffle',
    signature: '(upscale_factor)',
    args: ['upscale_factor'],
    doc: 'Lays r² channels out as an r times larger image (Shi 2016).',
    examples: [
      { code: 'nn.PixelShuffle(2)(x)', inputs: { x: '[1, 12, 4, 5]' }, output: [1, 3, 8, 10] },
      { code: 'nn.PixelShuffle(3)(x)', inputs: { x: '[1, 12, 4, 5]' }, problem: 'CS108' },
    ],
  }),
  simple({
    name: 'PixelUnshuffle',
    module: 'pixelshuffle',
    category: 'resize',
    op: 'pixel_unshuffle',
    signature: '(downscale_factor)',
    args: ['downscale_factor'],
    doc: 'Folds r×r pixels into r² channels, the inverse of PixelShuffle.',
    examples: [
      { code: 'nn.PixelUnshuffle(2)(x)', inputs: { x: '[1, 3, 8, 10]' }, output: [1, 12, 4, 5] },
      { code: 'nn.PixelUnshuffle(3)(x)', inputs: { x: '[1, 3, 8, 10]' }, problem: 'CS108' },
    ],
  }),
  simple({
    name: 'ChannelShuffle',
    module: 'channelshuffle',
    category: 'shape',
    op: 'channel_shuffle',
    signature: '(groups)',
    args: ['groups'],
    doc: 'Deals the channels of the groups out like cards (ShuffleNet).',
    examples: [
      { code: 'nn.ChannelShuffle(2)(x)', inputs: { x: '[1, 4, 3, 3]' }, output: [1, 4, 3, 3] },
      { code: 'nn.ChannelShuffle(3)(x)', inputs: { x: '[1, 4, 3, 3]' }, problem: 'CS113' },
    ],
  }),
);
