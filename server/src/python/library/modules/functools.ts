/** `functools`. */
import type { Interpreter } from '../../interpreter';
import { type Arguments, known, type NativeFunction, native } from '../../native';
import { type ClassValue, FALSE, type InstanceValue, NONE, TRUE, type Value } from '../../values';
import type { Builtins } from '../builtins';
import { nativeClass, natives, newWith, orNone, type Table } from '../support';
import { caches } from './caches';
import { type ModuleFamily, moduleNames } from './names';

/** `partial(func, *args, **keywords)`; partials of partials flatten, as in CPython. */
const newPartial = newWith('(cls, func, /, *args, **keywords)', (args) => {
  const func = args.value('func');
  const inner = func.kind === 'partial' ? func : undefined;
  return {
    kind: 'partial',
    func: inner?.func ?? func,
    args: [...(inner?.args ?? []), ...args.extra],
    keywords: new Map([...(inner?.keywords ?? []), ...args.extraKeywords]),
  };
});

function partialMethod(args: Arguments): Value {
  const func = args.raw('func');
  const bound: NativeFunction = {
    kind: 'native',
    name: 'partialmethod',
    signature: undefined,
    binds: true,
    invoke: ([self = NONE, ...rest], keywords, interpreter) =>
      interpreter.call(
        interpreter.bindTo(self, func),
        [...args.extra, ...rest],
        new Map([...args.extraKeywords, ...keywords]),
      ),
  };
  return bound;
}

/** Copies what says who a function is; anything but a function has no place for it. */
function markWrapped(wrapper: Value, wrapped: Value, interpreter: Interpreter): Value {
  if (wrapper.kind !== 'function') return wrapper;
  interpreter.touch(wrapper);
  for (const name of ['__name__', '__qualname__', '__doc__', '__module__']) {
    const value = interpreter.findAttribute(wrapped, name);
    if (value !== undefined && value.kind !== 'unknown') wrapper.attrs.set(name, value);
  }
  wrapper.attrs.set('__wrapped__', wrapped);
  return wrapper;
}

function reduce(args: Arguments, interpreter: Interpreter): Value {
  const { items, rest } = interpreter.iterate(args.raw('iterable'));
  if (rest) return rest;
  const [first, ...others] = args.given.has('initial') ? [args.raw('initial'), ...items] : items;
  if (first === undefined) return interpreter.raise('TypeError', 'reduce() of empty iterable with no initial value');
  return others.reduce((total, item) => interpreter.call(args.raw('function'), [total, item]), first);
}

const FUNCTIONS: Table = {
  partialmethod: ['(func, /, *args, **keywords)', partialMethod],
  reduce: ['(function, iterable, initial=None, /)', reduce],
  wraps: [
    '(wrapped, assigned=(), updated=())',
    (args) => {
      const wrapped = args.raw('wrapped');
      return native('wraps', '(wrapper)', (inner, interpreter) =>
        markWrapped(inner.raw('wrapper'), wrapped, interpreter),
      );
    },
  ],
  update_wrapper: [
    '(wrapper, wrapped, assigned=(), updated=())',
    (args, interpreter) => markWrapped(args.raw('wrapper'), args.raw('wrapped'), interpreter),
  ],
  total_ordering: ['(cls)', (args, interpreter) => totalOrdering(args.value('cls'), interpreter)],
  cmp_to_key: [
    '(mycmp)',
    (_args, interpreter) => interpreter.unknown('missing', 'functools.cmp_to_key is not known to Convscope'),
  ],
};

/** Fills in the comparisons that follow from `__lt__` (or another) and `__eq__`. */
function totalOrdering(cls: Value, interpreter: Interpreter): Value {
  if (cls.kind !== 'class') return cls;
  const [less, equal] = [cls.dict.get('__lt__'), cls.dict.get('__eq__')];
  if (!less || !equal) return cls;
  interpreter.touch(cls);
  const derive = (name: string, verdict: (lt: boolean, eq: boolean) => boolean) => {
    if (cls.dict.has(name)) return;
    cls.dict.set(
      name,
      native(name, '(self, other)', (args, i) => {
        const [self, other] = [args.raw('self'), args.raw('other')];
        const lt = i.truth(i.call(less, [self, other]));
        const eq = i.truth(i.call(equal, [self, other]));
        if (lt === undefined || eq === undefined)
          return i.unknown('undecided', 'which one is larger is not decided', 'bool');
        return verdict(lt, eq) ? TRUE : FALSE;
      }),
    );
  };
  derive('__le__', (lt, eq) => lt || eq);
  derive('__gt__', (lt, eq) => !lt && !eq);
  derive('__ge__', (lt) => !lt);
  return cls;
}

