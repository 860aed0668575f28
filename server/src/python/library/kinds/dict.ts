/** `dict`, and what its subclasses in `collections` build on. */

import { dictDelete, dictGet, dictSet, hashKey, keptUnder } from '../../containers';
import type { Interpreter, Keywords } from '../../interpreter';
import { type Arguments, known, native } from '../../native';
import { oneOf, widened } from '../../objects';
import { NotKnown } from '../../signals';
import {
  type Cause,
  type ClassValue,
  type DictValue,
  NONE,
  type SetValue,
  str,
  tuple,
  type UnknownValue,
  type Value,
} from '../../values';
import { allItems, iterator, nativeClass, natives, newWith, raiseOf, type Table } from '../support';
import { subscriptable } from './list';

export function selfDict(args: Arguments): DictValue {
  const self = args.value('self');
  return self.kind === 'dict' ? self : args.wrongType('self', 'dict');
}

/** `target.update(source, **keywords)`. */
export function updateDict(target: DictValue, source: Value, keywords: Keywords, interpreter: Interpreter): void {
  if (source.kind === 'unknown') dictSet(interpreter, target, source, source);
  else for (const [key, value] of pairsOf(source, target, interpreter)) dictSet(interpreter, target, key, value);
  for (const [name, value] of keywords) dictSet(interpreter, target, str(name), value);
}

function pairsOf(source: Value, target: DictValue, interpreter: Interpreter): (readonly [Value, Value])[] {
  if (source.kind === 'dict') {
    keepRest(target, source.rest, interpreter);
    return [...source.entries.values()].map(({ key, value }) => [key, value] as const);
  }
  const keys = source.kind === 'instance' ? interpreter.findAttribute(source, 'keys') : undefined;
  const { items, rest } = interpreter.iterate(keys ? interpreter.call(keys, []) : source);
  keepRest(target, rest, interpreter);
  if (keys) return items.map((key) => [key, interpreter.getItem(source, key)] as const);
  return items.flatMap((item) => {
    if (item.kind === 'unknown') {
      keepRest(target, item, interpreter);
      return [];
    }
    const [key, value, more] = allItems(item, interpreter);
    if (key === undefined || value === undefined || more !== undefined) {
      return interpreter.raise('ValueError', 'dictionary update sequence element has a length other than 2');
    }
    return [[key, value] as const];
  });
}

/** What may come from `rest` may replace what is known. */
function keepRest(target: DictValue, rest: UnknownValue | undefined, interpreter: Interpreter): void {
  if (rest) dictSet(interpreter, target, rest, rest);
}

function keysOf(self: DictValue): SetValue {
  const items = new Map([...self.entries].map(([key, entry]) => [key, entry.key] as const));
  return { kind: 'set', frozen: true, items, rest: self.rest };
}

const valuesOf = (self: DictValue): Value => ({
  kind: 'list',
  items: [...self.entries.values()].map((entry) => entry.value),
  rest: self.rest,
});

export const itemsOf = (self: DictValue): Value => ({
  kind: 'list',
  items: [...self.entries.values()].map(({ key, value }) => tuple([key, value])),
  rest: self.rest,
});

/** Python shows the key itself, so that it is the exception's argument and not a text. */
export function keyError(key: Value, interpreter: Interpreter): never {
  return raiseOf(interpreter.builtin('KeyError'), [key], interpreter);
}

const surelyHas = (self: DictValue, key: Value): boolean => {
  const k = hashKey(key);
  return k !== undefined ? self.entries.has(k) : key.kind === 'unknown' && keptUnder(self, key) !== undefined;
};

/** What may be there, else the default. */
function orDefault(found: Value, args: Arguments): UnknownValue {
  if (found.kind !== 'unknown') return oneOf(UNSURE, [found, args.raw('default')]);
  const { type: _, element: __, ...untyped } = found;
  return widened(untyped, [args.raw('default')]);
}

const UNSURE: Cause = { kind: 'undecided', reason: 'whether the key is there is not known', place: undefined };

function pop(args: Arguments, interpreter: Interpreter): Value {
  const self = selfDict(args);
  const key = args.raw('key');
  const found = dictGet(self, key);
  if (found === undefined) return args.given.has('default') ? args.raw('default') : keyError(key, interpreter);
  const isThere = surelyHas(self, key);
  dictDelete(interpreter, self, key);
  return isThere || !args.given.has('default') ? found : orDefault(found, args);
}

function popItem(args: Arguments, interpreter: Interpreter): Value {
  const self = selfDict(args);
  if (self.rest) throw new NotKnown(self.rest);
  const entries = [...self.entries.values()];
  const entry = args.bool('last') ? entries.at(-1) : entries[0];
  if (entry === undefined) return interpreter.raise('KeyError', "'popitem(): dictionary is empty'");
  dictDelete(interpreter, self, entry.key);
  return tuple([entry.key, entry.value]);
}

function moveToEnd(args: Arguments, interpreter: Interpreter): Value {
  const self = selfDict(args);
  const key = hashKey(args.value('key'));
  const entry = key === undefined ? undefined : self.entries.get(key);
  if (key === undefined || entry === undefined) return self.rest ? NONE : keyError(args.raw('key'), interpreter);
  const last = args.bool('last');
  interpreter.touch(self);
  const others = [...self.entries].filter(([k]) => k !== key);
  self.entries = new Map(last ? [...others, [key, entry]] : [[key, entry], ...others]);
  return NONE;
}

