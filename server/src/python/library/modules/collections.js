/** `collections`: the dicts, lists and tuples of particular kinds. */
import { dictGet, dictSet } from '../../containers';
import { native } from '../../native';
import { dict, int, list, NONE, str, tuple, } from '../../values';
import { textUnknown } from '../format';
import { itemsOf, keyError, selfDict, updateDict } from '../kinds/dict';
import { sortedItems } from '../ordering';
import { reprOf } from '../repr';
import { allItems, getter, iterator, nativeClass, natives, numberOf } from '../support';
import { abstractModule } from './abstract';
import { namedTupleFactory } from './namedtuple';
import { moduleNames } from './names';
const plain = (self) => ({ kind: 'dict', entries: self.entries, rest: self.rest });
function shown(open, inner, close, interpreter) {
    const text = reprOf(inner, interpreter);
    return text === undefined ? textUnknown(interpreter) : str(open + text + close);
}
function orderedDict(dictClass) {
    return nativeClass('OrderedDict', [dictClass], natives({
        __repr__: [
            '(self)',
            (args, interpreter) => {
                const self = selfDict(args);
                return self.entries.size === 0 && !self.rest
                    ? str('OrderedDict()')
                    : shown('OrderedDict(', itemsOf(self), ')', interpreter);
            },
        ],
        __reversed__: [
            '(self)',
            (args) => {
                const self = selfDict(args);
                return self.rest
                    ? iterator([], self.rest)
                    : iterator([...self.entries.values()].map((entry) => entry.key).reverse());
            },
        ],
    }), { module: 'collections' });
}
function defaultDict(dictClass) {
    return nativeClass('defaultdict', [dictClass], [
        ...natives({
            __init__: [
                '(self, default_factory=None, iterable=(), /, **kwargs)',
                (args, interpreter) => {
                    const self = selfDict(args);
                    interpreter.touch(self);
                    self.factory = args.raw('default_factory');
                    updateDict(self, args.raw('iterable'), args.extraKeywords, interpreter);
                    return NONE;
                },
            ],
            __missing__: [
                '(self, key, /)',
                (args, interpreter) => {
                    const self = selfDict(args);
                    const { factory } = self;
                    if (factory === undefined || factory.kind === 'none') {
                        return keyError(args.raw('key'), interpreter);
                    }
                    const made = interpreter.call(factory, []);
                    dictSet(interpreter, self, args.raw('key'), made);
                    return made;
                },
            ],
            __repr__: [
                '(self)',
                (args, interpreter) => {
                    const self = selfDict(args);
                    const factory = reprOf(self.factory ?? NONE, interpreter);
                    return factory === undefined
                        ? textUnknown(interpreter)
                        : shown(`defaultdict(${factory}, `, plain(self), ')', interpreter);
                },
            ],
        }),
        [
            'default_factory',
            getter('default_factory', (self) => (self.kind === 'dict' ? self.factory : undefined) ?? NONE),
        ],
    ], { module: 'collections' });
}
/** Adds (or with -1 takes away) the counts of an iterable or mapping. */
function tally(self, source, sign, interpreter) {
    const add = (key, count) => {
        const before = dictGet(self, key) ?? int(0);
        dictSet(interpreter, self, key, interpreter.binary(sign === 1 ? '+' : '-', before, count));
    };
    if (source.kind === 'dict') {
        for (const { key, value } of source.entries.values())
            add(key, value);
        if (source.rest)
            dictSet(interpreter, self, source.rest, source.rest);
        return;
    }
    const { items, rest } = interpreter.iterate(source);
    for (const item of items)
        add(item, int(1));
    if (rest)
        dictSet(interpreter, self, rest, rest);
}
function counter(dictClass) {
    const counting = (sign) => [
        '(self, iterable=(), /, **kwargs)',
        (args, interpreter) => {
            tally(selfDict(args), args.raw('iterable'), sign, interpreter);
            tally(selfDict(args), dict(args.extraKeywords), sign, interpreter);
            return NONE;
        },
    ];
    return nativeClass('Counter', [dictClass], natives({
        __init__: counting(1),
        update: counting(1),
        subtract: counting(-1),
        __missing__: ['(self, key, /)', () => int(0)],
        most_common: [
            '(self, n=None)',
            (args, interpreter) => {
                const self = selfDict(args);
                if (self.rest)
                    return { kind: 'list', items: [], rest: self.rest };
                const pairs = [...self.entries.values()].map(({ key, value }) => tuple([key, value]));
                const byCount = native('count', '(pair)', (inner, i) => i.getItem(inner.raw('pair'), int(1)));
                const sorted = sortedItems(pairs, { key: byCount, reverse: true }, interpreter);
                return list(args.isNone('n') ? sorted : sorted.slice(0, args.number('n')));
            },
        ],
        elements: [
            '(self)',
            (args, interpreter) => {
                const self = selfDict(args);
                const made = [...self.entries.values()].flatMap(({ key, value }) => Array.from({ length: numberOf(value) ?? 0 }, () => key));
                const open = [...self.entries.values()].find(({ value }) => numberOf(value) === undefined);
                return open
                    ? iterator([], interpreter.unknown('undecided', 'a count is not known'))
                    : iterator(made, self.rest);
            },
        ],
        total: [
            '(self)',
            (args, interpreter) => [...selfDict(args).entries.values()].reduce((sum, entry) => interpreter.binary('+', sum, entry.value), int(0)),
        ],
        __repr__: ['(self)', (args, interpreter) => shown('Counter(', plain(selfDict(args)), ')', interpreter)],
    }), { module: 'collections' });
}
function selfDeque(args) {
    const self = args.value('self');
    return self.kind === 'list' ? self : args.wrongType('self', 'deque');
}
/** Puts items at an end; what no longer fits falls off the other. */
function push(self, items, left, interpreter) {
    interpreter.touch(self);
    if (self.rest && !left)
        return;
    const all = left ? [...[...items].reverse(), ...self.items] : [...self.items, ...items];
    const limit = numberOf(self.attrs?.get('maxlen') ?? NONE);
    if (limit === undefined || all.length <= limit)
        self.items = all;
    else
        self.items = left ? all.slice(0, limit) : all.slice(all.length - limit);
}
function deque(listClass) {
    return nativeClass('deque', [listClass], natives({
        __init__: [
            '(self, iterable=(), maxlen=None)',
            (args, interpreter) => {
                const self = selfDeque(args);
                const { items, rest } = interpreter.iterate(args.raw('iterable'));
                interpreter.touch(self);
                self.attrs = new Map([['maxlen', args.raw('maxlen')]]);
                self.items = [];
                self.rest = undefined;
                push(self, items, false, interpreter);
                self.rest = rest;
                return NONE;
            },
        ],
        append: [
            '(self, x, /)',
            (args, interpreter) => {
                push(selfDeque(args), [args.raw('x')], false, interpreter);
                return NONE;
            },
        ],
        appendleft: [
            '(self, x, /)',
            (args, interpreter) => {
                push(selfDeque(args), [args.raw('x')], true, interpreter);
                return NONE;
            },
        ],
        extendleft: [
            '(self, iterable, /)',
            (args, interpreter) => {
                push(selfDeque(args), allItems(args.raw('iterable'), interpreter), true, interpreter);
                return NONE;
            },
        ],
        popleft: [
            '(self)',
            (args, interpreter) => {
                const self = selfDeque(args);
                const [first] = self.items;
                if (first === undefined)
                    return self.rest ?? interpreter.raise('IndexError', 'pop from an empty deque');
                interpreter.touch(self);
                self.items = self.items.slice(1);
                return first;
            },
        ],
        rotate: [
            '(self, n=1, /)',
            (args, interpreter) => {
                const self = selfDeque(args);
                const { length } = self.items;
                const shift = length === 0 ? 0 : ((args.number('n') % length) + length) % length;
                interpreter.touch(self);
                self.items = self.rest ? [] : [...self.items.slice(length - shift), ...self.items.slice(0, length - shift)];
                return NONE;
            },
        ],
        __repr__: [
            '(self)',
            (args, interpreter) => {
                const self = selfDeque(args);
                const limit = numberOf(self.attrs?.get('maxlen') ?? NONE);
                return shown('deque(', { kind: 'list', items: self.items, rest: self.rest }, limit === undefined ? ')' : `, maxlen=${limit})`, interpreter);
            },
        ],
    }), { module: 'collections' });
}
/** A ChainMap reads like the merged dict: earlier maps win. */
function chainMap(dictClass) {
    return nativeClass('ChainMap', [dictClass], natives({
        __init__: [
            '(self, *maps)',
            (args, interpreter) => {
                const self = selfDict(args);
                for (const map of [...args.extra].reverse())
                    updateDict(self, map, new Map(), interpreter);
                return NONE;
            },
        ],
    }), { module: 'collections' });
}
export const collections = ({ classes }) => ({
    collections: (interpreter) => {
        const dictClass = interpreter.builtin('dict');
        return moduleNames('collections', [
            ['OrderedDict', orderedDict(dictClass)],
            ['defaultdict', defaultDict(dictClass)],
            ['Counter', counter(dictClass)],
            ['deque', deque(interpreter.builtin('list'))],
            ['ChainMap', chainMap(dictClass)],
            ['UserDict', dictClass],
            ['UserList', interpreter.builtin('list')],
            ['namedtuple', namedTupleFactory],
            // Removed from Python 3.10 on, but old code still asks for them here.
            ...abstractModule(classes),
        ]);
    },
    'collections.abc': () => moduleNames('collections.abc', abstractModule(classes)),
});
