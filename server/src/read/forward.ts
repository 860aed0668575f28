/** Calls a model whose input nobody gave: directive, dial, what meets the input first, symbols. */
import type { Graph, InputSource } from '../graph';
import type { InstanceValue, Value } from '../python';
import {
  type Constraint,
  type Dim,
  exactQuotient,
  solve,
  substitute,
  type Variable,
  variable,
  variablesOf,
} from '../symbolic';
import { unknownTensor } from '../torch';
import type { Directive } from './directives';
import { acceptedBy, alternativesOf, firstLayerOf, type InputSpec, inputValue } from './inputs';
import { graphOf, type Session } from './session';

/** Reads the model once, with the best input there is. Does not push the graph. */
export function callWithInputs(
  session: Session,
  root: InstanceValue,
  model: string,
  method: string | undefined,
  directives: ReadonlyMap<string, Directive>,
): Graph | undefined {
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
  const worked = workOut(session, root, method);
  if (!worked) return undefined;
  const first = firstWithoutProblems(session, root, model, worked, method);
  const solved = solveSizes(first.constraints, first.specs);
  if (!solved) return first.write(worked.certain);
  const source = { ...worked.source, text: `${worked.source.text}; ${solved.text}` };
  return run(session, root, model, solved.specs, source, method).write(worked.certain);
}

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
    const { problems, output } = attempt.write(true);
    if (problems.length === 0 && output.kind !== 'unknown') return attempt;
    first ??= attempt;
  }
  return first ?? { ...run(session, root, model, [], worked.source, method), specs: [] };
}

interface Run {
  /** `isCertain`: these are the arguments that the model gets, so that errors which follow are proved. */
  readonly write: (isCertain: boolean) => Graph;
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
  const place = root.cls.place ?? { file: session.request.file, span: { start: 0, end: 0 } };
  const args = specs.map(inputValue);
  const opened = recorder.beginRoot(root, place, args);
  const callee = method === undefined ? root : interpreter.guarded(() => interpreter.getAttribute(root, method));
  const result = callee && interpreter.guarded(() => interpreter.call(callee, args));
  const log = opened.end();
  recorder.logs.splice(recorder.logs.indexOf(log), 1);
  return {
    write: (isCertain) => graphOf(session, log, root, result, model, source, isCertain),
    constraints: log.requirements.map(({ requirement }) => requirement),
  };
}

interface WorkedOut {
  /** Specs of all arguments, the likeliest first. */
  readonly choices: readonly (readonly InputSpec[])[];
  readonly source: InputSource;
  /** The layers really meet these arguments first; errors that follow are proved. */
  readonly certain: boolean;
}

/** Every argument has met a layer: the rest of the call has nothing to tell. */
class AllMet {}

