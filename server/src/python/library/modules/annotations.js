/** Special forms of `typing`: what annotations are made of. At run time they do nothing but exist. */
import { defineClass } from '../../classes';
import { str, tuple } from '../../values';
import { natives } from '../support';
import { unionOf } from '../union';
/** `Optional`, `ClassVar`, `Literal`, …: subscripted, it gives a form of the same name with its arguments. */
const FORM = defineClass('_SpecialForm', [], natives({
    __getitem__: ['(self, parameters, /)', (args) => subscripted(args.raw('self'), args.raw('parameters'))],
    __or__: ['(self, other, /)', (args) => unionOf([args.raw('self'), args.raw('other')])],
    __ror__: ['(self, other, /)', (args) => unionOf([args.raw('other'), args.raw('self')])],
    __call__: ['(self, *args, **kwargs)', (args) => args.raw('self')],
    __repr__: ['(self)', (args) => str(`typing.${nameOf(args.raw('self')) ?? ''}`)],
}), { module: 'typing', native: '_SpecialForm' });
export function form(name, args = []) {
    return {
        kind: 'instance',
        cls: FORM,
        attrs: new Map([
            ['__name__', str(name)],
            ['_name', str(name)],
            ['__args__', tuple(args)],
        ]),
    };
}
function subscripted(self, parameters) {
    const items = parameters.kind === 'tuple' ? parameters.items : [parameters];
    const name = nameOf(self);
    if (name === 'Union')
        return unionOf(items);
    if (name === 'Optional')
        return unionOf([...items, { kind: 'none' }]);
    if (name === 'Annotated' || name === 'Final' || name === 'Required' || name === 'NotRequired')
        return items[0] ?? self;
    return form(name ?? '', items);
}
function nameOf(value) {
    const name = value.kind === 'instance' && value.cls === FORM ? value.attrs.get('__name__') : undefined;
    return name?.kind === 'str' ? name.value : undefined;
}
/** Whether an annotation is this form or class, subscripted or not, as a value or as text. */
export function isAnnotation(annotation, name) {
    if (annotation.kind === 'str')
        return new RegExp(`^(\\w+\\.)*${name}\\b`).test(annotation.value.trim());
    if (annotation.kind === 'class')
        return annotation.name === name && annotation.native === name;
    return nameOf(annotation) === name;
}
