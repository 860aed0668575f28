/** Runs a snippet and shows what its variables are worth. */
import type {
  Host,
  ModuleValue,
  Observer,
  Problem,
  ReaderInterpreter,
  UnknownValue,
  Value,
} from '../../../server/src/python';
import { createInterpreter, int, tuple, unknown } from '../../../server/src/python';
import { pythonLibrary } from '../../../server/src/python/library';
import { variable } from '../../../server/src/symbolic';

export interface Run {
  readonly interpreter: ReaderInterpreter;
  readonly module: ModuleValue;
  readonly problems: readonly Problem[];
  /** `bind`, `fork`, `enter`, … in the order in which they were told. */
  readonly events: readonly string[];
  readonly unknowns: readonly UnknownValue[];
  readonly names: ReadonlyMap<string, Value>;
  show(name: string): string;
}

export interface Setup {
  readonly files?: Readonly<Record<string, string>>;
  readonly loading?: readonly string[];
  readonly fuel?: number;
  readonly cancelled?: () => boolean;
  readonly packageName?: string;
}

/** Modules by dotted name; `pkg/__init__` is the package `pkg`. */
export function memoryHost(files: Readonly<Record<string, string>>, loading: readonly string[] = []): Host {
  return {
    dataFile: (path) => (files[path] === undefined ? 'absent' : { text: files[path] }),
    module(name) {
      if (loading.includes(name)) return 'loading';
      const path = name.replaceAll('.', '/');
      const plain = files[path];
      if (plain !== undefined) return { file: `${path}.py`, text: plain, isPackage: false };
      const init = files[`${path}/__init__`];
      return init === undefined ? 'absent' : { file: `${path}/__init__.py`, text: init, isPackage: true };
    },
  };
}

/** `from probe import maybe, H`: what a condition cannot decide, and a symbolic size of at least one. */
const probe: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['maybe', unknown('argument', 'the caller decides')],
  ['many', { kind: 'list', items: [], rest: unknown('data', 'a data set') }],
  ['H', int(variable('H'))],
  ['shape', tuple([int(variable('B')), int(3), int(variable('H'))])],
]);

export function run(code: string, setup: Setup = {}): Run {
  const problems: Problem[] = [];
  const events: string[] = [];
  const unknowns: UnknownValue[] = [];
  const observer: Observer = {
    bind: ({ kind, name, value, frame }) =>
      events.push(`${kind} ${frame.name}.${name} ${interpreter.text(value) ?? value.kind}`),
    enterFunction: (frame) => events.push(`enter ${frame.name}`),
    leaveFunction: (frame) => events.push(`leave ${frame.name}`),
    defineClass: (cls) => events.push(`class ${cls.name}`),
    problem: (problem) => problems.push(problem),
    unknown: (value) => unknowns.push(value),
    lost: () => {},
    fork: () => events.push('fork'),
    branch: (index) => events.push(`branch ${index}`),
    join: (alive) => events.push(`join ${alive.join()}`),
    enterUnknownLoop: () => events.push('loop'),
    leaveUnknownLoop: () => events.push('end loop'),
  };
  const library = pythonLibrary();
  const interpreter = createInterpreter({
    host: memoryHost(setup.files ?? {}, setup.loading),
    observer,
    natives: { ...library, module: (name, it) => (name === 'probe' ? probe : library.module(name, it)) },
    ...(setup.fuel === undefined ? {} : { fuel: setup.fuel }),
    ...(setup.cancelled === undefined ? {} : { cancelled: setup.cancelled }),
  });
  const module = interpreter.runMain('main.py', code, setup.packageName ?? '');
  const names = module.scope.vars;
  return { interpreter, module, problems, events, unknowns, names, show: (name) => show(names.get(name), interpreter) };
}

/** As `repr`, but for Unknowns and unknown tails: `?kind`. */
export function show(value: Value | undefined, interpreter: ReaderInterpreter): string {
  if (value === undefined) return 'unbound';
  const inner = (one: Value) => show(one, interpreter);
  switch (value.kind) {
    case 'unknown':
      return `?${value.cause.kind}`;
    case 'list':
    case 'tuple': {
      if (value.cls) break;
      const items = [...value.items.map(inner), ...(value.rest ? [`*?${value.rest.cause.kind}`] : [])].join(', ');
      return value.kind === 'list' ? `[${items}]` : `(${items}${value.items.length === 1 ? ',' : ''})`;
    }
    case 'dict': {
      if (value.cls) break;
      const entries = [...value.entries.values()].map((entry) => `${inner(entry.key)}: ${inner(entry.value)}`);
      return `{${[...entries, ...(value.rest ? [`**?${value.rest.cause.kind}`] : [])].join(', ')}}`;
    }
    case 'set':
      return `{${[...value.items.values()].map(inner).sort().join(', ')}}`;
    case 'str':
      return `'${value.value}'`;
    case 'int':
      return typeof value.value === 'number' ? String(value.value) : value.value.key;
    default:
  }
  return interpreter.text(value) ?? value.kind;
}
