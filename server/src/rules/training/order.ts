/** A scheduler that steps before the optimizer. */
import { within } from '../code';
import type { Finding } from '../declare';
import type { Subject } from '../subject';
import { isScheduler, receiver, trainingLoops } from './loops';

export function* stepOrder(subject: Subject): Iterable<Finding> {
  const { code, reading, text } = subject;
  const seen = new Set<unknown>();
  for (const { step } of trainingLoops(subject)) {
    for (const site of code.calls) {
      const name = receiver(site, text, 'step');
      const loop = site.loops[0];
      if (!isScheduler(name) || !loop || seen.has(site) || site.method !== step.method) continue;
      // Once for each turn of a loop in which the optimizer steps too, and before it.
      if (site.statement.kind !== 'Expr' || !step.loops.includes(loop) || !loop.body.includes(site.statement)) continue;
      const own = loop.body.find((s) => within(step.statement.span, s.span));
      if (!own || loop.body.indexOf(site.statement) >= loop.body.indexOf(own)) continue;
      seen.add(site);
      yield {
        place: { file: reading.file, span: site.call.span },
        message: `${name}.step() before the optimizer's: the first value of the schedule is skipped.`,
        why: 'Call it after.',
        related: [{ message: 'the optimizer steps here', place: { file: reading.file, span: step.call.span } }],
      };
    }
  }
}
