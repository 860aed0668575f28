/** `set` and `frozenset`. */
import { hashKey, setAdd, setOf } from '../../containers';
import { NotKnown } from '../../signals';
import { NONE } from '../../values';
import { nativeClass, natives, newWith } from '../support';
import { keyError } from './dict';
import { subscriptable } from './list';
function selfSet(args) {
    const self = args.value('self');
    return self.kind === 'set' ? self : args.wrongType('self', 'set');
}
/** Any iterable as a set. */
function asSet(value, interpreter) {
    if (value.kind === 'set')
        return value;
    const { items, rest } = interpreter.iterate(value);
    return setOf(items, true, rest);
}
const pick = (a, b, keep) => ({
    kind: 'set',
    frozen: a.frozen,
    items: new Map([...a.items].filter(([key]) => keep(key))),
    rest: a.rest ?? b.rest,
});
const union = (a, b) => ({
    kind: 'set',
    frozen: a.frozen,
    items: new Map([...a.items, ...b.items]),
    rest: a.rest ?? b.rest,
});
// What an unknown rest would take away or keep cannot be told, so nothing is known to stay.
const intersection = (a, b) => pick(a, b, (key) => b.items.has(key));
const difference = (a, b) => pick(a, b, (key) => !b.rest && !b.items.has(key));
const symmetric = (a, b) => union(difference(a, b), difference(b, a));
const combining = (combine) => [
    '(self, *others)',
    (args, interpreter) => args.extra.map((other) => asSet(other, interpreter)).reduce(combine, copyOf(selfSet(args))),
];
const updating = (combine) => [
    '(self, *others)',
    (args, interpreter) => {
        const self = selfSet(args);
        const others = args.extra.map((other) => asSet(other, interpreter));
        const result = others.reduce(combine, self);
        interpreter.touch(self);
        self.items = new Map(result.items);
        self.rest = result.rest;
        return NONE;
    },
];
const copyOf = (self) => ({ ...self, items: new Map(self.items) });
const comparing = (test) => [
    '(self, other, /)',
    (args, interpreter) => {
        const self = selfSet(args);
        const other = asSet(args.value('other'), interpreter);
        const rest = self.rest ?? other.rest;
        if (rest)
            throw new NotKnown(rest);
        return { kind: 'bool', value: test(self, other) };
    },
];
const within = (a, b) => [...a.items.keys()].every((key) => b.items.has(key));
function removing(args, interpreter, required) {
    const self = selfSet(args);
    const item = args.value('item');
    const key = hashKey(item);
    interpreter.touch(self);
    const removed = key !== undefined && self.items.delete(key);
    if (!removed && required && !self.rest && key !== undefined)
        keyError(item, interpreter);
    return NONE;
}
const SHARED = {
    union: combining(union),
    intersection: combining(intersection),
    difference: combining(difference),
    symmetric_difference: combining(symmetric),
    issubset: comparing(within),
    issuperset: comparing((a, b) => within(b, a)),
    isdisjoint: comparing((a, b) => ![...a.items.keys()].some((key) => b.items.has(key))),
    copy: ['(self)', (args) => copyOf(selfSet(args))],
};
const CHANGING = {
    add: [
        '(self, item, /)',
        (args, interpreter) => {
            setAdd(interpreter, selfSet(args), args.raw('item'));
            return NONE;
        },
    ],
    remove: ['(self, item, /)', (args, interpreter) => removing(args, interpreter, true)],
    discard: ['(self, item, /)', (args, interpreter) => removing(args, interpreter, false)],
    pop: [
        '(self)',
        (args, interpreter) => {
            const self = selfSet(args);
            const [first, second] = self.items;
            if (self.rest)
                return self.rest;
            if (first === undefined)
                return interpreter.raise('KeyError', "'pop from an empty set'");
            interpreter.touch(self);
            self.items = new Map();
            if (second === undefined)
                return first[1];
            // Which one goes depends on hashes.
            const cause = interpreter.unknown('undecided', 'which item a set gives up is not known');
            self.rest = cause;
            return cause;
        },
    ],
    clear: [
        '(self)',
        (args, interpreter) => {
            const self = selfSet(args);
            interpreter.touch(self);
            self.items = new Map();
            self.rest = undefined;
            return NONE;
        },
    ],
    update: updating(union),
    intersection_update: updating(intersection),
    difference_update: updating(difference),
    symmetric_difference_update: updating(symmetric),
};
export function setClass(name, object) {
    return nativeClass(name, [object], [
        newWith('(cls, iterable=(), /)', (args, interpreter) => {
            const { items, rest } = interpreter.iterate(args.raw('iterable'));
            return setOf(items, name === 'frozenset', rest);
        }),
        ...natives(SHARED),
        ...(name === 'set' ? natives(CHANGING) : []),
        subscriptable,
    ]);
}
