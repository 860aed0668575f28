/** Filters as blocked convolutions read them: tiles of b inputs by b outputs, [F/b, C/b, places, b, b]. */
import type { Layout } from './layout';
import { BLOCKED_DOMAIN } from './layout';

export interface Filters {
  /** Plain, [filters, perGroup, …kernel]. */
  readonly name: string;
  readonly filters: number;
  /** Channels that each filter reads. */
  readonly perGroup: number;
  readonly groups: number;
  readonly kernel: readonly number[];
}

const places = ({ kernel }: Filters): number => kernel.reduce((n, k) => n * k, 1);

const reorder = ({ w }: Layout, name: string, shape: readonly number[]): string =>
  w.node('ReorderInput', [w.node('Reshape', [name, w.ints(shape)])], {}, undefined, BLOCKED_DOMAIN);

/** Filters in blocks, inputs one after the other: for few inputs (the image's colours), and for single channels. */
function byOutputs(layout: Layout, f: Filters): string {
  const { block } = layout;
  return reorder(layout, f.name, [f.filters / block, block, f.perGroup * places(f), 1]);
}

/** As the forward convolution reads them. */
export function forwardFilters(layout: Layout, f: Filters): string {
  const { w, block } = layout;
  const outputs = byOutputs(layout, f);
  const declared = w.ints([f.filters, f.perGroup, ...f.kernel]);
  if (f.perGroup < block || places(f) === 1) return w.node('Reshape', [outputs, declared]);
  const tiles = w.node('Reshape', [outputs, w.ints([(f.filters * f.perGroup) / block ** 2, block, places(f), block])]);
  return w.node('Reshape', [w.node('Transpose', [tiles], { perm: [0, 2, 1, 3] }), declared]);
}

/** Turned around, inputs and outputs exchanged: as the gradient of the input reads them. Some places of the kernel only. */
export function backwardFilters(
  layout: Layout,
  f: Filters,
  kept: readonly number[],
  kernel: readonly number[],
): string {
  const { w, block } = layout;
  const forward = forwardFilters(layout, f);
  if (f.perGroup === 1) {
    const apart = w.node('Reshape', [forward, w.ints([f.filters / block, places(f), block])]);
    const turned = w.node('Gather', [apart, w.ints(kept)], { axis: 1 });
    return w.node('Reshape', [turned, w.ints([f.filters, 1, ...kernel])]);
  }
  const [outputs, inputs] = [f.filters / f.groups / block, f.perGroup / block];
  const tiles = f.groups * outputs * inputs * places(f);
  const turned = reorder(layout, forward, [tiles, block, block, 1]);
  const order: number[] = [];
  for (let g = 0; g < f.groups; g++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++)
        for (const place of kept) order.push(((g * outputs + o) * inputs + i) * places(f) + place);
  const rows = w.node('Reshape', [turned, w.ints([tiles, block * block])]);
  const sorted = w.node('Gather', [rows, w.ints(order)], { axis: 0 });
  return w.node('Reshape', [sorted, w.ints([f.groups * f.perGroup, f.filters / f.groups, ...kernel])]);
}
