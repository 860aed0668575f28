/** Which layer meets each argument of a model first, and what input that makes. */
import type { InputSource } from '../graph';
import type { InstanceValue, Value } from '../python';
import { variablesOf } from '../symbolic';
import type { Parameter } from '../syntax';
import { unknownTensor } from '../torch';
import { acceptedBy, alternativesOf, firstLayerOf, type InputSpec } from './inputs';
import { type Session, standAtClass } from './session';

export interface WorkedOut {
  /** Specs of all arguments, the likeliest first. */
  readonly choices: readonly (readonly InputSpec[])[];
  readonly source: InputSource;
  /** The layers really meet these arguments first; errors that follow are proved. */
  readonly certain: boolean;
}

/** Every argument has met a layer: the rest of the call has nothing to tell. */
class AllMet {}

/** The arguments that `forward` needs, and which layer meets each of them first. */
export interface Meeting {
  readonly forward: Value | undefined;
  /** Of a layer of PyTorch's own: one, called `input`. */
  readonly parameters: readonly Pick<Parameter, 'name' | 'annotation'>[];
  readonly layers: readonly (InstanceValue | undefined)[];
  readonly first: InstanceValue | undefined;
}

/** Calls the model with tensors of unknown rank and sees which layer meets each of them first. */
export function meet(session: Session, root: InstanceValue, method: string | undefined): Meeting {
  const { interpreter, recorder } = session;
  const forward = interpreter.lookup(root.cls, method ?? 'forward');
  const parameters =
    forward?.kind === 'function'
      ? forward.parameters.slice(1).filter((p) => p.default === undefined && !p.kind.startsWith('var'))
      : [{ name: 'input', annotation: undefined }];
  if (parameters.length === 0) return { forward, parameters, layers: [], first: undefined };
  const probes = parameters.map(({ name }) =>
    unknownTensor({ kind: 'argument', reason: `the size of ${name} is not known`, place: undefined }),
  );
  const met = new Map<Value, InstanceValue>();
  const unknowns = recorder.unknowns.length;
  const place = standAtClass(session, root);
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
  recorder.unknowns.splice(unknowns);
  const layers = probes.map((probe) => met.get(probe));
  return { forward, parameters, layers, first: layers[0] };
}

export function workOut(root: InstanceValue, { parameters, layers }: Meeting): WorkedOut | undefined {
  if (parameters.length === 0) return undefined;
  const fallback = firstLayerOf(root);
  let certain = true;
  const columns: (readonly InputSpec[])[] = [];
  let text = '';
  for (const [i, module] of layers.entries()) {
    const suffix = i === 0 ? '' : String(i + 1);
    const direct = module ? alternativesOf(module, suffix) : [];
    // Where the layer that is met leaves the channels open, the layers behind it may say them; else the first that does.
    const isOpen = direct.length === 0 || direct.some((spec) => hasOpenChannels(spec, suffix));
    const behind = isOpen && i === 0 && fallback ? alternativesOf(fallback.module, suffix) : [];
    const choices = [...direct, ...behind];
    if (choices.length === 0) return undefined;
    if (choices.length > 1 || behind.length > 0) certain = false;
    columns.push(choices);
    if (i === 0) text = `from the first layer, ${(module ?? fallback?.module)?.cls.name ?? ''}`;
  }
  const most = Math.max(...columns.map((c) => c.length));
  const choices = Array.from({ length: most }, (_, k) => columns.flatMap((c) => c[Math.min(k, c.length - 1)] ?? []));
  return { choices, source: { kind: 'layer', text, place: undefined }, certain };
}

const hasOpenChannels = (spec: InputSpec, suffix: string): boolean =>
  spec.kind === 'tensor' && spec.shape.some((d) => variablesOf(d).some((v) => v.name === `C${suffix}`));
