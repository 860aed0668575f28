/** Calls a model whose input nobody gave: directive, dial, annotations, comments, what meets the input first. */
import type { Graph, InputSource, Place } from '../graph';
import type { InstanceValue } from '../python';
import type { Constraint } from '../symbolic';
import { fixedBy } from './aside';
import type { Directive } from './directives';
import { leftOut } from './doubt';
import { type InputSpec, inputValue } from './inputs';
import { type Meeting, meet, type WorkedOut, workOut } from './meeting';
import { annotatedInputs, commentedInputs, overlaid } from './said';
import { graphOf, type Session, standAtClass } from './session';

import { solveSizes, withSizes } from './solve-sizes';
import type { Written } from './write';

/** Reads the model once, with the best input there is. Does not push the graph. */
export function callWithInputs(
  session: Session,
  root: InstanceValue,
  model: string,
  method: string | undefined,
  directives: ReadonlyMap<string, Directive>,
): Written | undefined {
  const chosen = session.request.dial?.get(root.cls.name);
  if (chosen)
    return run(session, root, model, chosen, { kind: 'dial', text: 'chosen by you', place: undefined }, method).write(
      true,
    );
  const directive = directives.get(root.cls.name);
  if (directive && directive.inputs.length > 0) {
    const place = { file: session.request.file, span: directive.span };
    const source: InputSource = { kind: 'directive', text: 'from the comment', place };
    return run(session, root, model, directive.inputs, source, method).write(true);
  }
  const met = meet(session, root, method);
  const said = whatIsSaid(session, root, model, method, met);
  if (said.written) return said.written;
  const worked = workOut(root, met);
  if (!worked) return undefined;
  const first = firstWithoutProblems(session, root, model, worked, method);
  const solved = session.interpreter.doubts() ? undefined : solveSizes(first.constraints, first.specs);
  const source = solved ? { ...worked.source, text: `${worked.source.text}; ${solved.text}` } : worked.source;
  const last = solved ? run(session, root, model, solved.specs, source, method) : first;
  said.compare?.(last.write(true).graph);
  return last.write(worked.certain);
}

/**
 * With what annotations and comments say of the input: the graph, where the code works with it. Where it does not, an
 * annotation is held against the graph that is read without it.
 */
function whatIsSaid(
  session: Session,
  root: InstanceValue,
  model: string,
  method: string | undefined,
  met: Meeting,
): { readonly written?: Written; readonly compare?: (without: Graph) => void } {
  const worked = workOut(root, met);
  let compare: ((without: Graph) => void) | undefined;
  for (const said of [annotatedInputs(session, met), commentedInputs(session, met)]) {
    const choices = said && overlaid(said.columns, worked);
    if (!said || !choices) continue;
    const first = firstWithoutProblems(session, root, model, { choices, source: said.source, certain: true }, method);
    const fixed = fixedBy(first.constraints);
    const specs = first.specs.map((spec) => withSizes(spec, fixed));
    const solved = session.interpreter.doubts() ? undefined : solveSizes(first.constraints, specs);
    const source = solved ? { ...said.source, text: `${said.source.text}; ${solved.text}` } : said.source;
    const last = fixed.size > 0 || solved ? run(session, root, model, solved?.specs ?? specs, source, method) : first;
    const written = last.write(true);
    const { graph } = written;
    if (graph.problems.length === 0 && graph.output.kind !== 'unknown') return { written };
    if (said.source.kind === 'annotation') compare ??= (without) => noteRefused(session, said.source, graph, without);
  }
  return compare ? { compare } : {};
}

/** An annotation with which the code fails, where it works without: the annotation is wrong. */
function noteRefused(session: Session, source: InputSource, graph: Graph, without: Graph): void {
  const [problem] = graph.problems;
  const isOwn = without.problems.some((other) => other.code === problem?.code && sameSpan(other.place, problem.place));
  if (!problem || !source.place || isOwn) return;
  session.recorder.mistaken.push({
    code: 'CS190',
    severity: 'warning',
    message: `The annotation says sizes with which the code fails: ${problem.message}`,
    why: 'Correct the annotation, or the code.',
    place: source.place,
    related: [{ message: 'it fails here', place: problem.place }],
    instances: [],
    repairs: [],
  });
}

const sameSpan = (a: Place, b: Place): boolean =>
  a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;

/** Where several ranks are possible, the first with which the code works; none is proved by that. */
function firstWithoutProblems(
  session: Session,
  root: InstanceValue,
  model: string,
  worked: WorkedOut,
  method: string | undefined,
): Run & { readonly specs: readonly InputSpec[] } {
  let first: (Run & { readonly specs: readonly InputSpec[] }) | undefined;
  for (const specs of worked.choices) {
    const attempt = { ...run(session, root, model, specs, worked.source, method), specs };
    if (worked.choices.length === 1) return attempt;
    const { problems, output } = attempt.write(true).graph;
    if (problems.length === 0 && output.kind !== 'unknown') return attempt;
    first ??= attempt;
  }
  return first ?? { ...run(session, root, model, [], worked.source, method), specs: [] };
}

interface Run {
  /** `isCertain`: these are the arguments that the model gets, so that errors which follow are proved. */
  readonly write: (isCertain: boolean) => Written;
  readonly constraints: readonly Constraint[];
}

function run(
  session: Session,
  root: InstanceValue,
  model: string,
  specs: readonly InputSpec[],
  source: InputSource,
  method: string | undefined,
): Run {
  const { interpreter, recorder } = session;
  const place = standAtClass(session, root);
  const args = specs.map(inputValue);
  const before = recorder.unknowns.length;
  const opened = recorder.beginRoot(root, place, args);
  const callee = method === undefined ? root : interpreter.guarded(() => interpreter.getAttribute(root, method));
  const keywords = leftOut(interpreter, interpreter.lookup(root.cls, method ?? 'forward'), args.length + 1);
  const result = callee && interpreter.guarded(() => interpreter.call(callee, args, keywords));
  const log = opened.end();
  recorder.logs.splice(recorder.logs.indexOf(log), 1);
  const unknowns = recorder.unknowns.slice(before);
  return {
    write: (isCertain) => {
      // Not what other attempts did not know.
      recorder.unknowns.splice(before, recorder.unknowns.length, ...unknowns);
      return graphOf(session, log, root, result, model, source, isCertain);
    },
    constraints: log.requirements.map(({ requirement }) => requirement),
  };
}
