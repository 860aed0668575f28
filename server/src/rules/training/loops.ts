/** Training loops: where `backward()` and the optimizer's `step()` stand in one. */
import type { For, While } from '../../syntax';
import type { CallSite } from '../code';
import type { Subject } from '../subject';

export interface TrainingLoop {
  /** The innermost loop around both. */
  readonly loop: For | While;
  readonly backward: CallSite;
  readonly step: CallSite;
}

/** `x` of `x.name()`, as it is written. */
export function receiver({ call }: CallSite, text: string, name: string): string | undefined {
  const { func } = call;
  return func.kind === 'Attribute' && func.attr === name
    ? text.slice(func.value.span.start, func.value.span.end)
    : undefined;
}

export const isOptimizer = (name: string | undefined): boolean =>
  /(^|[._])(optim\w*|opt(_\w+)?|\w+_opt)$/i.test(name ?? '');
export const isScheduler = (name: string | undefined): boolean => /sched/i.test(name ?? '');

export function trainingLoops({ code, text }: Subject): readonly TrainingLoop[] {
  const steps = code.calls.filter((c) => isOptimizer(receiver(c, text, 'step')) && c.call.args.length === 0);
  return code.calls.flatMap((backward) => {
    const { func } = backward.call;
    if (func.kind !== 'Attribute' || func.attr !== 'backward') return [];
    const loop = backward.loops[0];
    const step = loop && steps.find((s) => s.loops.includes(loop));
    return loop && step ? [{ loop, backward, step }] : [];
  });
}