const bare = (self: DictValue): DictValue => ({ kind: 'dict', entries: self.entries, rest: self.rest });

const METHODS: Table = {
  __init__: [
    '(self, iterable=(), /, **kwargs)',
    (args, interpreter) => {
      updateDict(selfDict(args), args.raw('iterable'), args.extraKeywords, interpreter);
      return NONE;
    },
  ],
  get: [
    '(self, key, default=None, /)',
    (args, interpreter) => {
      const [self, key] = [selfDict(args), args.raw('key')];
      const found = dictGet(self, key) ?? (interpreter.register(key, self) ? dictGet(self, key) : undefined);
      if (found === undefined) return args.raw('default');
      return surelyHas(self, key) ? found : orDefault(found, args);
    },
  ],
  keys: ['(self)', (args) => keysOf(selfDict(args))],
  values: ['(self)', (args) => valuesOf(selfDict(args))],
  items: ['(self)', (args) => itemsOf(selfDict(args))],
  pop: ['(self, key, default=None, /)', pop],
  popitem: ['(self, last=True)', popItem],
  move_to_end: ['(self, key, last=True)', moveToEnd],
  update: [
    '(self, iterable=(), /, **kwargs)',
    (args, interpreter) => {
      updateDict(selfDict(args), args.raw('iterable'), args.extraKeywords, interpreter);
      return NONE;
    },
  ],
  setdefault: [
    '(self, key, default=None, /)',
    (args, interpreter) => {
      const self = selfDict(args);
      const found = dictGet(self, args.raw('key'));
      if (found !== undefined && surelyHas(self, args.raw('key'))) return found;
      if (found !== undefined) {
        interpreter.touch(self);
        const value = orDefault(found, args);
        self.rest = widened(self.rest ?? value, [args.raw('default')]);
        return value;
      }
      dictSet(interpreter, self, args.raw('key'), args.raw('default'));
      return args.raw('default');
    },
  ],
  copy: ['(self)', (args) => copyDict(selfDict(args))],
  clear: [
    '(self)',
    (args, interpreter) => {
      const self = selfDict(args);
      interpreter.touch(self);
      self.entries = new Map();
      self.rest = undefined;
      return NONE;
    },
  ],
  __len__: ['(self)', (args, interpreter) => interpreter.length(bare(selfDict(args)))],
  __iter__: [
    '(self)',
    (args) => {
      const self = selfDict(args);
      return iterator(
        [...self.entries.values()].map((entry) => entry.key),
        self.rest,
      );
    },
  ],
  __contains__: [
    '(self, key, /)',
    (args, interpreter) => interpreter.compare('in', args.raw('key'), bare(selfDict(args))),
  ],
  __getitem__: [
    '(self, key, /)',
    (args, interpreter) => {
      const self = selfDict(args);
      const found = dictGet(self, args.raw('key'));
      if (found !== undefined) return found;
      const missing = self.cls && interpreter.lookup(self.cls, '__missing__');
      if (missing) return interpreter.call(interpreter.bindTo(self, missing), [args.raw('key')]);
      return keyError(args.raw('key'), interpreter);
    },
  ],
  __setitem__: [
    '(self, key, value, /)',
    (args, interpreter) => {
      dictSet(interpreter, selfDict(args), args.raw('key'), args.raw('value'));
      return NONE;
    },
  ],
  __delitem__: [
    '(self, key, /)',
    (args, interpreter) => {
      if (dictDelete(interpreter, selfDict(args), args.raw('key')) === false) keyError(args.raw('key'), interpreter);
      return NONE;
    },
  ],
};

function copyDict(self: DictValue): DictValue {
  return { ...self, entries: new Map(self.entries), ...(self.attrs ? { attrs: new Map(self.attrs) } : {}) };
}

/** `dict.__new__`, for every class that is a dict underneath. */
const newDict = newWith('(cls, *args, **kwargs)', (args, interpreter) => {
  const cls = known(args.raw('cls'));
  // A subclass is filled by `__init__`, which may be the user's.
  if (cls.kind === 'class' && cls !== interpreter.builtin('dict')) return { kind: 'dict', entries: new Map(), cls };
  const made: DictValue = { kind: 'dict', entries: new Map() };
  updateDict(made, args.extra[0] ?? made, args.extraKeywords, interpreter);
  return made;
});

const fromKeys = native('fromkeys', '(cls, iterable, value=None, /)', (args, interpreter) => {
  const cls = known(args.raw('cls'));
  const { items, rest } = interpreter.iterate(args.raw('iterable'));
  const made = interpreter.call(cls, []);
  if (made.kind !== 'dict') return made;
  for (const key of items) dictSet(interpreter, made, key, args.raw('value'));
  keepRest(made, rest, interpreter);
  return made;
});

export function dictClass(object: ClassValue): ClassValue {
  return nativeClass(
    'dict',
    [object],
    [newDict, ...natives(METHODS), ['fromkeys', { kind: 'classmethod', func: fromKeys }], subscriptable],
  );
}
