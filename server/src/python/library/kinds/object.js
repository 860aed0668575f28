import { known } from '../../native';
import { nativeClass, newWith } from '../support';
/** What `object` itself provides (`__setattr__`, `__repr__`, …) is the interpreter's. */
export const objectClass = () => nativeClass('object', []);
export function noAttribute(self, name, interpreter) {
    const cls = interpreter.typeOf(self);
    const type = cls.kind === 'class' ? cls.name : 'object';
    return interpreter.raise('AttributeError', `'${type}' object has no attribute '${name}'`);
}
export function typeClass(object) {
    return nativeClass('type', [object], [
        newWith('(cls, object, bases=None, dict=None, /, **kwargs)', (args, interpreter) => {
            if (!args.given.has('bases'))
                return interpreter.typeOf(args.raw('object'));
            return classFrom(args.str('object'), args.value('bases'), args.value('dict'), interpreter);
        }),
    ]);
}
function classFrom(name, bases, dict, interpreter) {
    if (bases.kind !== 'tuple' || bases.rest || dict.kind !== 'dict') {
        return interpreter.unknown('undecided', `the bases of ${name} are not known`, 'type');
    }
    const classes = [];
    for (const base of bases.items) {
        const cls = known(base);
        if (cls.kind !== 'class')
            return interpreter.raise('TypeError', `bases of ${name} must be classes`);
        classes.push(cls);
    }
    const members = [];
    for (const { key, value } of dict.entries.values())
        if (key.kind === 'str')
            members.push([key.value, value]);
    return interpreter.makeClass(name, classes.length > 0 ? classes : [interpreter.builtin('object')], members);
}
const orAbsent = (value) => (value.kind === 'none' ? undefined : value);
export function propertyClass(object) {
    return nativeClass('property', [object], [
        newWith('(cls, fget=None, fset=None, fdel=None, doc=None)', (args) => ({
            kind: 'property',
            getter: orAbsent(args.raw('fget')),
            setter: orAbsent(args.raw('fset')),
            deleter: orAbsent(args.raw('fdel')),
            cached: false,
        })),
    ]);
}
export function wrappedMethodClass(kind, object) {
    return nativeClass(kind, [object], [newWith('(cls, function, /)', (args) => ({ kind, func: args.raw('function') }))]);
}
