/** What is stepped over leaves a mark on whatever it may have changed, so that nothing is taken for whole. */
import type { Machine } from './machine';
import type { InstanceValue, UnknownValue, Value } from './values';

/** An instance of which more may be true than was read: look-ups that fail on it are unknown, not errors. */
export const PARTIAL = '<unknown>';

/** Code was not executed: objects under construction in any frame may lack what it would have added. */
export function stepOver(machine: Machine, value: UnknownValue): void {
  machine.observer.lost(value.cause, machine.frame);
  for (
    let frame: Machine['frame'] | undefined = machine.frame;
    frame;
    frame = frame.parent as Machine['frame'] | undefined
  ) {
    if (frame.name === '__init__' && frame.self?.kind === 'instance') markPartial(machine, frame.self, value);
  }
}

/** A call of something unknown may change what it is given. */
export function callUnknown(machine: Machine, callee: UnknownValue, args: readonly Value[]): UnknownValue {
  if (READS_ONLY.test(callee.cause.imported ?? '')) return callee;
  for (const arg of args) {
    if (arg.kind === 'tensor') machine.observer.lost(callee.cause, machine.frame);
    else if (arg.kind === 'instance') markPartial(machine, arg, callee);
    else if ((arg.kind === 'list' || arg.kind === 'dict') && !arg.rest) {
      machine.touch(arg);
      arg.rest = callee;
    }
  }
  return callee;
}

/** Names of tools that are often absent and only look: torchsummary, torchinfo, thop, ptflops, wandb, matplotlib. */
const READS_ONLY =
  /summary|info\b|thop|flops|profile|wandb|matplotlib|pyplot|plt|tensorboard|logg|print|viz|visual|warn/i;

function markPartial(machine: Machine, instance: InstanceValue, value: UnknownValue): void {
  if (instance.attrs.has(PARTIAL)) return;
  machine.touch(instance);
  instance.attrs.set(PARTIAL, value);
}
