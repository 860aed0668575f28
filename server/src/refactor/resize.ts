/**
 * Keep, halve or double the size of a convolution's map, by the arithmetic of Dumoulin 2016
 * (https://arxiv.org/abs/1603.07285), o = ⌊(i + 2p − d(k−1) − 1)/s⌋ + 1. What follows is given its new sizes.
 */
import type { Context, Offer, Refactoring } from './context';
import { layerNames } from './imports';
import { axesOf, integerArgument, isPlain, rewritten } from './layers';
import { type Site, siteAt } from './site';
import { replaced } from './text';

export const resize: Refactoring = {
  id: 'resize',
  offers: (context) => {
    const site = siteAt(context);
    const axes = site?.layer === undefined ? undefined : axesOf(site.layer);
    if (!site || site.layer === undefined || !/^Conv[123]d$/.test(site.layer) || !axes) return [];
    const kernel = integerArgument(site.call, site.layer, 'kernel_size', 0);
    const dilation = integerArgument(site.call, site.layer, 'dilation', 1);
    const stride = integerArgument(site.call, site.layer, 'stride', 1);
    if (!kernel || !dilation || !stride || !isPlain(site.call, site.layer)) return [];
    const reach = dilation * (kernel - 1);
    return [keep(context, site, reach), halve(context, site, reach), ...double(context, site, stride, axes)];
  },
};

function offer(title: string, context: Context, site: Site, text: string): Offer {
  return { id: 'resize', title, candidates: [[replaced(context, site.call.span, text)]], pledge: 'any', mends: true };
}

function keep(context: Context, site: Site, reach: number): Offer {
  const padding = reach % 2 === 0 ? String(reach / 2) : "'same'";
  const text = rewritten(context, site.call, site.layer ?? '', { ...unstrided(site), padding });
  return offer(`Keep the size (padding=${padding})`, context, site, text);
}

/** Stride 1 only where another one is written. */
const unstrided = ({ call, layer }: Site): { stride?: string } =>
  integerArgument(call, layer ?? '', 'stride', 1) === 1 ? {} : { stride: '1' };

function halve(context: Context, site: Site, reach: number): Offer {
  const changes = { stride: '2', padding: String(Math.floor(reach / 2)) };
  return offer('Halve the size (stride=2)', context, site, rewritten(context, site.call, site.layer ?? '', changes));
}

/** (i − 1)·2 − 2·1 + 4 = 2i */
function double(context: Context, site: Site, stride: number, axes: number): Offer[] {
  if (stride !== 1) return [];
  const layer = `ConvTranspose${axes}d`;
  const names = layerNames(context, [layer]);
  const changes = { kernel_size: '4', stride: '2', padding: '1', dilation: undefined, padding_mode: undefined };
  const text = rewritten(context, site.call, site.layer ?? '', changes, names.of(layer));
  const { id, title, pledge } = offer('Double the size (transposed convolution)', context, site, text);
  return [{ id, title, pledge, mends: true, candidates: [[...names.edits, replaced(context, site.call.span, text)]] }];
}
