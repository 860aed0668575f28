/** `list` and `tuple`. */
import { listAppend, listExtend } from '../../containers';
import { known } from '../../native';
import { NotKnown } from '../../signals';
import { int, NONE, tuple, } from '../../values';
import { sortedItems } from '../ordering';
import { iterator, nativeClass, natives, newWith, notKnown, orNone } from '../support';
function selfList(args) {
    const self = args.value('self');
    return self.kind === 'list' ? self : args.wrongType('self', 'list');
}
/** Without its class, so that what a subclass overrides is not asked again. */
const bare = (self) => ({ kind: 'list', items: self.items, rest: self.rest });
/** Where something is changed that nobody can place, every item is in doubt. */
function forget(self, cause, interpreter) {
    interpreter.touch(self);
    self.items = self.items.map(() => cause);
}
/** The position of the first item equal to `wanted`; undecided ends the native. */
function position(self, args, interpreter, method) {
    const wanted = args.value('value');
    const from = args.values.has('start') ? args.number('start') : 0;
    for (let i = from < 0 ? Math.max(0, from + self.items.length) : from; i < self.items.length; i++) {
        const item = self.items[i];
        if (item === undefined)
            break;
        const same = interpreter.truth(interpreter.compare('==', item, wanted));
        if (same === undefined)
            throw new NotKnown(item.kind === 'unknown'
                ? item
                : interpreter.unknown('undecided', 'whether two values are equal is not decided', 'int'));
        if (same)
            return i;
    }
    if (self.rest)
        throw new NotKnown(self.rest);
    return interpreter.raise('ValueError', `${method}: value is not in ${self.kind}`);
}
function countOf(self, wanted, interpreter) {
    if (self.rest)
        return self.rest;
    let count = 0;
    for (const item of self.items) {
        const same = interpreter.truth(interpreter.compare('==', item, wanted));
        if (same === undefined)
            return notKnown(interpreter, 'whether two values are equal is not decided', 'int');
        if (same)
            count++;
    }
    return int(count);
}
function pop(args, interpreter) {
    const self = selfList(args);
    const index = args.raw('index');
    if (index.kind === 'unknown') {
        forget(self, index, interpreter);
        return index;
    }
    const asked = args.number('index');
    if (self.rest && (asked < 0 || asked >= self.items.length))
        return self.rest;
    const at = asked < 0 ? asked + self.items.length : asked;
    const item = self.items[at];
    if (item === undefined) {
        return interpreter.raise('IndexError', self.items.length === 0 ? 'pop from empty list' : 'pop index out of range');
    }
    interpreter.touch(self);
    self.items.splice(at, 1);
    return item;
}
function insert(args, interpreter) {
    const self = selfList(args);
    const index = args.raw('index');
    if (index.kind === 'unknown') {
        forget(self, index, interpreter);
        self.rest ??= index;
        return NONE;
    }
    const asked = args.number('index');
    interpreter.touch(self);
    if (self.rest && (asked < 0 || asked > self.items.length))
        self.items = asked < 0 ? [] : self.items;
    else
        self.items.splice(asked, 0, args.raw('object'));
    return NONE;
}
const METHODS = {
    __init__: [
        '(self, iterable=(), /)',
        (args, interpreter) => {
            const self = selfList(args);
            const { items, rest } = interpreter.iterate(args.raw('iterable'));
            interpreter.touch(self);
            self.items = [...items];
            self.rest = rest;
            return NONE;
        },
    ],
    append: [
        '(self, object, /)',
        (args, interpreter) => {
            listAppend(interpreter, selfList(args), args.raw('object'));
            return NONE;
        },
    ],
    extend: [
        '(self, iterable, /)',
        (args, interpreter) => {
            const { items, rest } = interpreter.iterate(args.raw('iterable'));
            listExtend(interpreter, selfList(args), items, rest);
            return NONE;
        },
    ],
    insert: ['(self, index, object, /)', insert],
    pop: ['(self, index=-1, /)', pop],
    remove: [
        '(self, value, /)',
        (args, interpreter) => {
            const self = selfList(args);
            const at = position(self, args, interpreter, 'list.remove(x)');
            interpreter.touch(self);
            self.items.splice(at, 1);
            return NONE;
        },
    ],
    reverse: [
        '(self)',
        (args, interpreter) => {
            const self = selfList(args);
            interpreter.touch(self);
            self.items = self.rest ? [] : [...self.items].reverse();
            return NONE;
        },
    ],
    sort: [
        '(self, *, key=None, reverse=False)',
        (args, interpreter) => {
            const self = selfList(args);
            const sorted = self.rest
                ? []
                : sortedItems(self.items, { key: orNone(args.raw('key')), reverse: args.bool('reverse') }, interpreter);
            interpreter.touch(self);
            self.items = sorted;
            return NONE;
        },
    ],
    index: [
        '(self, value, start=0, stop=None, /)',
        (args, interpreter) => int(position(selfList(args), args, interpreter, 'list.index(x)')),
    ],
    count: ['(self, value, /)', (args, interpreter) => countOf(selfList(args), args.value('value'), interpreter)],
    copy: [
        '(self)',
        (args) => {
            const self = selfList(args);
            return { kind: 'list', items: [...self.items], rest: self.rest };
        },
    ],
    clear: [
        '(self)',
        (args, interpreter) => {
            const self = selfList(args);
            interpreter.touch(self);
            self.items = [];
            self.rest = undefined;
            return NONE;
        },
    ],
    __len__: ['(self)', (args, interpreter) => interpreter.length(bare(selfList(args)))],
    __iter__: [
        '(self)',
        (args) => {
            const self = selfList(args);
            return iterator(self.items, self.rest);
        },
    ],
    __getitem__: [
        '(self, index, /)',
        (args, interpreter) => interpreter.getItem(bare(selfList(args)), args.raw('index')),
    ],
    __setitem__: [
        '(self, index, value, /)',
        (args, interpreter) => {
            const self = selfList(args);
            const changed = { ...bare(self), items: [...self.items] };
            interpreter.setItem(changed, args.raw('index'), args.raw('value'));
            interpreter.touch(self);
            self.items = changed.items;
            self.rest = changed.rest;
            return NONE;
        },
    ],
    __contains__: [
        '(self, value, /)',
        (args, interpreter) => interpreter.compare('in', args.raw('value'), bare(selfList(args))),
    ],
};
export function listClass(object) {
    return nativeClass('list', [object], [
        newWith('(cls, *args, **kwargs)', (args, interpreter) => {
            const cls = known(args.raw('cls'));
            // A subclass is filled by `__init__`, which may be the user's.
            if (cls.kind === 'class' && cls !== interpreter.builtin('list'))
                return { kind: 'list', items: [], cls };
            const [source] = args.extra;
            if (source === undefined)
                return { kind: 'list', items: [] };
            const { items, rest } = interpreter.iterate(source);
            return { kind: 'list', items: [...items], rest };
        }),
        ...natives(METHODS),
        subscriptable,
    ]);
}
/** `list[int]`: at run time as good as `list`. */
export const subscriptable = [
    '__class_getitem__',
    {
        kind: 'classmethod',
        func: natives({ __class_getitem__: ['(cls, item, /)', (args) => args.raw('cls')] }).get('__class_getitem__') ?? NONE,
    },
];
function selfTuple(args) {
    const self = args.value('self');
    return self.kind === 'tuple' ? self : args.wrongType('self', 'tuple');
}
export function tupleClass(object) {
    return nativeClass('tuple', [object], [
        newWith('(cls, iterable=(), /)', (args, interpreter) => {
            const cls = known(args.raw('cls'));
            const { items, rest } = interpreter.iterate(args.raw('iterable'));
            const own = cls.kind === 'class' && cls !== interpreter.builtin('tuple') ? cls : undefined;
            return { ...tuple([...items], own), rest };
        }),
        ...natives({
            index: [
                '(self, value, start=0, stop=None, /)',
                (args, interpreter) => int(position(selfTuple(args), args, interpreter, 'tuple.index(x)')),
            ],
            count: ['(self, value, /)', (args, interpreter) => countOf(selfTuple(args), args.value('value'), interpreter)],
            __len__: ['(self)', (args, interpreter) => interpreter.length(bareTuple(selfTuple(args)))],
            __iter__: [
                '(self)',
                (args) => {
                    const self = selfTuple(args);
                    return iterator(self.items, self.rest);
                },
            ],
            __getitem__: [
                '(self, index, /)',
                (args, interpreter) => interpreter.getItem(bareTuple(selfTuple(args)), args.raw('index')),
            ],
        }),
        subscriptable,
    ]);
}
const bareTuple = (self) => ({ kind: 'tuple', items: self.items, rest: self.rest });
