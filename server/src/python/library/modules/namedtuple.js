import { native } from '../../native';
import { dict, int, str, tuple } from '../../values';
import { annotationsOf, generated } from '../fields';
import { textUnknown } from '../format';
import { reprOf } from '../repr';
import { allItems, getter, natives } from '../support';
import { split } from '../text';
export const namedTupleFactory = native('namedtuple', '(typename, field_names, *, rename=False, defaults=None, module=None)', (args, interpreter) => {
    const names = fieldNames(args.value('field_names'), args.bool('rename'), interpreter);
    const given = args.value('defaults');
    const defaults = given.kind === 'none' ? [] : allItems(given, interpreter);
    const required = names.length - defaults.length;
    const fields = names.map((name, i) => ({ name, default: defaults[i - required] }));
    return interpreter.makeClass(args.str('typename'), [interpreter.builtin('tuple')], namedTupleMembers(args.str('typename'), fields));
}, { binds: false });
function fieldNames(value, rename, interpreter) {
    const names = value.kind === 'str'
        ? split(value.value.replaceAll(',', ' '), undefined, -1, false)
        : allItems(value, interpreter).map((item) => (item.kind === 'str' ? item.value : ''));
    return rename
        ? names.map((name, i) => (/^[A-Za-z]\w*$/.test(name) && names.indexOf(name) === i ? name : `_${i}`))
        : names;
}
/** What a named tuple's class has beyond `tuple`. */
export function namedTupleMembers(typename, fields) {
    const names = fields.map((field) => field.name);
    const make = (cls, items) => ({
        ...tuple(items),
        cls: cls.kind === 'class' ? cls : undefined,
    });
    const create = generated(`${typename}.__new__`, '_cls', fields, (args) => make(args.raw('_cls'), names.map((name) => args.raw(name))), false);
    const fromItems = native('_make', '(cls, iterable, /)', (args, interpreter) => make(args.raw('cls'), allItems(args.raw('iterable'), interpreter)));
    return [
        ['__new__', create],
        ['_make', { kind: 'classmethod', func: fromItems }],
        ['_fields', tuple(names.map(str))],
        ['__match_args__', tuple(names.map(str))],
        ['_field_defaults', dict(fields.flatMap((field) => (field.default ? [[field.name, field.default]] : [])))],
        ...names.map((name, i) => [name, itemProperty(name, i)]),
        ...natives({
            _asdict: ['(self)', (args) => dict(names.map((name, i) => [name, itemOf(args, i)]))],
            _replace: [
                '(self, /, **kwargs)',
                (args, interpreter) => {
                    const self = args.value('self');
                    const unexpected = [...args.extraKeywords.keys()].find((name) => !names.includes(name));
                    if (unexpected !== undefined)
                        return interpreter.raise('ValueError', `Got unexpected field names: ['${unexpected}']`);
                    return make(self.kind === 'tuple' && self.cls ? self.cls : self, names.map((name, i) => args.extraKeywords.get(name) ?? itemOf(args, i)));
                },
            ],
            __getnewargs__: ['(self)', (args) => tuple(names.map((_, i) => itemOf(args, i)))],
            __repr__: ['(self)', (args, interpreter) => shown(args, names, interpreter)],
        }),
    ];
}
function itemOf(args, index) {
    const self = args.value('self');
    return ((self.kind === 'tuple' ? (self.items[index] ?? self.rest) : undefined) ?? args.interpreter.getItem(self, int(index)));
}
const itemProperty = (name, index) => getter(name, (self, interpreter) => (self.kind === 'tuple' ? self.items[index] : undefined) ?? interpreter.getItem(self, int(index)));
function shown(args, names, interpreter) {
    const self = args.value('self');
    const parts = names.map((name, i) => [name, reprOf(itemOf(args, i), interpreter)]);
    if (parts.some(([, text]) => text === undefined))
        return textUnknown(interpreter);
    const name = self.kind === 'tuple' ? (self.cls?.name ?? '') : '';
    return str(`${name}(${parts.map(([field, text]) => `${field}=${text}`).join(', ')})`);
}
/** `class P(NamedTuple)`: the fields are the annotated names. Subclasses of P have none of their own. */
export function defineNamedTuple(cls, base, interpreter) {
    if (!cls.bases.includes(base))
        return;
    const fields = annotationsOf(cls).map(([name]) => ({ name, default: cls.dict.get(name) }));
    interpreter.touch(cls);
    for (const [name, value] of namedTupleMembers(cls.name, fields)) {
        // Methods that the body defines stay.
        if (!cls.dict.has(name) || fields.some((field) => field.name === name))
            cls.dict.set(name, value);
    }
}