function cachedProperty(object: ClassValue): ClassValue {
  return nativeClass(
    'cached_property',
    [object],
    [
      newWith('(cls, func)', (args) => ({
        kind: 'property',
        getter: orNone(args.raw('func')),
        setter: undefined,
        cached: true,
      })),
    ],
    { module: 'functools' },
  );
}

/** `@singledispatch`: the implementation for the first argument's class, the last registered first. */
function singleDispatch(name: string, at: 0 | 1): (object: ClassValue) => ClassValue {
  const register = (self: InstanceValue, cls: Value, func: Value, interpreter: Interpreter): Value => {
    interpreter.touch(self);
    const registered = self.attrs.get('registry');
    const pairs = registered?.kind === 'tuple' ? registered.items : [];
    self.attrs.set('registry', { kind: 'tuple', items: [{ kind: 'tuple', items: [cls, func] }, ...pairs] });
    return func;
  };
  const pick = (self: InstanceValue, argument: Value, interpreter: Interpreter): Value => {
    const registered = self.attrs.get('registry');
    for (const pair of registered?.kind === 'tuple' ? registered.items : []) {
      const [cls, func] = pair.kind === 'tuple' ? pair.items : [];
      const fits = cls && interpreter.isInstance(argument, cls);
      if (fits === true && func) return func;
      if (fits === undefined) return interpreter.unknown('undecided', 'which implementation is called is not decided');
    }
    return self.attrs.get('func') ?? NONE;
  };
  return (object) =>
    nativeClass(
      name,
      [object],
      [
        ...natives({
          __init__: [
            '(self, func)',
            (args, interpreter) => {
              const self = args.raw('self');
              if (self.kind !== 'instance') return NONE;
              interpreter.touch(self);
              self.attrs.set('func', args.raw('func'));
              return NONE;
            },
          ],
          register: [
            '(self, cls, func=None)',
            (args, interpreter) => {
              const self = known(args.raw('self'));
              if (self.kind !== 'instance') return NONE;
              const [cls, func] = [args.raw('cls'), args.raw('func')];
              if (cls.kind !== 'class')
                return register(
                  self,
                  interpreter.unknown('missing', 'the class is in an annotation'),
                  cls,
                  interpreter,
                );
              if (func.kind !== 'none') return register(self, cls, func, interpreter);
              return native('register', '(func)', (inner, i) => register(self, cls, inner.raw('func'), i));
            },
          ],
          __call__: [
            '(self, *args, **kwargs)',
            (args, interpreter) => {
              const self = args.raw('self');
              if (self.kind !== 'instance') return NONE;
              return interpreter.call(pick(self, args.extra[at] ?? NONE, interpreter), args.extra, args.extraKeywords);
            },
          ],
          __get__: [
            '(self, instance, owner=None)',
            (args) =>
              at === 1 && args.raw('instance').kind !== 'none'
                ? { kind: 'method', self: args.raw('instance'), func: args.raw('self') }
                : args.raw('self'),
          ],
        }),
      ],
      { module: 'functools' },
    );
}

export const functools: ModuleFamily = (builtins: Builtins) => ({
  functools: (interpreter) => {
    const object = interpreter.builtin('object');
    const partial = builtins.classes.get('partial');
    if (partial) partial.dict.set(...newPartial);
    return moduleNames('functools', [
      ...natives(FUNCTIONS),
      ...caches(object),
      ['partial', partial ?? NONE],
      ['cached_property', cachedProperty(object)],
      ['singledispatch', singleDispatch('singledispatch', 0)(object)],
      ['singledispatchmethod', singleDispatch('singledispatchmethod', 1)(object)],
      ['WRAPPER_ASSIGNMENTS', { kind: 'tuple', items: [] }],
    ]);
  },
});
