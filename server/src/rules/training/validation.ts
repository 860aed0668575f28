/** Validation as if it were training. */
import { type For, type FunctionDef, type Stmt, statementsAt, visit } from '../../syntax';
import { within } from '../code';
import type { Finding } from '../declare';
import type { Subject } from '../subject';
import { trainingLoops } from './loops';

const LOADER = /(^|_)(val|valid|validation|test|eval)(_?(data)?_?(loader|dl|iter))?$/i;

export function* validation(subject: Subject): Iterable<Finding> {
  const { reading, text, code, networks } = subject;
  const trained = trainingLoops(subject);
  if (trained.length === 0) return;
  const models = new Set(networks.map(({ graph }) => graph.model));
  const hasEval = /\.eval\(\)|\.train\(\s*(mode\s*=\s*)?False|\.train\(\s*\w+\s*\)/.test(text);
  const hasModes = networks.some(({ graph }) => graph.modules.some((m) => /Dropout|BatchNorm/.test(m.cls)));
  for (const loop of loopsOver(subject)) {
    const call = code.calls.find(
      ({ call: c }) => within(c.span, loop.span) && c.func.kind === 'Name' && models.has(c.func.id),
    );
    if (call?.call.func.kind !== 'Name' || trained.some((t) => within(t.loop.span, loop.span))) continue;
    const model = call.call.func.id;
    const place = { file: reading.file, span: loop.iter.span };
    if (!hasEval && hasModes)
      yield {
        place,
        message: `${model} is never put into evaluation mode: dropout and batch normalisation go on as in training.`,
        why: `Call ${model}.eval() before this loop, and ${model}.train() before the next epoch.`,
      };
    else if (!isWithoutGradient(subject, loop))
      yield {
        place,
        message: 'Gradients are recorded while validating: each batch keeps its activations for nothing.',
        why: 'Put the loop under torch.no_grad().',
      };
  }
}

function loopsOver({ tree, text }: Subject): readonly For[] {
  const found: For[] = [];
  visit(tree.body, {
    statement: (s) => {
      if (s.kind === 'For') {
        const words = text.slice(s.iter.span.start, s.iter.span.end).matchAll(/[A-Za-z_]\w*/g);
        if ([...words].some(([word]) => LOADER.test(word))) found.push(s);
      }
      return true;
    },
  });
  return found;
}

const NO_GRADIENT = /no_grad|inference_mode|set_grad_enabled/;

/** A `with` around it or in it, a decorator, or gradients turned off before it. */
function isWithoutGradient({ tree, text }: Subject, loop: For): boolean {
  const around = statementsAt(tree, loop.span.start);
  const headers = around.flatMap((s: Stmt) => (s.kind === 'With' ? s.items.map((i) => i.context.span) : decorators(s)));
  const outer = around.find((s): s is FunctionDef => s.kind === 'FunctionDef') ?? undefined;
  const before = text.slice(outer?.span.start ?? 0, loop.span.start);
  return (
    headers.some((span) => NO_GRADIENT.test(text.slice(span.start, span.end))) ||
    NO_GRADIENT.test(text.slice(loop.span.start, loop.span.end)) ||
    /set_grad_enabled\(False/.test(before)
  );
}

const decorators = (s: Stmt) => (s.kind === 'FunctionDef' ? s.decorators.map((d) => d.span) : []);
