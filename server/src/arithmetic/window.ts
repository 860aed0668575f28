/**
 * The arithmetic of sliding windows, in sizes that may hold symbols.
 *
 * Convolution and pooling: out = ⌊(in + before + after − d·(k−1) − 1)/s⌋ + 1
 * (https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html). Transposed: the sizes of the input
 * that such a convolution would give, the smallest of them plus output_padding.
 */
import { add, type Dim, floorDiv, lessEqual, min, mul, sub } from '../symbolic';

/** One axis of a window. */
export interface Window {
  readonly kernel: Dim;
  readonly stride: Dim;
  readonly padding: Dim;
  readonly dilation: Dim;
}

/** What the window spans, holes included: d·(k−1) + 1. */
export const extent = (kernel: Dim, dilation: Dim): Dim => add(mul(dilation, sub(kernel, 1)), 1);

/** `total`: the padding of both sides together. */
export function slid(size: Dim, { kernel, stride, dilation }: Omit<Window, 'padding'>, total: Dim): Dim {
  return add(floorDiv(sub(add(size, total), extent(kernel, dilation)), stride), 1);
}

export const convolved = (size: Dim, window: Window): Dim => slid(size, window, mul(2, window.padding));

/**
 * With ceil_mode the last window may hang over the end, but must start inside the input or its left
 * padding (ATen/native/Pool.h, pooling_output_shape).
 */
export function pooled(size: Dim, window: Window, ceil: boolean): Dim {
  if (!ceil) return convolved(size, window);
  const { kernel, stride, padding, dilation } = window;
  const rounded = slid(size, window, add(mul(2, padding), sub(stride, 1)));
  // Windows at least as long as stride and padding together cannot start outside.
  if (lessEqual(add(padding, stride), extent(kernel, dilation)) === 'yes') return rounded;
  return min(rounded, add(floorDiv(sub(add(size, padding), 1), stride), 1));
}

/** (in − 1)·s − 2·p + d·(k−1) + output_padding + 1. */
export function transposed(size: Dim, window: Window, outputPadding: Dim): Dim {
  const { kernel, stride, padding, dilation } = window;
  return add(add(sub(mul(sub(size, 1), stride), mul(2, padding)), extent(kernel, dilation)), outputPadding);
}
