/** The size rules of a few well-known networks, for chains as long as real ones. */
import { add, type Dim, floorDiv, mul } from '../../../server/src/symbolic/index';

/** A convolution or pooling window: `⌊(n + 2p − k)/s⌋ + 1`. */
export function windowed(n: Dim, kernel: number, stride = 1, padding = 0): Dim {
  return add(floorDiv(add(n, 2 * padding - kernel), stride), 1);
}

/** Two 5×5 convolutions, each followed by a 2×2 pooling. */
export function leNet(n: Dim): Dim {
  return windowed(windowed(windowed(windowed(n, 5), 2, 2), 5), 2, 2);
}

/** torchvision's: the size before the adaptive pooling. */
export function alexNet(n: Dim): Dim {
  const early = windowed(windowed(windowed(windowed(n, 11, 4, 2), 3, 2), 5, 1, 2), 3, 2);
  return windowed(windowed(windowed(windowed(early, 3, 1, 1), 3, 1, 1), 3, 1, 1), 3, 2);
}

/** Every window of a ResNet-50: the stem, then 3, 4, 6 and 3 bottlenecks. */
export function resNet50(n: Dim): Dim[] {
  const sizes = [windowed(n, 7, 2, 3)];
  const step = (kernel: number, stride: number, padding: number) =>
    sizes.push(windowed(sizes.at(-1) ?? n, kernel, stride, padding));
  step(3, 2, 1);
  [3, 4, 6, 3].forEach((blocks, stage) => {
    for (let block = 0; block < blocks; block++) {
      step(1, 1, 0);
      step(3, stage > 0 && block === 0 ? 2 : 1, 1);
      step(1, 1, 0);
    }
  });
  return sizes;
}

/** A U-Net's skip connections: at each level the size that came down, and the one that comes up. */
export function uNetSkips(n: Dim, levels: number): [down: Dim, up: Dim][] {
  const sizes = [n];
  for (let level = 0; level < levels; level++) sizes.push(windowed(sizes[level] ?? n, 2, 2));
  return sizes.slice(0, -1).map((size, level) => [size, mul(2, sizes[level + 1] ?? 0)]);
}
