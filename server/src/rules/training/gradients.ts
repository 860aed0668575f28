/** Gradients that are never cleared. */
import type { Repair } from '../../graph';
import { type Span, visit } from '../../syntax';
import { within } from '../code';
import type { Finding } from '../declare';
import type { Subject } from '../subject';
import { isOptimizer, receiver, trainingLoops } from './loops';

export function* missingZeroGrad(subject: Subject): Iterable<Finding> {
  const { reading, text } = subject;
  const seen = new Set<unknown>();
  for (const { loop, backward, step } of trainingLoops(subject)) {
    const around = step.loops.at(-1) ?? loop;
    if (seen.has(loop)) continue;
    seen.add(loop);
    const body = text.slice(around.span.start, around.span.end);
    // A helper that is called in the loop may clear them; one that is written out in this file is looked into.
    if (/zero_grad|\.grad\s*=|set_to_none|autograd\.grad/.test(body) || helperClears(subject, around)) continue;
    const name = receiver(step, text, 'step');
    if (!isOptimizer(name)) continue;
    yield {
      place: { file: reading.file, span: backward.call.span },
      message: `Nothing clears the gradients in this loop: each backward() adds to those of the batches before.`,
      why: `Call ${name}.zero_grad() before it.`,
      repairs: insertBefore(subject, backward.statement.span.start, `${name}.zero_grad()`),
    };
  }
}

/** A function of this file that the loop calls. */
function helperClears({ code, text, tree }: Subject, loop: { readonly span: Span }): boolean {
  const called = code.calls.filter((c) => within(c.call.span, loop.span)).map((c) => c.call.func);
  const names = new Set(called.flatMap((f) => (f.kind === 'Name' ? [f.id] : f.kind === 'Attribute' ? [f.attr] : [])));
  let found = false;
  visit(tree.body, {
    statement: (s) => {
      if (s.kind === 'FunctionDef' && names.has(s.name))
        found ||= text.slice(s.span.start, s.span.end).includes('zero_grad');
      return !found;
    },
  });
  return found;
}

function insertBefore({ reading, text }: Subject, at: number, statement: string): Repair[] {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const indent = text.slice(start, at);
  if (indent.trim() !== '') return [];
  const span = { start, end: start };
  return [
    {
      kind: 'replace',
      title: `Call ${statement} first`,
      target: { file: reading.file, span },
      changes: [{ file: reading.file, span, text: `${indent}${statement}\n` }],
    },
  ];
}
