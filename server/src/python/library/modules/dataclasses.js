/** `dataclasses`: `@dataclass` writes `__init__`, `__repr__`, comparison and the frozen `__setattr__`. */
import { lookupClass } from '../../classes';
import { known, native } from '../../native';
import { bool, dict, list, NONE, NOT_IMPLEMENTED, str, tuple, } from '../../values';
import { annotationsOf, generated, namesOf } from '../fields';
import { textUnknown } from '../format';
import { reprOf } from '../repr';
import { nativeClass, natives, orNone, raiseOf } from '../support';
import { isAnnotation } from './annotations';
import { moduleNames } from './names';
const FIELDS = '__dataclass_fields__';
const OPTIONS = 'init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False';
function optionsOf(args) {
    return {
        init: args.bool('init'),
        repr: args.bool('repr'),
        eq: args.bool('eq'),
        order: args.bool('order'),
        frozen: args.bool('frozen'),
        keywordOnly: args.bool('kw_only'),
    };
}
/** `dataclasses.field(...)` before a class adopts it. */
function makeField(args, fieldClass) {
    const attrs = new Map();
    for (const name of ['default', 'default_factory', 'init', 'repr', 'compare', 'kw_only', 'metadata', 'hash']) {
        if (args.given.has(name) || (name !== 'default' && name !== 'default_factory'))
            attrs.set(name, args.raw(name));
    }
    return { kind: 'instance', cls: fieldClass, attrs };
}
/** Fields of the bases, then those of the class itself; one of the same name keeps its first place. */
function collectFields(cls, options, context, interpreter) {
    const fields = new Map();
    for (const base of [...cls.mro].reverse()) {
        if (base === cls)
            continue;
        for (const field of context.declared.get(base) ?? [])
            fields.set(field.name, field);
    }
    let keywordOnly = options.keywordOnly;
    for (const [name, annotation] of annotationsOf(cls)) {
        if (isAnnotation(annotation, 'ClassVar'))
            continue;
        if (isAnnotation(annotation, 'KW_ONLY')) {
            keywordOnly = true;
            continue;
        }
        const role = isAnnotation(annotation, 'InitVar') ? 'init-only' : 'field';
        fields.set(name, ownField(cls, name, annotation, role, keywordOnly, context, interpreter));
    }
    return [...fields.values()];
}
function ownField(cls, name, annotation, role, keywordOnly, context, interpreter) {
    const written = cls.dict.get(name);
    const isField = written?.kind === 'instance' && written.cls === context.fieldClass;
    const attrs = isField ? written.attrs : new Map(written ? [['default', written]] : []);
    if (!isField && written)
        refuseMutable(name, written, interpreter);
    const flag = (key, otherwise) => {
        const value = attrs.get(key);
        return value === undefined || value.kind === 'none' ? otherwise : (interpreter.truth(value) ?? otherwise);
    };
    const field = attrs.get('default');
    if (isField) {
        interpreter.touch(cls);
        if (field)
            cls.dict.set(name, field);
        else
            cls.dict.delete(name);
    }
    const object = {
        kind: 'instance',
        cls: context.fieldClass,
        attrs: new Map([
            ['default', context.missing],
            ['default_factory', context.missing],
            ['init', bool(true)],
            ['repr', bool(true)],
            ['compare', bool(true)],
            ['metadata', dict()],
            ['kw_only', bool(keywordOnly)],
            ...attrs,
            ['name', str(name)],
            ['type', annotation],
        ]),
    };
    return {
        name,
        object,
        role,
        default: field,
        factory: attrs.get('default_factory'),
        init: flag('init', true),
        repr: flag('repr', true),
        compare: flag('compare', true),
        keywordOnly: flag('kw_only', keywordOnly),
    };
}
function refuseMutable(name, value, interpreter) {
    if (value.kind !== 'list' && value.kind !== 'dict' && !(value.kind === 'set' && !value.frozen))
        return;
    interpreter.raise('ValueError', `mutable default <class '${value.kind}'> for field ${name} is not allowed: use default_factory`);
}
function decorate(cls, options, context, interpreter) {
    if (cls.kind !== 'class')
        return cls;
    const fields = collectFields(cls, options, context, interpreter);
    context.declared.set(cls, fields);
    interpreter.touch(cls);
    const add = (name, value) => {
        if (!cls.dict.has(name))
            cls.dict.set(name, value);
    };
    const own = fields.filter((field) => field.role === 'field');
    cls.dict.set(FIELDS, dict(own.map((field) => [field.name, field.object])));
    if (options.init)
        add('__init__', initializer(cls, fields));
    if (options.repr)
        add('__repr__', representation(own.filter((field) => field.repr)));
    const compared = own.filter((field) => field.compare);
    if (options.eq)
        add('__eq__', comparison('__eq__', compared));
    if (options.order)
        for (const name of ['__lt__', '__le__', '__gt__', '__ge__'])
            add(name, comparison(name, compared));
    if (options.frozen)
        for (const [name, value] of frozenMembers(context))
            add(name, value);
    add('__match_args__', tuple(fields.filter((field) => field.init && !field.keywordOnly).map((field) => str(field.name))));
    return cls;
}
function initializer(cls, fields) {
    const taken = fields.filter((field) => field.init);
    const parameter = (field) => ({
        name: field.name,
        // A factory runs at each call: None only marks the parameter as optional.
        default: field.default ?? (field.factory ? NONE : undefined),
        keywordOnly: field.keywordOnly,
    });
    const ordered = [...taken.filter((field) => !field.keywordOnly), ...taken.filter((field) => field.keywordOnly)];
    return generated(`${cls.name}.__init__`, 'self', ordered.map(parameter), (args, interpreter) => {
        const self = known(args.raw('self'));
        for (const field of fields) {
            if (field.role === 'init-only')
                continue;
            const value = initialValue(field, args, interpreter);
            if (value)
                interpreter.setAttributeDefault(self, field.name, value);
        }
        const hook = self.kind === 'instance' ? interpreter.lookup(self.cls, '__post_init__') : undefined;
        if (hook) {
            const extra = fields.filter((field) => field.role === 'init-only').map((field) => args.raw(field.name));
            interpreter.call(interpreter.bindTo(self, hook), extra);
        }
        return NONE;
    });
}
function initialValue(field, args, interpreter) {
    if (field.init && (args.given.has(field.name) || !field.factory))
        return args.raw(field.name);
    return field.factory ? interpreter.call(field.factory, []) : field.default;
}
function representation(fields) {
    return native('__repr__', '(self)', (args, interpreter) => {
        const self = args.value('self');
        const parts = [];
        for (const field of fields) {
            const text = reprOf(interpreter.getAttribute(self, field.name), interpreter);
            if (text === undefined)
                return textUnknown(interpreter);
            parts.push(`${field.name}=${text}`);
        }
        return str(`${self.kind === 'instance' ? self.cls.qualname : ''}(${parts.join(', ')})`);
    });
}
const OPERATORS = { __eq__: '==', __lt__: '<', __le__: '<=', __gt__: '>', __ge__: '>=' };
function comparison(name, fields) {
    return native(name, '(self, other)', (args, interpreter) => {
        const [self, other] = [args.value('self'), args.value('other')];
        if (self.kind !== 'instance' || other.kind !== 'instance' || self.cls !== other.cls)
            return NOT_IMPLEMENTED;
        const values = (object) => tuple(fields.map((field) => interpreter.getAttribute(object, field.name)));
        return interpreter.compare(OPERATORS[name], values(self), values(other));
    });
}
function frozenMembers({ frozenError }) {
    const refuse = (verb) => (args, interpreter) => raiseOf(frozenError, [str(`cannot ${verb} field '${args.str('name')}'`)], interpreter);
    return natives({
        __setattr__: ['(self, name, value)', refuse('assign to')],
        __delattr__: ['(self, name)', refuse('delete')],
    });
}
/** The `Field` objects of a dataclass or of an instance of one. */
function fieldObjects(value, interpreter) {
    const cls = value.kind === 'class' ? value : interpreter.typeOf(value);
    if (cls.kind === 'unknown')
        return cls;
    const held = lookupClass(cls, FIELDS);
    if (held?.kind === 'dict')
        return namesOf(held);
    return cls.unknownBase ?? interpreter.raise('TypeError', 'must be called with a dataclass type or instance');
}
/** `asdict` and `astuple`: through lists, tuples and dicts too. */
function converted(value, convert, interpreter) {
    const inner = (item) => converted(item, convert, interpreter);
    switch (value.kind) {
        case 'instance': {
            const held = lookupClass(value.cls, FIELDS);
            if (held?.kind !== 'dict')
                return value;
            return convert(namesOf(held).map(([name]) => [name, inner(interpreter.getAttribute(value, name))]));
        }
        case 'list':
            return { ...list(value.items.map(inner)), rest: value.rest };
        case 'tuple':
            return { ...value, items: value.items.map(inner) };
        case 'dict':
            return {
                ...value,
                entries: new Map([...value.entries].map(([key, entry]) => [key, { key: entry.key, value: inner(entry.value) }])),
            };
        default:
            return value;
    }
}
function asDict(args, interpreter) {
    const factory = orNone(args.raw('dict_factory'));
    return converted(args.value('obj'), (pairs) => {
        if (factory === undefined)
            return dict(pairs);
        return interpreter.call(factory, [list(pairs.map(([name, value]) => tuple([str(name), value])))]);
    }, interpreter);
}
function replace(args, interpreter) {
    const object = args.value('obj');
    const fields = fieldObjects(object, interpreter);
    if ('kind' in fields || object.kind !== 'instance')
        return 'kind' in fields ? fields : NONE;
    const keywords = new Map();
    for (const [name, field] of fields) {
        const init = field.kind === 'instance' ? field.attrs.get('init') : undefined;
        if (init && interpreter.truth(init) === false)
            continue;
        keywords.set(name, interpreter.getAttribute(object, name));
    }
    for (const [name, value] of args.extraKeywords)
        keywords.set(name, value);
    return interpreter.call(object.cls, [], keywords);
}
function makeDataclass(args, context, options, interpreter) {
    const annotations = [];
    const members = [];
    for (const item of interpreter.iterate(args.value('fields')).items) {
        const parts = item.kind === 'str' ? [item, NONE] : interpreter.iterate(item).items;
        const [name, type = NONE, value] = parts;
        if (name?.kind !== 'str')
            continue;
        annotations.push([name.value, type]);
        if (value)
            members.push([name.value, value]);
    }
    const bases = interpreter.iterate(args.value('bases')).items.filter((base) => base.kind === 'class');
    const cls = interpreter.makeClass(args.str('cls_name'), bases, [['__annotations__', dict(annotations)], ...members]);
    return decorate(cls, options, context, interpreter);
}
function contextOf(object, attributeError) {
    const missing = nativeClass('_MISSING_TYPE', [object], [], { module: 'dataclasses' });
    return {
        fieldClass: nativeClass('Field', [object], [], { module: 'dataclasses' }),
        frozenError: nativeClass('FrozenInstanceError', [attributeError], [], { module: 'dataclasses' }),
        missing: { kind: 'instance', cls: missing, attrs: new Map() },
        declared: new WeakMap(),
    };
}
export const dataclasses = () => ({
    dataclasses: (interpreter) => {
        const object = interpreter.builtin('object');
        const context = contextOf(object, interpreter.builtin('AttributeError'));
        const functions = natives({
            dataclass: [
                `(cls=None, /, *, ${OPTIONS})`,
                (args, i) => {
                    const options = optionsOf(args);
                    if (!args.isNone('cls'))
                        return decorate(args.raw('cls'), options, context, i);
                    return native('dataclass', '(cls)', (inner, j) => decorate(inner.raw('cls'), options, context, j), {
                        binds: false,
                    });
                },
            ],
            field: [
                '(*, default=None, default_factory=None, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=None)',
                (args) => makeField(args, context.fieldClass),
            ],
            fields: [
                '(class_or_instance)',
                (args, i) => {
                    const found = fieldObjects(args.value('class_or_instance'), i);
                    return 'kind' in found ? found : tuple(found.map(([, field]) => field));
                },
            ],
            asdict: ['(obj, *, dict_factory=None)', asDict],
            astuple: [
                '(obj, *, tuple_factory=None)',
                (args, i) => converted(args.value('obj'), (pairs) => tuple(pairs.map(([, value]) => value)), i),
            ],
            replace: ['(obj, /, **changes)', replace],
            is_dataclass: [
                '(obj)',
                (args, i) => {
                    const value = args.value('obj');
                    const cls = value.kind === 'class' ? value : i.typeOf(value);
                    return cls.kind === 'unknown' ? cls : bool(lookupClass(cls, FIELDS) !== undefined);
                },
            ],
            make_dataclass: [
                `(cls_name, fields, *, bases=(), namespace=None, ${OPTIONS})`,
                (args, i) => makeDataclass(args, context, optionsOf(args), i),
            ],
        }, { binds: false });
        return moduleNames('dataclasses', [
            ...functions,
            ['MISSING', context.missing],
            ['Field', context.fieldClass],
            ['InitVar', nativeClass('InitVar', [object], annotationForm, { module: 'dataclasses' })],
            ['KW_ONLY', nativeClass('KW_ONLY', [object], [], { module: 'dataclasses' })],
            ['FrozenInstanceError', context.frozenError],
        ]);
    },
});
/** `InitVar[int]` is as good as `InitVar`. */
const annotationForm = [
    ...natives({ __class_getitem__: ['(cls, item, /)', (args) => args.raw('cls')] }),
];
