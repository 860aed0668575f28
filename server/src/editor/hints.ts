/** Inlay hints: the sizes beside the code. */
import {
  type Binding,
  countText,
  elide,
  type Graph,
  type GraphValue,
  type ModelClass,
  type ModuleCall,
  type ModuleInfo,
  type Reading,
  type Separator,
  valueText,
} from '../graph';
import { type ModuleTree, type Span, statementAt } from '../syntax';
import { type Choices, classAt, instanceLabel, shownInstance } from './instances';

export type HintKind = 'argument' | 'variable' | 'integer' | 'return' | 'layer';
export interface Hint {
  readonly kind: HintKind;
  /** Where it is shown. */
  readonly offset: number;
  readonly text: string;
  /** The same, not elided. */
  readonly whole: string;
  /** Name that it speaks of; for a layer its class. */
  readonly name: string;
  readonly statement: Span;
  /** Markdown lines for the tooltip. */
  readonly tooltip: readonly string[];
  /** True of code before an edit, or of a statement still being typed: shown with a trailing `…`. */
  readonly provisional: boolean;
}

export interface HintSettings {
  readonly arguments: boolean;
  readonly variables: boolean;
  readonly integers: boolean;
  readonly returns: boolean;
  readonly layers: boolean;
  readonly separator: Separator;
  /** `64|128|256` over all instances instead of one at a time. */
  readonly merged: boolean;
}

export const DEFAULT_HINTS: HintSettings = {
  arguments: true,
  variables: true,
  integers: true,
  returns: true,
  layers: true,
  separator: '×',
  merged: false,
};

/** `tree`: where it is given, integers that are written out (`n = 0`, `n += 1`, `range(3)`) are left to the code. */
export function hintsOf(
  reading: Reading,
  choices: Choices,
  settings: HintSettings = DEFAULT_HINTS,
  tree?: ModuleTree,
): Hint[] {
  const bindings = bindingHints(reading, choices, settings);
  return [
    ...(tree ? bindings.filter((hint) => hint.kind !== 'integer' || !isWrittenOut(hint, tree)) : bindings),
    ...(settings.layers ? layerHints(reading, choices, settings) : []),
  ].sort((a, b) => a.offset - b.offset);
}

function isWrittenOut(hint: Hint, tree: ModuleTree): boolean {
  const statement = statementAt(tree, hint.offset);
  switch (statement?.kind) {
    case 'Assign':
    case 'AugAssign':
      // What is bound inside the value is a comprehension's target.
      return statement.value.kind === 'Int' || hint.offset > statement.value.span.start;
    case 'For':
      return true;
    default:
      return false;
  }
}

interface Seen {
  readonly binding: Binding;
  readonly graph: number;
}

function bindingHints(reading: Reading, choices: Choices, settings: HintSettings): Hint[] {
  const groups = new Map<string, Seen[]>();
  const add = (binding: Binding, graph: number): void => {
    if (binding.file !== reading.file) return;
    const key = `${binding.nameSpan.start} ${binding.kind} ${binding.name}`;
    const group = groups.get(key);
    if (group) group.push({ binding, graph });
    else groups.set(key, [{ binding, graph }]);
  };
  reading.graphs.forEach((graph, index) => {
    for (const binding of graph.bindings) add(binding, index);
  });
  for (const binding of reading.outside.bindings) add(binding, -1);
  const hints: Hint[] = [];
  for (const group of groups.values()) {
    const hint = hintOfGroup(group, reading, choices, settings);
    if (hint) hints.push(hint);
  }
  return hints;
}

function hintOfGroup(
  group: readonly Seen[],
  reading: Reading,
  choices: Choices,
  settings: HintSettings,
): Hint | undefined {
  const first = group[0];
  if (!first) return undefined;
  const { binding } = first;
  const cls = classAt(reading, binding.nameSpan.start);
  const shown = settings.merged ? group : ofInstance(group, cls, choices);
  const values = shown.map((s) => s.binding.value);
  const kind = kindOf(binding, values);
  if (!isWanted(kind, settings)) return undefined;
  const whole = settings.merged ? mergedText(values, settings.separator) : turnsText(values, settings.separator);
  if (whole === undefined) return undefined;
  const atReturn = binding.kind === 'return';
  return {
    kind,
    offset: atReturn ? binding.statement.end : binding.nameSpan.end,
    text: elide(whole),
    whole,
    name: binding.name,
    statement: binding.statement,
    tooltip: tooltipOf(shown, whole, reading, cls),
    provisional: false,
  };
}

function kindOf(binding: Binding, values: readonly GraphValue[]): HintKind {
  if (binding.kind === 'return') return 'return';
  if (values.every((v) => v.kind === 'int' || v.kind === 'size')) return 'integer';
  return binding.kind === 'argument' ? 'argument' : 'variable';
}

function isWanted(kind: HintKind, settings: HintSettings): boolean {
  switch (kind) {
    case 'argument':
      return settings.arguments;
    case 'variable':
      return settings.variables;
    case 'integer':
      return settings.integers;
    case 'return':
      return settings.returns;
    case 'layer':
      return settings.layers;
  }
}

/** Records of the instance that the class shows; code outside classes shows what it met first. */
function ofInstance(group: readonly Seen[], cls: ModelClass | undefined, choices: Choices): readonly Seen[] {
  const instance = cls && shownInstance(cls, choices);
  const exact = instance ? group.filter((s) => s.graph === instance.graph && s.binding.module === instance.name) : [];
  if (exact.length > 0) return exact;
  const first = group[0];
  return first ? group.filter((s) => s.graph === first.graph && s.binding.module === first.binding.module) : [];
}

