import { declareRule, type Finding } from '../declare';
import { setArguments } from '../fixes';
import { numbersOf, type Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS302',
  name: 'checkerboard',
  severity: 'warning',
  page: {
    what: 'Finds transposed convolutions whose kernel size is not a multiple of the stride.',
    why: 'The windows that a transposed convolution paints then overlap unevenly: some pixels of the result are sums of more products than their neighbours, in a regular pattern. Training has to learn to undo it, and rarely does: images come out with a checkerboard.',
    references: [
      '[Odena et al. 2016, Deconvolution and Checkerboard Artifacts](https://distill.pub/2016/deconv-checkerboard/)',
      '[ConvTranspose2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html)',
    ],
  },
  bad: `
import torch
from torch import nn

decoder = nn.Sequential(
    nn.ConvTranspose2d(64, 32, kernel_size=3, stride=2, padding=1, output_padding=1),
    nn.ReLU(),
)
decoder(torch.zeros(1, 64, 16, 16))
`,
  good: `
import torch
from torch import nn

decoder = nn.Sequential(
    nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1),
    nn.ReLU(),
)
decoder(torch.zeros(1, 64, 16, 16))
`,
  hasFix: true,
  find: checkerboards,
});

function* checkerboards(subject: Subject): Iterable<Finding> {
  for (const { steps, index } of subject.networks) {
    for (const step of steps) {
      const { layer } = step;
      const window = layer?.builtAt && windowOf(step);
      const axis = window?.findIndex(({ kernel, stride }) => stride > 1 && kernel % stride !== 0) ?? -1;
      const uneven = window?.[axis];
      if (!layer?.builtAt || !window || !uneven) continue;
      yield {
        place: layer.builtAt,
        instance: { graph: index, name: layer.name },
        message: `A kernel of ${uneven.kernel} is no multiple of the stride ${uneven.stride}: the windows overlap unevenly and paint a checkerboard.`,
        why: `Use kernel_size=${2 * uneven.stride}, or resize and then convolve.`,
        repairs: setArguments(subject, layer, evenArguments(window)),
      };
    }
  }
}

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly outputPadding: number;
  readonly dilation: number;
}

function windowOf(step: Step): readonly Axis[] | undefined {
  if (!step.node.op.includes('conv_transpose')) return undefined;
  const sizes = step.node.inputs[1]?.shape?.slice(2) ?? [];
  const of = (name: string): readonly number[] => numbersOf(step, name) ?? [];
  const [stride, padding, output, dilation] = ['stride', 'padding', 'output_padding', 'dilation'].map(of);
  const axes = sizes.flatMap((kernel, i): Axis[] => {
    const [s, p, o, d] = [stride?.[i], padding?.[i], output?.[i], dilation?.[i]];
    if (typeof kernel !== 'number' || s === undefined || p === undefined || o === undefined || d === undefined)
      return [];
    return [{ kernel, stride: s, padding: p, outputPadding: o, dilation: d }];
  });
  return axes.length === sizes.length ? axes : undefined;
}

/**
 * A kernel of twice the stride that gives the same size: with k' = 2s the padding p' and output padding o' keep
 * k − 2p + o, what the size is more than (n − 1)·s.
 */
function evenArguments(axes: readonly Axis[]): Readonly<Record<string, string>> {
  const even = axes.map((axis) => {
    const kernel = 2 * axis.stride;
    const surplus = kernel - (axis.dilation * (axis.kernel - 1) + 1 - 2 * axis.padding + axis.outputPadding);
    const padding = Math.ceil(surplus / 2);
    return { kernel, padding, output: 2 * padding - surplus };
  });
  if (even.some((e) => e.padding < 0) || axes.some((a) => a.dilation !== 1)) return {};
  const written = (values: readonly number[]): string =>
    new Set(values).size === 1 ? String(values[0]) : `(${values.join(', ')})`;
  const changed: Record<string, string> = { kernel_size: written(even.map((e) => e.kernel)) };
  if (even.some((e, i) => e.padding !== axes[i]?.padding)) changed['padding'] = written(even.map((e) => e.padding));
  if (even.some((e, i) => e.output !== axes[i]?.outputPadding))
    changed['output_padding'] = written(even.map((e) => e.output));
  return changed;
}
