/** `enum`: the members are made when the class statement ends. */
import { lookupClass } from '../../classes';
import { dictGet, dictSet } from '../../containers';
import { known, native } from '../../native';
import { bool, int, NONE, NOT_IMPLEMENTED, str, tuple, } from '../../values';
import { formatValue, textUnknown } from '../format';
import { keyError } from '../kinds/dict';
import { reprOf, textOf } from '../repr';
import { getter, inherits, iterator, nativeClass, natives, numberOf, payload } from '../support';
import { split } from '../text';
import { moduleNames } from './names';
const MEMBERS = '_member_map_';
function membersOf(cls) {
    const held = cls.kind === 'class' ? cls.dict.get(MEMBERS) : undefined;
    return held?.kind === 'dict' ? held : undefined;
}
/** In order of definition; aliases left out. */
function listed(cls) {
    const seen = new Set([...(membersOf(cls)?.entries.values() ?? [])].map((entry) => entry.value));
    return [...seen];
}
const heldBy = (member) => (member.kind === 'instance' ? member.attrs.get('_value_') : undefined) ?? member;
const nameOf = (member) => (member.kind === 'instance' ? member.attrs.get('_name_') : undefined) ?? NONE;
/** Functions, descriptors and names with underscores around are not members. */
function isMember(name, value) {
    if (/^__.*__$/.test(name) || /^_.*_$/.test(name))
        return false;
    switch (value.kind) {
        case 'function':
        case 'native':
        case 'method':
        case 'property':
        case 'staticmethod':
        case 'classmethod':
        case 'partial':
        case 'class':
            return false;
        case 'instance':
            return lookupClass(value.cls, '__get__') === undefined;
        default:
            return true;
    }
}
function defineMembers(cls, context, interpreter) {
    const members = { kind: 'dict', entries: new Map() };
    const values = [];
    const ignored = ignoredNames(cls.dict.get('_ignore_'));
    interpreter.touch(cls);
    for (const [name, written] of [...cls.dict]) {
        if (!isMember(name, written) || ignored.includes(name))
            continue;
        const value = resolveAuto(cls, name, written, values, context, interpreter);
        const alias = [...members.entries.values()].find((entry) => interpreter.truth(interpreter.compare('==', heldBy(entry.value), value)));
        const member = alias?.value ?? makeMember(cls, name, value, interpreter);
        values.push(heldBy(member));
        dictSet(interpreter, members, str(name), member);
        cls.dict.set(name, member);
    }
    cls.dict.set(MEMBERS, members);
    cls.dict.set('__members__', members);
}
function ignoredNames(value) {
    if (value?.kind === 'str')
        return split(value.value, undefined, -1, false);
    return value?.kind === 'list' ? value.items.flatMap((item) => (item.kind === 'str' ? [item.value] : [])) : [];
}
function makeMember(cls, name, value, interpreter) {
    const given = value.kind === 'tuple' ? value.items : [value];
    const made = createMember(cls, given, interpreter);
    if (made.kind !== 'instance')
        return made;
    if (!made.attrs.has('_value_'))
        made.attrs.set('_value_', value);
    made.attrs.set('_name_', str(name));
    const init = lookupClass(cls, '__init__');
    if (init?.kind === 'function')
        interpreter.call(interpreter.bindTo(made, init), given);
    return made;
}
/** A `__new__` of the user's decides the value; a mixed-in type converts it. */
function createMember(cls, given, interpreter) {
    const maker = cls.mro
        .flatMap((c) => (c.native === undefined ? [c.dict.get('__new__')] : []))
        .find((found) => found !== undefined);
    if (maker)
        return interpreter.call(maker.kind === 'staticmethod' ? maker.func : maker, [cls, ...given]);
    const mixed = cls.mro.find((c) => c.native === 'int' || c.native === 'float' || c.native === 'str');
    const attrs = new Map();
    if (mixed)
        attrs.set('_value_', interpreter.call(interpreter.builtin(mixed.name), given));
    return { kind: 'instance', cls, attrs };
}
function resolveAuto(cls, name, written, before, context, interpreter) {
    if (written.kind === 'tuple' && written.items.some((item) => isAuto(item, context))) {
        return tuple(written.items.map((item) => (isAuto(item, context) ? nextValue(cls, name, before, interpreter) : item)));
    }
    return isAuto(written, context) ? nextValue(cls, name, before, interpreter) : written;
}
const isAuto = (value, context) => (value.kind === 'instance' && value.cls === context.auto) || value === context.auto;
function nextValue(cls, name, before, interpreter) {
    const own = lookupClass(cls, '_generate_next_value_');
    if (own) {
        const func = own.kind === 'staticmethod' ? own.func : own;
        return interpreter.call(func, [str(name), int(1), int(before.length), { kind: 'list', items: [...before] }]);
    }
    if (inherits(cls, 'StrEnum'))
        return str(name.toLowerCase());
    const numbers = before.flatMap((value) => numberOf(value) ?? []);
    const last = numbers.length === 0 ? 0 : Math.max(...numbers);
    if (!inherits(cls, 'Flag'))
        return int(last + 1);
    return int(last === 0 ? 1 : 2 ** (Math.floor(Math.log2(last)) + 1));
}
/** `Color(value)`, and `Enum('Color', 'RED GREEN')`. */
function callEnum(args, interpreter) {
    const cls = known(args.raw('cls'));
    if (cls.kind !== 'class')
        return NONE;
    if (args.given.has('names'))
        return functional(cls, args.str('value'), args.value('names'), interpreter);
    const wanted = args.value('value');
    return find(cls, wanted, interpreter) ?? missing(cls, wanted, interpreter);
}
function find(cls, wanted, interpreter) {
    for (const member of listed(cls)) {
        if (member === wanted)
            return member;
        const same = interpreter.truth(interpreter.compare('==', heldBy(member), payload(wanted)));
        if (same === undefined)
            return interpreter.unknown('undecided', 'which member of the enum this is is not decided');
        if (same)
            return member;
    }
    return undefined;
}
function missing(cls, wanted, interpreter) {
    const hook = lookupClass(cls, '_missing_');
    if (hook) {
        const found = interpreter.call(interpreter.bindTo(cls, hook), [wanted]);
        if (found.kind !== 'none')
            return found;
    }
    if (inherits(cls, 'Flag') && numberOf(wanted) !== undefined)
        return composite(cls, wanted);
    const shown = reprOf(wanted, interpreter);
    return interpreter.raise('ValueError', `${shown ?? 'the value'} is not a valid ${cls.name}`);
}
/** A combination of flags that has no name of its own. */
const composite = (cls, value) => ({
    kind: 'instance',
    cls,
    attrs: new Map([
        ['_value_', value],
        ['_name_', NONE],
    ]),
});
function functional(base, name, names, interpreter) {
    const members = [];
    const items = names.kind === 'str'
        ? split(names.value.replaceAll(',', ' '), undefined, -1, false).map(str)
        : interpreter.iterate(names).items;
    items.forEach((item, i) => {
        if (item.kind === 'str')
            members.push([item.value, names.kind === 'dict' ? interpreter.getItem(names, item) : int(i + 1)]);
        else {
            const [key, value] = interpreter.iterate(item).items;
            if (key?.kind === 'str' && value)
                members.push([key.value, value]);
        }
    });
    return interpreter.makeClass(name, [base], members);
}
const metaclass = (type) => nativeClass('EnumType', [type], natives({
    __call__: ['(cls, value, names=None, **kwargs)', callEnum],
    __iter__: ['(cls)', (args) => iterator(listed(args.raw('cls')))],
    __reversed__: ['(cls)', (args) => iterator(listed(args.raw('cls')).reverse())],
    __len__: ['(cls)', (args) => int(listed(args.raw('cls')).length)],
    __bool__: ['(cls)', () => bool(true)],
    __contains__: [
        '(cls, value)',
        (args, interpreter) => {
            const cls = known(args.raw('cls'));
            const found = cls.kind === 'class' ? find(cls, args.value('value'), interpreter) : undefined;
            return found?.kind === 'unknown' ? found : bool(found !== undefined);
        },
    ],
    __getitem__: [
        '(cls, name)',
        (args, interpreter) => {
            const members = membersOf(args.raw('cls'));
            const name = args.value('name');
            return (members && dictGet(members, payload(name))) ?? keyError(name, interpreter);
        },
    ],
}), { module: 'enum' });
/** `Color.RED`, and for those that are a number or text first, that. */
const asName = [
    '(self)',
    (args) => {
        const self = args.value('self');
        const name = nameOf(self);
        return str(`${self.kind === 'instance' ? self.cls.name : ''}.${name.kind === 'str' ? name.value : ''}`);
    },
];
const asValue = [
    '(self)',
    (args, interpreter) => {
        const text = textOf(heldBy(args.value('self')), interpreter);
        return text === undefined ? textUnknown(interpreter) : str(text);
    },
];
function enumMembers(context) {
    const initSubclass = native('__init_subclass__', '(cls, **kwargs)', (args, interpreter) => {
        const cls = args.raw('cls');
        if (cls.kind === 'class')
            defineMembers(cls, context, interpreter);
        return NONE;
    });
    return [
        ['__init_subclass__', { kind: 'classmethod', func: initSubclass }],
        ['name', getter('name', nameOf)],
        ['value', getter('value', heldBy)],
        ...natives({
            __str__: asName,
            __repr__: [
                '(self)',
                (args, interpreter) => {
                    const self = args.value('self');
                    const [name, value] = [nameOf(self), reprOf(heldBy(self), interpreter)];
                    if (value === undefined || self.kind !== 'instance')
                        return textUnknown(interpreter);
                    return str(`<${self.cls.name}.${name.kind === 'str' ? name.value : ''}: ${value}>`);
                },
            ],
            __deepcopy__: ['(self, memo)', (args) => args.raw('self')],
            __copy__: ['(self)', (args) => args.raw('self')],
        }),
    ];
}
const FLAG_OPERATORS = { __or__: '|', __and__: '&', __xor__: '^' };
function flagMembers() {
    const operators = Object.entries(FLAG_OPERATORS).map(([name, op]) => [
        name,
        native(name, '(self, other)', (args, interpreter) => {
            const self = args.value('self');
            if (self.kind !== 'instance')
                return NOT_IMPLEMENTED;
            const value = interpreter.binary(op, heldBy(self), heldBy(args.value('other')));
            return find(self.cls, value, interpreter) ?? composite(self.cls, value);
        }),
    ]);
    return [
        ...operators,
        ...natives({
            __contains__: [
                '(self, other)',
                (args, interpreter) => {
                    const other = heldBy(args.value('other'));
                    return interpreter.compare('==', interpreter.binary('&', heldBy(args.value('self')), other), other);
                },
            ],
            __bool__: ['(self)', (args, interpreter) => interpreter.compare('!=', heldBy(args.value('self')), int(0))],
            __eq__: [
                '(self, other)',
                (args, interpreter) => interpreter.compare('==', heldBy(args.raw('self')), heldBy(args.raw('other'))),
            ],
        }),
    ];
}
export const enumModule = () => ({
    enum: (interpreter) => {
        const object = interpreter.builtin('object');
        const auto = nativeClass('auto', [object], [], { module: 'enum' });
        const options = { module: 'enum', metaclass: metaclass(interpreter.builtin('type')) };
        const base = nativeClass('Enum', [object], enumMembers({ auto }), options);
        const showValue = natives({
            __str__: asValue,
            __format__: [
                '(self, format_spec)',
                (args, i) => {
                    const text = formatValue(heldBy(args.value('self')), args.str('format_spec'), i);
                    return typeof text === 'string' ? str(text) : text;
                },
            ],
        });
        const derived = (name, bases, members = []) => [name, nativeClass(name, bases, members, options)];
        const flag = nativeClass('Flag', [base], flagMembers(), options);
        const identity = (name) => [name, native(name, '(cls)', (args) => args.raw('cls'), { binds: false })];
        return moduleNames('enum', [
            ['Enum', base],
            ['EnumMeta', options.metaclass],
            ['EnumType', options.metaclass],
            ['auto', auto],
            ['Flag', flag],
            derived('IntEnum', [interpreter.builtin('int'), base], showValue),
            derived('StrEnum', [interpreter.builtin('str'), base], showValue),
            derived('ReprEnum', [base], showValue),
            derived('IntFlag', [flag, interpreter.builtin('int')], showValue),
            identity('unique'),
            ['verify', native('verify', '(*constraints)', () => identity('verify')[1], { binds: false })],
            ['property', interpreter.builtin('property')],
            ['nonmember', native('nonmember', '(value)', (args) => args.raw('value'), { binds: false })],
            ['member', native('member', '(value)', (args) => args.raw('value'), { binds: false })],
        ]);
    },
});
