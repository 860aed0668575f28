/** `functools.lru_cache` and `functools.cache`: results are kept, and the same one is given for the same arguments. */
import type { Interpreter, Keywords } from '../../interpreter';
import type { Arguments } from '../../native';
import { type ClassValue, type DictValue, dict, ELLIPSIS, NONE, str, tuple, type Value } from '../../values';
import { CACHE_CLASS } from '../../wrapping';
import { nativeClass, natives, type Table } from '../support';

interface Limits {
  /** undefined: none. */
  readonly most: number | undefined;
  readonly typed: boolean;
}

/** Where the results are kept: no program can have an attribute of this name. */
const KEPT = '<results>';
const COPIED = ['__module__', '__name__', '__qualname__', '__doc__'];

export function caches(object: ClassValue): Map<string, Value> {
  const cls = nativeClass(CACHE_CLASS, [object], natives(MEMBERS), { module: 'functools' });
  return natives({
    cache: [
      '(user_function, /)',
      (args, interpreter) => cached(cls, args.raw('user_function'), { most: undefined, typed: false }, interpreter),
    ],
    lru_cache: ['(maxsize=128, typed=False)', (args, interpreter) => lruCache(cls, args, interpreter)],
  });
}

function lruCache(cls: ClassValue, args: Arguments, interpreter: Interpreter): Value {
  const given = args.value('maxsize');
  const typed = interpreter.truth(args.raw('typed')) ?? true;
  if (given.kind !== 'int' && given.kind !== 'none')
    return cached(cls, given, { most: DEFAULT_SIZE, typed }, interpreter);
  const most = given.kind === 'none' ? undefined : typeof given.value === 'number' ? given.value : 0;
  const decorator = natives({
    lru_cache: ['(user_function, /)', (inner, i) => cached(cls, inner.raw('user_function'), { most, typed }, i)],
  });
  return decorator.get('lru_cache') ?? NONE;
}

const DEFAULT_SIZE = 128;

function cached(cls: ClassValue, func: Value, limits: Limits, interpreter: Interpreter): Value {
  if (func.kind === 'unknown') return func;
  const attrs = new Map<string, Value>(func.kind === 'function' ? func.attrs : []);
  for (const name of COPIED) {
    const value = interpreter.findAttribute(func, name);
    if (value !== undefined && value.kind !== 'unknown') attrs.set(name, value);
  }
  attrs.set('__wrapped__', func);
  attrs.set(KEPT, dict());
  return { kind: 'instance', cls, attrs, native: limits };
}

const MEMBERS: Table = {
  __call__: ['(self, *args, **kwargs)', (args, interpreter) => callCached(args, interpreter)],
  __get__: [
    '(self, instance, owner=None)',
    (args) => {
      const [self, instance] = [args.raw('self'), args.raw('instance')];
      return instance.kind === 'none' ? self : { kind: 'method', self: instance, func: self };
    },
  ],
  cache_clear: [
    '(self)',
    (args, interpreter) => {
      const kept = keptBy(args.raw('self'));
      if (!kept) return NONE;
      interpreter.touch(kept);
      kept.entries = new Map();
      delete kept.rest;
      return NONE;
    },
  ],
  cache_info: [
    '(self)',
    (_, interpreter) => interpreter.unknown('missing', 'how often a cache was hit is not counted'),
  ],
  cache_parameters: [
    '(self)',
    (_, interpreter) => interpreter.unknown('missing', 'cache_parameters is not known to Convscope'),
  ],
};

function keptBy(self: Value): DictValue | undefined {
  const kept = self.kind === 'instance' ? self.attrs.get(KEPT) : undefined;
  return kept?.kind === 'dict' ? kept : undefined;
}

const isLimits = (native: unknown): native is Limits =>
  typeof native === 'object' && native !== null && 'most' in native;

function callCached(args: Arguments, interpreter: Interpreter): Value {
  const self = args.raw('self');
  const func = self.kind === 'instance' ? self.attrs.get('__wrapped__') : undefined;
  const kept = keptBy(self);
  if (self.kind !== 'instance' || !func || !kept || !isLimits(self.native)) return NONE;
  const { most, typed } = self.native;
  const make = () => interpreter.call(func, args.extra, args.extraKeywords);
  if (most !== undefined && most <= 0) return make();
  refuseUnhashable([...args.extra, ...args.extraKeywords.values()], interpreter);
  const value = interpreter.memoised(kept, keyOf(args.extra, args.extraKeywords, typed), make);
  if (most !== undefined && kept.entries.size > most) forget(kept, interpreter);
  return value;
}

/** The least recently used is dropped; which one that is, is not followed. */
function forget(kept: DictValue, interpreter: Interpreter): void {
  interpreter.touch(kept);
  kept.entries = new Map();
  kept.rest = interpreter.unknown('undecided', 'which results are still kept is not decided');
}

function refuseUnhashable(values: readonly Value[], interpreter: Interpreter): void {
  for (const value of values) {
    if ((value.kind === 'list' || value.kind === 'dict') && value.cls === undefined)
      interpreter.raise('TypeError', `unhashable type: '${value.kind}'`);
  }
}

/** As CPython's `_make_key`: one argument of a type that is quick to compare is the key itself. */
function keyOf(args: readonly Value[], keywords: Keywords, typed: boolean): Value {
  const [first] = args;
  if (!typed && args.length === 1 && keywords.size === 0 && (first?.kind === 'int' || first?.kind === 'str'))
    return first;
  const named = [...keywords].flatMap(([name, value]) => [ELLIPSIS, str(name), value]);
  const kinds = typed ? [...args, ...keywords.values()].map(({ kind }) => str(kind)) : [];
  return tuple([tuple(args), tuple(named), tuple(kinds)]);
}
