import { known, native } from '../../native';
import { FALSE, NONE, TRUE } from '../../values';
import { nativeClass, natives, newWith, orNone } from '../support';
import { moduleNames } from './names';
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
function partialMethod(args) {
    const func = args.raw('func');
    const bound = {
        kind: 'native',
        name: 'partialmethod',
        signature: undefined,
        binds: true,
        invoke: ([self = NONE, ...rest], keywords, interpreter) => interpreter.call(interpreter.bindTo(self, func), [...args.extra, ...rest], new Map([...args.extraKeywords, ...keywords])),
    };
    return bound;
}
/** Copies what says who a function is; anything but a function has no place for it. */
function markWrapped(wrapper, wrapped, interpreter) {
    if (wrapper.kind !== 'function')
        return wrapper;
    interpreter.touch(wrapper);
    for (const name of ['__name__', '__qualname__', '__doc__', '__module__']) {
        const value = interpreter.findAttribute(wrapped, name);
        if (value !== undefined && value.kind !== 'unknown')
            wrapper.attrs.set(name, value);
    }
    wrapper.attrs.set('__wrapped__', wrapped);
    return wrapper;
}
function reduce(args, interpreter) {
    const { items, rest } = interpreter.iterate(args.raw('iterable'));
    if (rest)
        return rest;
    const [first, ...others] = args.given.has('initial') ? [args.raw('initial'), ...items] : items;
    if (first === undefined)
        return interpreter.raise('TypeError', 'reduce() of empty iterable with no initial value');
    return others.reduce((total, item) => interpreter.call(args.raw('function'), [total, item]), first);
}
/** A cache changes no result. `cache_clear` and its kin are there where the function can hold them. */
function cached(func, interpreter) {
    if (func.kind === 'function') {
        interpreter.touch(func);
        func.attrs.set('cache_clear', native('cache_clear', '()', () => NONE, { binds: false }));
        func.attrs.set('__wrapped__', func);
    }
    return func;
}
const FUNCTIONS = {
    partialmethod: ['(func, /, *args, **keywords)', partialMethod],
    reduce: ['(function, iterable, initial=None, /)', reduce],
    wraps: [
        '(wrapped, assigned=(), updated=())',
        (args) => {
            const wrapped = args.raw('wrapped');
            return native('wraps', '(wrapper)', (inner, interpreter) => markWrapped(inner.raw('wrapper'), wrapped, interpreter));
        },
    ],
    update_wrapper: [
        '(wrapper, wrapped, assigned=(), updated=())',
        (args, interpreter) => markWrapped(args.raw('wrapper'), args.raw('wrapped'), interpreter),
    ],
    cache: ['(user_function, /)', (args, interpreter) => cached(args.raw('user_function'), interpreter)],
    lru_cache: [
        '(maxsize=128, typed=False)',
        (args, interpreter) => {
            const given = args.raw('maxsize');
            if (given.kind === 'function' || given.kind === 'method')
                return cached(given, interpreter);
            return native('lru_cache', '(user_function, /)', (inner, i) => cached(inner.raw('user_function'), i));
        },
    ],
    total_ordering: ['(cls)', (args, interpreter) => totalOrdering(args.value('cls'), interpreter)],
    cmp_to_key: [
        '(mycmp)',
        (_args, interpreter) => interpreter.unknown('missing', 'functools.cmp_to_key is not known to Convscope'),
    ],
};
/** Fills in the comparisons that follow from `__lt__` (or another) and `__eq__`. */
function totalOrdering(cls, interpreter) {
    if (cls.kind !== 'class')
        return cls;
    const [less, equal] = [cls.dict.get('__lt__'), cls.dict.get('__eq__')];
    if (!less || !equal)
        return cls;
    interpreter.touch(cls);
    const derive = (name, verdict) => {
        if (cls.dict.has(name))
            return;
        cls.dict.set(name, native(name, '(self, other)', (args, i) => {
            const [self, other] = [args.raw('self'), args.raw('other')];
            const lt = i.truth(i.call(less, [self, other]));
            const eq = i.truth(i.call(equal, [self, other]));
            if (lt === undefined || eq === undefined)
                return i.unknown('undecided', 'which one is larger is not decided', 'bool');
            return verdict(lt, eq) ? TRUE : FALSE;
        }));
    };
    derive('__le__', (lt, eq) => lt || eq);
    derive('__gt__', (lt, eq) => !lt && !eq);
    derive('__ge__', (lt) => !lt);
    return cls;
}
function cachedProperty(object) {
    return nativeClass('cached_property', [object], [
        newWith('(cls, func)', (args) => ({
            kind: 'property',
            getter: orNone(args.raw('func')),
            setter: undefined,
            cached: true,
        })),
    ], { module: 'functools' });
}
/** `@singledispatch`: the implementation for the first argument's class, the last registered first. */
function singleDispatch(name, at) {
    const register = (self, cls, func, interpreter) => {
        interpreter.touch(self);
        const registered = self.attrs.get('registry');
        const pairs = registered?.kind === 'tuple' ? registered.items : [];
        self.attrs.set('registry', { kind: 'tuple', items: [{ kind: 'tuple', items: [cls, func] }, ...pairs] });
        return func;
    };
    const pick = (self, argument, interpreter) => {
        const registered = self.attrs.get('registry');
        for (const pair of registered?.kind === 'tuple' ? registered.items : []) {
            const [cls, func] = pair.kind === 'tuple' ? pair.items : [];
            const fits = cls && interpreter.isInstance(argument, cls);
            if (fits === true && func)
                return func;
            if (fits === undefined)
                return interpreter.unknown('undecided', 'which implementation is called is not decided');
        }
        return self.attrs.get('func') ?? NONE;
    };
    return (object) => nativeClass(name, [object], [
        ...natives({
            __init__: [
                '(self, func)',
                (args, interpreter) => {
                    const self = args.raw('self');
                    if (self.kind !== 'instance')
                        return NONE;
                    interpreter.touch(self);
                    self.attrs.set('func', args.raw('func'));
                    return NONE;
                },
            ],
            register: [
                '(self, cls, func=None)',
                (args, interpreter) => {
                    const self = known(args.raw('self'));
                    if (self.kind !== 'instance')
                        return NONE;
                    const [cls, func] = [args.raw('cls'), args.raw('func')];
                    if (cls.kind !== 'class')
                        return register(self, interpreter.unknown('missing', 'the class is in an annotation'), cls, interpreter);
                    if (func.kind !== 'none')
                        return register(self, cls, func, interpreter);
                    return native('register', '(func)', (inner, i) => register(self, cls, inner.raw('func'), i));
                },
            ],
            __call__: [
                '(self, *args, **kwargs)',
                (args, interpreter) => {
                    const self = args.raw('self');
                    if (self.kind !== 'instance')
                        return NONE;
                    return interpreter.call(pick(self, args.extra[at] ?? NONE, interpreter), args.extra, args.extraKeywords);
                },
            ],
            __get__: [
                '(self, instance, owner=None)',
                (args) => at === 1 && args.raw('instance').kind !== 'none'
                    ? { kind: 'method', self: args.raw('instance'), func: args.raw('self') }
                    : args.raw('self'),
            ],
        }),
    ], { module: 'functools' });
}
export const functools = (builtins) => ({
    functools: (interpreter) => {
        const object = interpreter.builtin('object');
        const partial = builtins.classes.get('partial');
        if (partial)
            partial.dict.set(...newPartial);
        return moduleNames('functools', [
            ...natives(FUNCTIONS),
            ['partial', partial ?? NONE],
            ['cached_property', cachedProperty(object)],
            ['singledispatch', singleDispatch('singledispatch', 0)(object)],
            ['singledispatchmethod', singleDispatch('singledispatchmethod', 1)(object)],
            ['WRAPPER_ASSIGNMENTS', { kind: 'tuple', items: [] }],
        ]);
    },
});