/** One value, or the first and the last of several turns or calls. A turn that is not known says nothing. */
function turnsText(values: readonly GraphValue[], separator: Separator): string | undefined {
  const texts = values.map((v) => valueText(v, separator));
  if (texts.some((t) => t === undefined)) return undefined;
  const first = texts[0],
    last = texts.at(-1);
  if (texts.every((t) => t === first)) return first;
  return first === last ? `${first} …` : `${first} … ${last}`;
}

/** `B×64|128×56|28×56|28`, axis by axis where the ranks agree. */
function mergedText(values: readonly GraphValue[], separator: Separator): string | undefined {
  const texts = values.map((v) => valueText(v, separator));
  if (texts.some((t) => t === undefined)) return undefined;
  const distinct = [...new Set(texts)];
  const split = distinct.map((t) => (t ?? '').split('×'));
  const rank = split[0]?.length ?? 0;
  if (distinct.length === 1 || separator !== '×' || split.some((s) => s.length !== rank))
    return distinct.slice(0, 3).join(' | ');
  return Array.from({ length: rank }, (_, i) => [...new Set(split.map((s) => s[i] ?? ''))].slice(0, 4).join('|')).join(
    '×',
  );
}

function tooltipOf(shown: readonly Seen[], whole: string, reading: Reading, cls: ModelClass | undefined): string[] {
  const first = shown[0];
  if (!first) return [];
  const lines = [`\`${first.binding.name}\`: ${whole}`];
  const dtype = first.binding.value.kind === 'tensor' ? first.binding.value.dtype : undefined;
  if (dtype && dtype !== 'float32') lines.push(`dtype ${dtype}`);
  const graph = reading.graphs[first.graph];
  if (graph && first.binding.module !== null) {
    lines.push(
      `in ${instanceLabel({ graph: first.graph, name: first.binding.module }, reading.graphs)} of ${graph.model}`,
    );
    if (cls && cls.instances.length > 1) lines.push(`${cls.instances.length} instances share this code`);
  }
  if (graph) lines.push(`input ${graph.inputs.map((v) => valueText(v) ?? '?').join(', ')}, ${graph.inputSource.text}`);
  if (shown.length > 1) lines.push(`${shown.length} turns or calls`);
  return lines;
}

// --- layers, where they are built

interface BuiltHere {
  readonly graph: Graph;
  readonly index: number;
  readonly module: ModuleInfo;
}

function layerHints(reading: Reading, choices: Choices, settings: HintSettings): Hint[] {
  const groups = new Map<string, BuiltHere[]>();
  reading.graphs.forEach((graph, index) => {
    for (const module of graph.modules) {
      if (module.builtAt?.file !== reading.file || module.layer === undefined) continue;
      const key = `${module.builtAt.span.start} ${module.builtAt.span.end}`;
      const group = groups.get(key);
      if (group) group.push({ graph, index, module });
      else groups.set(key, [{ graph, index, module }]);
    }
  });
  const hints: Hint[] = [];
  for (const group of groups.values()) {
    const hint = layerHint(group, reading, choices, settings);
    if (hint) hints.push(hint);
  }
  return hints;
}

function layerHint(
  group: readonly BuiltHere[],
  reading: Reading,
  choices: Choices,
  settings: HintSettings,
): Hint | undefined {
  const place = group[0]?.module.builtAt;
  if (!place) return undefined;
  const cls = classAt(reading, place.span.start);
  const instance = cls && shownInstance(cls, choices);
  const own = instance
    ? group.filter((b) => b.index === instance.graph && isWithin(b.module.name, instance.name))
    : group;
  if (instance && own.length === 0) return undefined; // the shown instance has no such layer
  const shown = own.length > 0 ? own : group.filter((b) => b.index === group[0]?.index);
  const texts = shown.map((b) => layerText(b, settings.separator)).filter((t) => t !== undefined);
  const first = texts[0];
  if (first === undefined) return undefined;
  const whole = texts.every((t) => t === first) ? first : `${first} … ${texts.at(-1)}`;
  return {
    kind: 'layer',
    offset: place.span.end,
    text: elide(whole),
    whole,
    name: shown[0]?.module.cls ?? '',
    statement: place.span,
    tooltip: [...new Set(shown.slice(0, 12).map((b) => `${b.module.name}: ${layerText(b, settings.separator) ?? ''}`))],
    provisional: false,
  };
}

const isWithin = (name: string, owner: string): boolean =>
  owner === '' || name === owner || name.startsWith(`${owner}.`);

const known = new WeakMap<Graph, ReadonlyMap<string, ModuleCall>>();

/** The first call of each module, by its name. */
function firstCalls(graph: Graph): ReadonlyMap<string, ModuleCall> {
  let calls = known.get(graph);
  if (calls === undefined) {
    calls = new Map([...graph.calls].reverse().flatMap((call) => (call.to >= 0 ? [[call.name, call] as const] : [])));
    known.set(graph, calls);
  }
  return calls;
}

/** `in → out · params`; an input that the output repeats is left out. */
function layerText({ graph, module }: BuiltHere, separator: Separator): string | undefined {
  const call = firstCalls(graph).get(module.name);
  const before = call?.inputs[0] && valueText(call.inputs[0], separator);
  const after = call && valueText(call.output, separator);
  const params = call && typeof call.params === 'number' && call.params > 0 ? ` · ${countText(call.params)}` : '';
  if (after === undefined) return undefined;
  return before === undefined || before === after ? `${after}${params}` : `${before} → ${after}${params}`;
}
