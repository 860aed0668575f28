/**
 * Right or not offered: the changed text is read again, and an offer stands only where that reading has no new errors
 * and keeps the offer's pledge. What the change costs is the difference of the two readings.
 */
import { type Edit, repairEdits } from '../edit';
import type { Graph, GraphValue, Problem, Reading } from '../graph';
import { type Dim, key, sub } from '../symbolic';
import type { ModuleTree } from '../syntax';
import type { Context, Offer } from './context';
import { lineEdits } from './difference';
import { applyEdits, overlap } from './text';

export interface Read {
  readonly tree: ModuleTree;
  readonly reading: Reading;
}
/** Reads another text in the place of the file; undefined: there is no time for it. */
export type ReadAgain = (text: string) => Read | undefined;

/** Differences after − before; undefined where one of the two is not exact. */
export interface Effect {
  readonly model: string;
  readonly params: Dim | undefined;
  readonly macs: Dim | undefined;
  /** Along the first spatial axis, before and after. */
  readonly field: readonly [Dim | 'all', Dim | 'all'] | undefined;
  readonly output: GraphValue;
}

export interface Proven {
  readonly offer: Offer;
  readonly edits: readonly Edit[];
  readonly text: string;
  /** Of each model that the change touches, the largest change first. */
  readonly effects: readonly Effect[];
}

/** How often what follows may be repaired. */
const ROUNDS = 24;

export function prove(context: Context, offer: Offer, readAgain: ReadAgain): Proven | undefined {
  for (const edits of offer.candidates) {
    const proven = proveOne(context, offer, edits, readAgain);
    if (proven) return proven;
  }
  return undefined;
}

function proveOne(context: Context, offer: Offer, edits: readonly Edit[], readAgain: ReadAgain): Proven | undefined {
  if (edits.length === 0 || overlap(edits) || edits.some((e) => e.file !== context.file)) return undefined;
  let text = applyEdits(context.text, edits);
  if (text === context.text) return undefined;
  let after = readAgain(text);
  let isMended = false;
  for (let round = 0; after && offer.mends && round < ROUNDS; round += 1) {
    const repaired = repairedText(context, text, after);
    if (repaired === undefined) break;
    text = repaired;
    isMended = true;
    after = readAgain(text);
  }
  if (!after || !isSound(context, offer, after)) return undefined;
  const effects = effectsOf(context.reading, after.reading);
  return { offer, edits: isMended ? lineEdits(context.file, context.text, text) : edits, text, effects };
}

/** The text with all new errors repaired that the reader knows how to repair; undefined: nothing to do. */
function repairedText(context: Context, text: string, { tree, reading }: Read): string | undefined {
  const repairs = newErrors(context.reading, reading).flatMap((p) =>
    p.repairs.filter((r) => r.kind === 'set-argument').slice(0, 1),
  );
  const here = repairs.filter((r) => r.target.file === context.file);
  const edits = here.flatMap((r) => repairEdits(r, tree, text));
  const apart = edits.filter((e, i) => !edits.slice(0, i).some((o) => o.span.start === e.span.start));
  return apart.length === 0 || overlap(apart) ? undefined : applyEdits(text, apart);
}

const errorsOf = (reading: Reading): Problem[] => reading.problems.filter((p) => p.severity === 'error');

/** Errors beyond those that were there; positions move, so they are known by code and words. */
function newErrors(before: Reading, after: Reading): Problem[] {
  const old = errorsOf(before).map((p) => `${p.code} ${p.message}`);
  return errorsOf(after).filter((p) => {
    const at = old.indexOf(`${p.code} ${p.message}`);
    if (at >= 0) old.splice(at, 1);
    return at < 0;
  });
}

function isSound(context: Context, offer: Offer, { tree, reading }: Read): boolean {
  const before = context.reading;
  if (!reading.complete || tree.problems.length > context.tree.problems.length) return false;
  if (newErrors(before, reading).length > 0) return false;
  if (unknownsOf(reading) > unknownsOf(before)) return false;
  const pairs = pairsOf(before, reading);
  if (pairs.every(([a]) => a.output.kind === 'unknown') || before.graphs.some((g) => isLost(g, pairs, reading)))
    return false;
  const touched = pairs.filter(([a, b]) => isTouched(a, b));
  return (touched.length > 0 || offer.pledge !== 'added') && pairs.every(([a, b]) => keeps(offer.pledge, a, b));
}

