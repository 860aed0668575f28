/** The arguments that a person may turn: which, between which bounds, and how they are written in Python. */
import { isPossible, turnable, type WindowAxis, type WindowLayer } from '../../../server/src/draw/arithmetic';

export interface Turn {
  readonly key: keyof WindowAxis;
  /** PyTorch's name. */
  readonly argument: string;
  readonly low: number;
  readonly high: number;
}

const NAMES: Readonly<Partial<Record<keyof WindowAxis, Omit<Turn, 'key'>>>> = {
  kernel: { argument: 'kernel_size', low: 1, high: 11 },
  stride: { argument: 'stride', low: 1, high: 5 },
  before: { argument: 'padding', low: 0, high: 6 },
  dilation: { argument: 'dilation', low: 1, high: 4 },
  outputPadding: { argument: 'output_padding', low: 0, high: 3 },
};

export function turnsOf(layer: WindowLayer): readonly Turn[] {
  return turnable(layer).flatMap((key) => {
    const named = NAMES[key];
    const most = Math.max(...layer.axes.map((axis) => Number(axis[key])));
    return named === undefined ? [] : [{ key, ...named, high: Math.max(named.high, most) }];
  });
}

/** All axes together; the padding on both sides. */
export function turned(layer: WindowLayer, key: keyof WindowAxis, value: number): WindowLayer {
  const change = key === 'before' ? { before: value, after: value } : { [key]: value };
  return { ...layer, axes: layer.axes.map((axis) => ({ ...axis, ...change })) };
}

/** The value of an argument, where all axes agree. */
export function common(layer: WindowLayer, key: keyof WindowAxis): number | undefined {
  const [first, ...others] = layer.axes.map((axis) => Number(axis[key]));
  return others.every((value) => value === first) ? first : undefined;
}

/** What would have to be written in the code. */
export function changesOf(before: WindowLayer, after: WindowLayer): { argument: string; value: string }[] {
  return turnsOf(after).flatMap(({ key, argument }) => {
    const values = after.axes.map((axis) => Number(axis[key]));
    if (values.every((value, i) => value === Number(before.axes[i]?.[key]))) return [];
    const [first] = values;
    const value = common(after, key) === undefined ? `(${values.join(', ')})` : String(first);
    return [{ argument, value }];
  });
}

/** What PyTorch would say to these numbers; undefined where it would take them. */
export function refusalOf(layer: WindowLayer): string | undefined {
  for (const { kernel, stride, before, dilation, outputPadding } of layer.axes) {
    const isPool = layer.kind === 'max' || layer.kind === 'average' || layer.kind === 'power';
    const half = Math.floor((layer.kind === 'max' ? dilation * (kernel - 1) + 1 : kernel) / 2);
    if (isPool && before > half) return `padding ${before} is more than half of the window, ${half}`;
    if (outputPadding > 0 && outputPadding >= Math.max(stride, dilation))
      return `output_padding ${outputPadding} must be smaller than stride or dilation`;
  }
  return isPossible(layer) ? undefined : 'the window is larger than the padded input';
}
