/**
 * A transposed convolution becomes resizing and a convolution, which has no checkerboard pattern (Odena 2016,
 * https://distill.pub/2016/deconv-checkerboard/), and back.
 */
import type { Context, Offer, Refactoring } from './context';
import { layerNames } from './imports';
import { argumentText, axesOf, integerArgument, isPlain, rewritten } from './layers';
import { replaceLayer, replaceRun } from './replace';
import { neighbour, type Site, siteAt } from './site';

export const upsample: Refactoring = {
  id: 'upsample',
  offers: (context) => {
    const site = siteAt(context);
    if (site?.layer === undefined) return [];
    return /^ConvTranspose[123]d$/.test(site.layer) ? toUpsample(context, site) : toTransposed(context, site);
  },
};

function toUpsample(context: Context, site: Site): Offer[] {
  const layer = site.layer ?? '';
  const stride = integerArgument(site.call, layer, 'stride', 1);
  const groups = integerArgument(site.call, layer, 'groups', 1);
  const inputs = argumentText(context, site.call, layer, 'in_channels');
  const outputs = argumentText(context, site.call, layer, 'out_channels');
  if (!stride || stride < 2 || groups !== 1 || inputs === undefined || outputs === undefined) return [];
  const conv = layer.replace('Transpose', '');
  const names = layerNames(context, ['Upsample', conv]);
  const bias = argumentText(context, site.call, layer, 'bias');
  const layers = [
    `${names.of('Upsample')}(scale_factor=${stride}, mode='nearest')`,
    `${names.of(conv)}(${inputs}, ${outputs}, 3, padding=1${bias === undefined ? '' : `, bias=${bias}`})`,
  ];
  const edits = [...names.edits, ...replaceLayer(context, site, layers)];
  return [{ id: 'upsample', title: 'Replace by upsampling and a convolution', candidates: [edits], pledge: 'outputs' }];
}

/** The cursor is on either of `Upsample(scale_factor=s)` and the convolution behind it. */
function toTransposed(context: Context, site: Site): Offer[] {
  const first = site.layer === 'Upsample' ? site : neighbour(context, site, -1);
  const conv = first && neighbour(context, first, 1);
  const layer = conv?.layer;
  if (first?.layer !== 'Upsample' || !conv || layer === undefined || !/^Conv[123]d$/.test(layer)) return [];
  const scale = integerArgument(first.call, 'Upsample', 'scale_factor', 0);
  const stride = integerArgument(conv.call, layer, 'stride', 1);
  if (!scale || scale < 2 || stride !== 1 || !isPlain(conv.call, layer)) return [];
  const [kernel, padding] = scale % 2 === 0 ? [2 * scale, scale / 2] : [scale, 0];
  const transposed = `ConvTranspose${axesOf(layer) ?? 2}d`;
  const names = layerNames(context, [transposed]);
  const changes = {
    kernel_size: String(kernel),
    stride: String(scale),
    padding: padding === 0 ? undefined : String(padding),
    dilation: undefined,
    padding_mode: undefined,
  };
  const text = rewritten(context, conv.call, layer, changes, names.of(transposed));
  const edits = [...names.edits, ...replaceRun(context, first, conv, text)];
  return [{ id: 'upsample', title: 'Replace by a transposed convolution', candidates: [edits], pledge: 'outputs' }];
}
