/** `collections.abc` and `numbers`: classes that builtin kinds belong to by what they can do. */
import { lookupClass } from '../../classes';
import { native } from '../../native';
import { bool, NONE, tuple } from '../../values';
import { subscriptable } from '../kinds/list';
import { iterator, nativeClass, natives, newWith } from '../support';
import { moduleNames } from './names';
const CONTAINERS = ['list', 'tuple', 'set', 'dict', 'str', 'bytes', 'range'];
const CALLABLES = ['function', 'native', 'method', 'partial', 'class', 'staticmethod'];
const ABSTRACT = {
    Iterable: { kinds: [...CONTAINERS, 'iterator', 'tensor'], methods: ['__iter__'] },
    Iterator: { kinds: ['iterator'], methods: ['__iter__', '__next__'] },
    Generator: { kinds: ['iterator'], methods: ['send', 'throw'] },
    Reversible: { kinds: ['list', 'tuple', 'dict', 'range', 'str'], methods: ['__reversed__'] },
    Container: { kinds: CONTAINERS, methods: ['__contains__'] },
    Sized: { kinds: [...CONTAINERS, 'tensor'], methods: ['__len__'] },
    Collection: { kinds: CONTAINERS, methods: ['__len__', '__iter__', '__contains__'] },
    Sequence: { kinds: ['list', 'tuple', 'str', 'bytes', 'range'] },
    MutableSequence: { kinds: ['list'] },
    ByteString: { kinds: ['bytes'] },
    Set: { kinds: ['set'] },
    MutableSet: { kinds: ['set'] },
    Mapping: { kinds: ['dict'] },
    MutableMapping: { kinds: ['dict'] },
    KeysView: { kinds: ['set'] },
    ItemsView: { kinds: [] },
    ValuesView: { kinds: [] },
    MappingView: { kinds: [] },
    Callable: { kinds: CALLABLES, methods: ['__call__'] },
    Hashable: {
        kinds: [
            'int',
            'float',
            'bool',
            'str',
            'bytes',
            'none',
            'tuple',
            'class',
            'function',
            'native',
            'instance',
            'range',
            'tensor',
        ],
    },
    Awaitable: { kinds: [], methods: ['__await__'] },
    Coroutine: { kinds: [], methods: ['send', 'throw', '__await__'] },
    AsyncIterable: { kinds: [], methods: ['__aiter__'] },
    AsyncIterator: { kinds: [], methods: ['__anext__'] },
    AsyncGenerator: { kinds: [] },
    Buffer: { kinds: ['bytes'] },
};
const NUMBERS = {
    Number: { kinds: ['int', 'float', 'bool'] },
    Complex: { kinds: ['int', 'float', 'bool'] },
    Real: { kinds: ['int', 'float', 'bool'] },
    Rational: { kinds: ['int', 'bool'] },
    Integral: { kinds: ['int', 'bool'] },
};
/** What a user's mapping gets for its `__getitem__`, `__iter__` and `__len__`. */
const MAPPING = {
    get: [
        '(self, key, default=None)',
        (args, interpreter) => {
            const self = args.value('self');
            const inside = interpreter.truth(interpreter.compare('in', args.raw('key'), { kind: 'list', ...listed(self, interpreter) }));
            if (inside === undefined)
                return interpreter.unknown('undecided', 'whether the mapping has the key is not decided');
            return inside ? interpreter.getItem(self, args.raw('key')) : args.raw('default');
        },
    ],
    keys: ['(self)', (args, interpreter) => ({ kind: 'list', ...listed(args.value('self'), interpreter) })],
    values: [
        '(self)',
        (args, interpreter) => {
            const { items, rest } = interpreter.iterate(args.value('self'));
            return { kind: 'list', items: items.map((key) => interpreter.getItem(args.raw('self'), key)), rest };
        },
    ],
    items: [
        '(self)',
        (args, interpreter) => {
            const { items, rest } = interpreter.iterate(args.value('self'));
            return {
                kind: 'list',
                items: items.map((key) => tuple([key, interpreter.getItem(args.raw('self'), key)])),
                rest,
            };
        },
    ],
    __contains__: [
        '(self, key)',
        (args, interpreter) => interpreter.compare('in', args.raw('key'), { kind: 'list', ...listed(args.value('self'), interpreter) }),
    ],
    update: [
        '(self, other=(), /, **kwargs)',
        (args, interpreter) => {
            const { items } = interpreter.iterate(args.raw('other'));
            const other = args.raw('other');
            for (const item of items) {
                const [key, value] = other.kind === 'dict' ? [item, interpreter.getItem(other, item)] : interpreter.iterate(item).items;
                if (key && value)
                    interpreter.setItem(args.raw('self'), key, value);
            }
            for (const [name, value] of args.extraKeywords)
                interpreter.setItem(args.raw('self'), { kind: 'str', value: name }, value);
            return NONE;
        },
    ],
};
function listed(self, interpreter) {
    const { items, rest } = interpreter.iterate(self);
    return { items: [...items], rest };
}
const SEQUENCE = {
    __iter__: [
        '(self)',
        (args, interpreter) => {
            const length = interpreter.length(args.value('self'));
            if (length.kind !== 'int' || typeof length.value !== 'number')
                return iterator([], interpreter.unknown('undecided', 'the length is not known'));
            const count = length.value;
            return iterator(Array.from({ length: count }, (_, i) => interpreter.getItem(args.raw('self'), { kind: 'int', value: i })));
        },
    ],
};
const MIXINS = {
    Mapping: MAPPING,
    MutableMapping: MAPPING,
    Sequence: SEQUENCE,
    MutableSequence: SEQUENCE,
};
/** Three-valued `isinstance(value, cls)` for the classes of this file and what users derive from them. */
function belongs(cls, value, interpreter) {
    if (value.kind === 'unknown')
        return undefined;
    const type = interpreter.typeOf(value);
    if (type.kind === 'unknown')
        return undefined;
    if (type.mro.includes(cls))
        return true;
    const rule = ABSTRACT[cls.native ?? ''] ?? NUMBERS[cls.native ?? ''];
    if (rule === undefined)
        return type.unknownBase ? undefined : false;
    if (rule.kinds.includes(value.kind))
        return true;
    if (value.kind === 'instance' && rule.methods?.every((method) => lookupClass(type, method)))
        return true;
    return type.unknownBase ? undefined : false;
}
function abstractMeta(classes) {
    const type = classes.get('type');
    return nativeClass('ABCMeta', type ? [type] : [], [
        [
            '__instancecheck__',
            native('__instancecheck__', '(cls, instance, /)', (args, interpreter) => {
                const cls = args.value('cls');
                const verdict = cls.kind === 'class' ? belongs(cls, args.raw('instance'), interpreter) : undefined;
                return verdict === undefined
                    ? interpreter.unknown('undecided', 'what class this is of is not decided', 'bool')
                    : bool(verdict);
            }),
        ],
        ...natives({ register: ['(cls, subclass, /)', (args) => args.raw('subclass')] }),
    ], { module: 'abc' });
}
const made = new WeakMap();
/** Made once for each library, so that `typing.Sequence` and `collections.abc.Sequence` are one class. */
export function abstractModule(classes) {
    const found = made.get(classes) ?? define(ABSTRACT, classes);
    made.set(classes, found);
    return found;
}
function define(table, classes) {
    const object = classes.get('object');
    const metaclass = abstractMeta(classes);
    return new Map(Object.keys(table).map((name) => {
        const members = [...natives(MIXINS[name] ?? {}), subscriptable];
        return [
            name,
            nativeClass(name, object ? [object] : [], members, { module: 'collections.abc', metaclass }),
        ];
    }));
}
/** `abc.ABC` and its metaclass: abstract methods are not enforced here. */
function abcModule(classes) {
    const [object, type] = [classes.get('object'), classes.get('type')];
    const register = natives({ register: ['(cls, subclass, /)', (args) => args.raw('subclass')] });
    const metaclass = nativeClass('ABCMeta', type ? [type] : [], register, { module: 'abc' });
    const identity = (name) => [name, native(name, '(funcobj)', (args) => args.raw('funcobj'))];
    const property = (name) => [
        name,
        nativeClass(name, object ? [object] : [], [
            newWith('(cls, fget=None, fset=None)', (args) => ({
                kind: 'property',
                getter: args.raw('fget'),
                setter: undefined,
                cached: false,
            })),
        ]),
    ];
    return [
        ['ABCMeta', metaclass],
        ['ABC', nativeClass('ABC', object ? [object] : [], [], { module: 'abc', metaclass })],
        identity('abstractmethod'),
        property('abstractproperty'),
        ['abstractclassmethod', classes.get('classmethod') ?? NONE],
        ['abstractstaticmethod', classes.get('staticmethod') ?? NONE],
    ];
}
export const abstract = ({ classes }) => ({
    abc: () => moduleNames('abc', abcModule(classes)),
    numbers: () => moduleNames('numbers', define(NUMBERS, classes)),
});
