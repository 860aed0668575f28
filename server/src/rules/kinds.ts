/** What kind of step it is, in the words of the literature. */
import { type Dim, display } from '../symbolic';
import { argument, numbersOf, type Step, tensorOf } from './network';

const F = 'torch.nn.functional.';

export const isConv = ({ node }: Step): boolean => /^torch\.nn\.functional\.conv[123]d$/.test(node.op);
export const isTransposedConv = ({ node }: Step): boolean => node.op.startsWith(`${F}conv_transpose`);
export const isLinear = ({ node }: Step): boolean => node.op === `${F}linear`;
/** It multiplies by learnt weights. */
export const isWeighted = (step: Step): boolean => isConv(step) || isTransposedConv(step) || isLinear(step);

export const isBatchNorm = ({ node }: Step): boolean => node.op === `${F}batch_norm` || node.op === 'torch.batch_norm';
/** Normalises what flows through; `F.normalize` makes unit vectors and is something else. */
export const isNorm = ({ node, category }: Step): boolean => category === 'norm' && node.op !== `${F}normalize`;

const NO_ACTIVATION = new Set(
  ['softmax', 'log_softmax', 'softmin', 'gumbel_softmax', 'glu', 'threshold'].map((n) => F + n),
);
/** Works on each number alone, and is not linear. */
export const isActivation = ({ node, category }: Step): boolean =>
  category === 'activation' && node.op.startsWith(F) && !NO_ACTIVATION.has(node.op);
export const isSaturating = ({ node }: Step): boolean => node.op === `${F}sigmoid` || node.op === `${F}tanh`;
export const isDropout = ({ category }: Step): boolean => category === 'dropout';
export const isPool = ({ category, node }: Step): boolean => category === 'pool' && node.op.startsWith(F);
export const isAdaptivePool = ({ node }: Step): boolean => node.op.startsWith(`${F}adaptive_`);
export const isAdd = ({ node }: Step): boolean => node.op === 'torch.add';
export const isCat = ({ node }: Step): boolean => node.op === 'torch.cat';
export const isMul = ({ node }: Step): boolean => node.op === 'torch.mul';

/** One spatial axis of a convolution or pooling. */
export interface Window {
  readonly size: Dim;
  readonly output: Dim | undefined;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** Positions from the first that the kernel reads to the last. */
  readonly reach: number;
}

/** The window of each spatial axis; undefined where some number is not known, or padding is `same`. */
export function windowsOf(step: Step): readonly Window[] | undefined {
  const kernel = kernelOf(step);
  const input = tensorOf(step, 'input')?.shape;
  if (!kernel || !input || input.length < kernel.length) return undefined;
  const axes = kernel.length;
  const given = (name: string): readonly number[] | undefined => numbersOf(step, name, axes);
  const absent = (name: string): boolean => ['none', undefined].includes(argument(step, name)?.kind);
  const stride = absent('stride') || emptyList(step, 'stride') ? kernel : given('stride');
  const padding = absent('padding') ? Array(axes).fill(0) : given('padding');
  const dilation = absent('dilation') ? Array(axes).fill(1) : given('dilation');
  const output = step.node.outputs[0]?.shape?.slice(-axes);
  const windows = kernel.flatMap((k, i): Window[] => {
    const [size, s, p, d] = [input.slice(-axes)[i], stride?.[i], padding?.[i], dilation?.[i]];
    if (size === undefined || s === undefined || p === undefined || d === undefined) return [];
    return [{ size, output: output?.[i], kernel: k, stride: s, padding: p, dilation: d, reach: d * (k - 1) + 1 }];
  });
  return windows.length === axes ? windows : undefined;
}

const emptyList = (step: Step, name: string): boolean => {
  const value = argument(step, name);
  return value?.kind === 'list' && value.items.length === 0;
};

/** Kernel by axis: of a convolution what its weight says, of a pooling its argument. */
export function kernelOf(step: Step): readonly number[] | undefined {
  if (isConv(step) || isTransposedConv(step)) {
    const sizes = step.node.inputs[1]?.shape?.slice(2);
    const kernel = sizes?.flatMap((k) => (typeof k === 'number' ? [k] : []));
    return kernel && kernel.length === sizes?.length ? kernel : undefined;
  }
  const axes = Number(/([123])d/.exec(step.node.op)?.[1] ?? 0);
  return isPool(step) && !isAdaptivePool(step) && axes > 0 ? numbersOf(step, 'kernel_size', axes) : undefined;
}

export const isPointwise = (step: Step): boolean => kernelOf(step)?.every((k) => k === 1) ?? false;

/** Each channel has filters of its own. */
export function isDepthwise(step: Step): boolean {
  const groups = argument(step, 'groups');
  const channels = tensorOf(step, 'input')?.shape?.at(1);
  return groups?.kind === 'int' && typeof groups.value === 'number' && groups.value > 1 && groups.value === channels;
}

/** Its result is a factor of something: a gate, an attention map, Swish written out. */
export const isGate = (step: Step): boolean => step.to.some(isMul);

/** `224×224`. */
export const sizesText = (windows: readonly { readonly size: Dim }[]): string =>
  windows.map(({ size }) => display(size)).join('×');
