/**
 * A wide convolution becomes a stack of 3×3 ones with activations between, and back: n of them reach as far as one of
 * 2n + 1 (Simonyan 2014, VGG, https://arxiv.org/abs/1409.1556).
 */
import type { Context, Offer, Refactoring } from './context';
import { layerNames } from './imports';
import { argumentText, axesOf, integerArgument, isPlain, rewritten } from './layers';
import { replaceLayer, replaceRun } from './replace';
import { neighbour, type Site, siteAt } from './site';

export const stack: Refactoring = {
  id: 'stack',
  offers: (context) => {
    const site = siteAt(context);
    if (!site || !isDense(site)) return [];
    return [...toStack(context, site), ...toWide(context, site)];
  },
};

const whole = (site: Site, name: string, fallback: number): number | undefined =>
  integerArgument(site.call, site.layer ?? '', name, fallback);

const isDense = (site: Site): boolean =>
  /^Conv[123]d$/.test(site.layer ?? '') &&
  isPlain(site.call, site.layer ?? '') &&
  whole(site, 'groups', 1) === 1 &&
  whole(site, 'dilation', 1) === 1;

const sized = (site: Site, kernel: number): string =>
  Array(axesOf(site.layer ?? '') ?? 2)
    .fill(kernel)
    .join('×');

function toStack(context: Context, site: Site): Offer[] {
  const layer = site.layer ?? '';
  const kernel = whole(site, 'kernel_size', 0);
  const outputs = argumentText(context, site.call, layer, 'out_channels');
  if ((kernel !== 5 && kernel !== 7) || whole(site, 'padding', 0) !== (kernel - 1) / 2 || outputs === undefined)
    return [];
  const names = layerNames(context, ['ReLU']);
  const first = rewritten(context, site.call, layer, { kernel_size: '3', padding: '1' });
  const next = rewritten(context, site.call, layer, {
    in_channels: outputs,
    kernel_size: '3',
    padding: '1',
    stride: undefined,
  });
  const others = Array.from({ length: (kernel - 1) / 2 - 1 }, () => [`${names.of('ReLU')}()`, next]).flat();
  const edits = [...names.edits, ...replaceLayer(context, site, [first, ...others])];
  const title = `Replace by ${(kernel - 1) / 2} convolutions of ${sized(site, 3)}`;
  return [{ id: 'stack', title, candidates: [edits], pledge: 'outputs' }];
}

/** From the first of a run of 3×3 convolutions, with or without activations between. */
function toWide(context: Context, site: Site): Offer[] {
  const run = runFrom(context, site);
  const last = run.at(-1);
  if (!last || run.length < 2 || run.length > 3) return [];
  const size = 2 * run.length + 1;
  const outputs = argumentText(context, last.call, last.layer ?? '', 'out_channels');
  if (outputs === undefined) return [];
  const changes = { out_channels: outputs, kernel_size: String(size), padding: String(run.length) };
  const text = rewritten(context, site.call, site.layer ?? '', changes);
  const title = `Replace ${run.length} convolutions by one of ${sized(site, size)}`;
  return [{ id: 'stack', title, candidates: [replaceRun(context, site, last, text)], pledge: 'outputs' }];
}

function runFrom(context: Context, first: Site): Site[] {
  const isSmall = (site: Site): boolean =>
    isDense(site) && whole(site, 'kernel_size', 0) === 3 && whole(site, 'padding', 0) === 1;
  if (!isSmall(first)) return [];
  const run = [first];
  for (let at = 1; ; at += 1) {
    let next = neighbour(context, first, at);
    if (next && /^(ReLU|LeakyReLU|GELU|SiLU|ELU)$/.test(next.layer ?? '')) {
      at += 1;
      next = neighbour(context, first, at);
    }
    if (!next || next.layer !== first.layer || !isSmall(next) || whole(next, 'stride', 1) !== 1) return run;
    run.push(next);
  }
}
