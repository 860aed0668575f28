/** A convolution becomes depthwise-separable (Howard 2017, MobileNets, https://arxiv.org/abs/1704.04861), and back. */
import type { Context, Offer, Refactoring } from './context';
import { argumentText, integerArgument, isPlain, rewritten } from './layers';
import { replaceLayer, replaceRun } from './replace';
import { neighbour, type Site, siteAt } from './site';

export const separable: Refactoring = {
  id: 'separable',
  offers: (context) => {
    const site = siteAt(context);
    if (!site || !isConv(site)) return [];
    return [...toSeparable(context, site), ...toStandard(context, site)];
  },
};

const isConv = (site: Site | undefined): boolean =>
  site?.layer !== undefined && /^Conv[123]d$/.test(site.layer) && isPlain(site.call, site.layer);

/** One kernel for each channel, then a 1×1 convolution over the channels. */
function toSeparable(context: Context, site: Site): Offer[] {
  const layer = site.layer ?? '';
  const text = (name: string) => argumentText(context, site.call, layer, name);
  const inputs = text('in_channels');
  const isDense = integerArgument(site.call, layer, 'groups', 1) === 1;
  const isWide = integerArgument(site.call, layer, 'kernel_size', 1) !== 1;
  if (!isDense || !isWide || inputs === undefined || inputs === '1') return [];
  const depthwise = rewritten(context, site.call, layer, { out_channels: inputs, groups: inputs });
  const same = { stride: undefined, padding: undefined, dilation: undefined, padding_mode: undefined };
  const pointwise = rewritten(context, site.call, layer, { kernel_size: '1', ...same, groups: undefined });
  const edits = replaceLayer(context, site, [depthwise, pointwise]);
  return [{ id: 'separable', title: 'Make it depthwise-separable', candidates: [edits], pledge: 'outputs' }];
}

/** The cursor is on either of the two. */
function toStandard(context: Context, site: Site): Offer[] {
  const isDepthwise = (one: Site | undefined): boolean => {
    const groups = one?.layer === undefined ? undefined : argumentText(context, one.call, one.layer, 'groups');
    return (
      one?.layer !== undefined &&
      groups !== undefined &&
      groups !== '1' &&
      argumentText(context, one.call, one.layer, 'in_channels') === groups &&
      argumentText(context, one.call, one.layer, 'out_channels') === groups
    );
  };
  const first = isDepthwise(site) ? site : neighbour(context, site, -1);
  const second = first && neighbour(context, first, 1);
  if (!first || !second || !isConv(first) || !isConv(second) || !isDepthwise(first)) return [];
  if (integerArgument(second.call, second.layer ?? '', 'kernel_size', 0) !== 1) return [];
  const outputs = argumentText(context, second.call, second.layer ?? '', 'out_channels');
  if (outputs === undefined) return [];
  const text = rewritten(context, first.call, first.layer ?? '', { out_channels: outputs, groups: undefined });
  const edits = replaceRun(context, first, second, text);
  return [{ id: 'separable', title: 'Make it a standard convolution', candidates: [edits], pledge: 'outputs' }];
}
