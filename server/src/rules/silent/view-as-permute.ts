import type { Repair } from '../../graph';
import { type Dim, display, key } from '../../symbolic';
import { declareRule, type Finding } from '../declare';
import { callAt } from '../fixes';
import { isActivation, isConv, isDropout, isLinear, isNorm, isPool } from '../kinds';
import type { Step } from '../network';
import { nearestBefore } from '../paths';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS210',
  name: 'view-as-permute',
  severity: 'warning',
  page: {
    what: 'Finds a `view` or `reshape` that is used to swap axes, or that takes a part of another axis into the batch.',
    why: 'A view reads the same numbers in the same order: it does not move axes. `x.view(b, h, w, c)` of a map of channels × height × width cuts the channels into pieces and calls them pixels. It runs, and the image is scrambled. In `view(-1, n)` a wrong `n` makes more samples of one.',
    references: ['[permute](https://docs.pytorch.org/docs/stable/generated/torch.permute.html)'],
  },
  bad: `
import torch

x = torch.zeros(2, 3, 32, 48)
images = x.view(2, 32, 48, 3)
`,
  good: `
import torch

x = torch.zeros(2, 3, 32, 48)
images = x.permute(0, 2, 3, 1)
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  for (const step of [...subject.networks.flatMap((n) => n.steps), ...subject.outside]) {
    if (!/^torch\.(Tensor\.view|reshape)$/.test(step.node.op)) continue;
    const from = step.node.inputs[0]?.shape,
      to = step.node.outputs[0]?.shape;
    if (!from || !to) continue;
    const order = orderOf(from, to);
    const sizes = `${from.map(display).join('×')} → ${to.map(display).join('×')}`;
    if (order)
      yield {
        place: step.node.place,
        message: `This view gives the axes new names and moves nothing: ${sizes}.`,
        why: `To move the axes use permute(${order.join(', ')}).`,
        repairs: asPermute(subject, step, order),
      };
    else if (splitsSamples(step, from, to))
      yield {
        place: step.node.place,
        message: `This view takes a part of another axis into the batch: ${sizes}.`,
        why: 'Keep the batch: flatten(1).',
      };
  }
}

/** The order in which the sizes of `from` stand in `to`, where they are the same, all different, and stand in another. */
function orderOf(from: readonly Dim[], to: readonly Dim[]): readonly number[] | undefined {
  if (from.length !== to.length || from.length < 3) return undefined;
  const keys = from.map(key);
  const real = keys.filter((k) => k !== '1');
  if (new Set(real).size !== real.length || real.length < 3) return undefined;
  const order = to.map((d) => keys.indexOf(key(d)));
  if (order.some((i) => i < 0) || new Set(order).size !== order.length) return undefined;
  const moved = order.filter((i) => keys[i] !== '1');
  return moved.every((axis, i) => i === 0 || axis > (moved[i - 1] ?? 0)) ? undefined : order;
}

/**
 * `view(-1, n)` before a linear layer, of a map that convolutions made: each sample becomes several, and not one for
 * each channel, or for each row of each channel.
 */
function splitsSamples(step: Step, from: readonly Dim[], to: readonly Dim[]): boolean {
  if (to.length !== 2 || from.length !== 4 || !step.to.some(isLinear)) return false;
  const passes = (s: Step): boolean => isActivation(s) || isDropout(s) || isNorm(s);
  const maps = nearestBefore(step, passes);
  if (maps.length === 0 || !maps.every((s) => isConv(s) || isPool(s))) return false;
  const sample = from
    .slice(1)
    .reduce<number | undefined>((n, d) => (typeof d === 'number' && n !== undefined ? n * d : undefined), 1);
  const [, features] = to;
  const [, channels, rows] = from;
  if (sample === undefined || typeof features !== 'number' || typeof channels !== 'number' || typeof rows !== 'number')
    return false;
  const pieces = sample / features;
  return pieces > 1 && ![channels, channels * rows, sample].includes(pieces);
}

function asPermute({ tree, text }: Subject, step: Step, order: readonly number[]): Repair[] {
  const { place } = step.node;
  const call = callAt(tree, place);
  if (call?.func.kind !== 'Attribute' || !/^(view|reshape)$/.test(call.func.attr)) return [];
  const changes = [
    {
      file: place.file,
      span: { start: call.func.attrSpan.start, end: call.span.end },
      text: `permute(${order.join(', ')})`,
    },
  ];
  return [
    { kind: 'replace', title: `Use permute(${order.join(', ')})`, target: place, changes: text === '' ? [] : changes },
  ];
}