/** Calls the model with tensors of unknown rank and sees which layer meets each of them first. */
function workOut(session: Session, root: InstanceValue, method: string | undefined): WorkedOut | undefined {
  const { interpreter, recorder } = session;
  const forward = interpreter.lookup(root.cls, method ?? 'forward');
  const names =
    forward?.kind === 'function'
      ? forward.parameters
          .slice(1)
          .filter((p) => p.default === undefined && !p.kind.startsWith('var'))
          .map((p) => p.name)
      : ['input'];
  if (names.length === 0) return undefined;
  const probes = names.map((name) =>
    unknownTensor({ kind: 'argument', reason: `the size of ${name} is not known`, place: undefined }),
  );
  const met = new Map<Value, InstanceValue>();
  const place = { file: session.request.file, span: { start: 0, end: 0 } };
  const opened = recorder.beginRoot(root, place, probes);
  recorder.watch = (module, args) => {
    const probe = args[0];
    if (probe?.kind !== 'tensor' || !probes.includes(probe) || met.has(probe) || !acceptedBy(module)) return;
    met.set(probe, module);
    if (met.size === probes.length) throw new AllMet();
  };
  const callee = method === undefined ? root : interpreter.guarded(() => interpreter.getAttribute(root, method));
  try {
    if (callee) interpreter.guarded(() => interpreter.call(callee, probes));
  } catch (signal) {
    if (!(signal instanceof AllMet)) throw signal;
  }
  recorder.watch = undefined;
  const log = opened.end();
  recorder.logs.splice(recorder.logs.indexOf(log), 1);
  const fallback = firstLayerOf(root);
  let certain = true;
  const columns: (readonly InputSpec[])[] = [];
  let text = '';
  for (const [i, probe] of probes.entries()) {
    const suffix = i === 0 ? '' : String(i + 1);
    const module = met.get(probe);
    const direct = module && acceptedBy(module, suffix);
    const spec =
      direct && !hasOpenChannels(direct, suffix)
        ? direct
        : (i === 0 && fallback && acceptedBy(fallback.module, suffix)) || direct;
    if (!spec) return undefined;
    const meeting = direct === spec ? module : fallback?.module;
    const choices = meeting ? alternativesOf(meeting, suffix) : [spec];
    if (spec !== direct || choices.length > 1) certain = false;
    columns.push(choices);
    if (i === 0) text = `from the first layer, ${(module ?? fallback?.module)?.cls.name ?? ''}`;
  }
  const most = Math.max(...columns.map((c) => c.length));
  const choices = Array.from({ length: most }, (_, k) => columns.flatMap((c) => c[Math.min(k, c.length - 1)] ?? []));
  return { choices, source: { kind: 'layer', text, place: undefined }, certain };
}

const hasOpenChannels = (spec: InputSpec, suffix: string): boolean =>
  spec.kind === 'tensor' && spec.shape.some((d) => variablesOf(d).some((v) => v.name === `C${suffix}`));

/** A flatten into `Linear(16·5·5, …)` fixes H and W: solves for them and takes a usual size in the range. */
function solveSizes(
  constraints: readonly Constraint[],
  specs: readonly InputSpec[],
): { readonly specs: readonly InputSpec[]; readonly text: string } | undefined {
  const all = [...constraints, ...constraints.flatMap(batchKept)];
  const equalities = all.filter((c) => c.relation === '==');
  const spatial = variablesIn(specs).filter((v) => /^[DHWL]\d?$/.test(v.name));
  const wanted = spatial.filter((v) =>
    equalities.some((c) => [...variablesOf(c.left), ...variablesOf(c.right)].some((u) => u.name === v.name)),
  );
  if (wanted.length === 0) return undefined;
  const relevant = all.filter((c) =>
    [...variablesOf(c.left), ...variablesOf(c.right)].every((v) => wanted.some((w) => w.name === v.name)),
  );
  if (!relevant.some((c) => c.relation === '==')) return undefined;
  const solutions = solve(relevant, wanted);
  if (!solutions || solutions.some((s) => s.max === Number.POSITIVE_INFINITY || s.max - s.min > 1000)) return undefined;
  const values = new Map<string, Dim>(solutions.map((s) => [s.variable, s.chosen]));
  const text = solutions
    .map((s) =>
      s.min === s.max ? `${s.variable} = ${s.min}` : `${s.variable} in ${s.min}..${s.max}, ${s.chosen} taken`,
    )
    .join(', ');
  return {
    specs: specs.map((spec) =>
      spec.kind === 'tensor' ? { ...spec, shape: spec.shape.map((d) => substitute(d, values)) } : spec,
    ),
    text,
  };
}

/** `view(-1, 400)` means the batch to stay: 400 then is what one sample has. */
function batchKept({ relation, left, right }: Constraint): Constraint[] {
  const sample = relation === 'divides' ? exactQuotient(right, variable('B')) : undefined;
  return sample !== undefined && typeof left === 'number' ? [{ relation: '==', left: sample, right: left }] : [];
}

function variablesIn(specs: readonly InputSpec[]): readonly Variable[] {
  const found = new Map<string, Variable>();
  for (const spec of specs) {
    if (spec.kind === 'tensor') for (const dim of spec.shape) for (const v of variablesOf(dim)) found.set(v.name, v);
  }
  return [...found.values()];
}