/** A package that is not installed is no fault of the change; what it leaves unknown is counted by itself. */
const unknownsOf = (reading: Reading): number => reading.unknowns.filter((u) => u.cause.kind !== 'import').length;

/** A model that is no longer read, though its class is not at work in another one either. */
const isLost = (graph: Graph, pairs: readonly (readonly [Graph, Graph])[], after: Reading): boolean =>
  !pairs.some(([before]) => before === graph) &&
  !after.classes.some((c) => c.name === graph.cls && c.instances.length > 0);

/** Models before and after, by name; those without one in their order. */
function pairsOf(before: Reading, after: Reading): (readonly [Graph, Graph])[] {
  const rest = [...after.graphs];
  return before.graphs.flatMap((graph) => {
    const at = rest.findIndex((g) => g.model === graph.model && g.cls === graph.cls);
    const [found] = at < 0 ? [] : rest.splice(at, 1);
    return found ? [[graph, found] as const] : [];
  });
}

function isTouched(before: Graph, after: Graph): boolean {
  return runs(before).join() !== runs(after).join() || before.nodes.length !== after.nodes.length;
}

/** What runs, leaf by leaf: class, settings and sizes. */
function runs(graph: Graph): string[] {
  const layers = new Map(graph.modules.flatMap((m) => (m.layer === undefined ? [] : [[m.name, m] as const])));
  return graph.calls.flatMap((c) => {
    const layer = layers.get(c.name);
    const settings = layer?.settings.map(([name, value]) => `${name}=${value}`).join() ?? '';
    return layer ? [`${c.cls} ${settings} ${valueKey(c.inputs[0])} ${valueKey(c.output)}`] : [];
  });
}

function keeps(pledge: Offer['pledge'], before: Graph, after: Graph): boolean {
  // Of a model that is not known to its end nothing can be promised: it has to stay as it is.
  if (before.output.kind === 'unknown') return after.output.kind === 'unknown' && !isTouched(before, after);
  const sameOutput = valueKey(before.output) === valueKey(after.output);
  switch (pledge) {
    case 'any':
      return after.output.kind !== 'unknown';
    case 'outputs':
      return sameOutput;
    case 'same':
      return sameOutput && key(before.params.total) === key(after.params.total);
    case 'added':
      return sameOutput && holdsAll(runs(after), runs(before));
  }
}

function holdsAll(all: readonly string[], some: readonly string[]): boolean {
  const rest = [...all];
  return some.every((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

export function valueKey(value: GraphValue | undefined): string {
  switch (value?.kind) {
    case undefined:
      return '';
    case 'tensor':
      return value.shape.map((d) => key(d)).join('x');
    case 'seq':
      return `[${value.items.map(valueKey).join()}]`;
    case 'dict':
      return `{${value.entries.map(([name, v]) => `${name}:${valueKey(v)}`).join()}}`;
    case 'int':
      return key(value.value);
    case 'size':
      return value.dims.map((d) => key(d)).join();
    case 'py':
      return String(value.value);
    case 'object':
      return value.cls;
    case 'unknown':
      return '?';
  }
}

function effectsOf(before: Reading, after: Reading): Effect[] {
  return pairsOf(before, after)
    .filter(([a, b]) => isTouched(a, b))
    .map(([a, b]) => ({
      model: b.model,
      params: a.params.exact && b.params.exact ? sub(b.params.total, a.params.total) : undefined,
      macs: a.macs.exact && b.macs.exact ? sub(b.macs.total, a.macs.total) : undefined,
      field: fieldOf(a, b),
      output: b.output,
    }));
}

function fieldOf(before: Graph, after: Graph): Effect['field'] {
  const a = before.receptiveField?.size[0],
    b = after.receptiveField?.size[0];
  return a === undefined || b === undefined ? undefined : [a, b];
}
