/** `types`: classes of builtin values, and SimpleNamespace. */
import { sameValue } from '../../containers';
import { native } from '../../native';
import { NONE, str } from '../../values';
import { textUnknown } from '../format';
import { reprOf } from '../repr';
import { nativeClass, natives } from '../support';
import { moduleNames } from './names';
/** Names in `types`, and the builtin class each one is. */
const CLASSES = {
    FunctionType: 'function',
    LambdaType: 'function',
    MethodType: 'method',
    BuiltinFunctionType: 'builtin_function_or_method',
    BuiltinMethodType: 'builtin_function_or_method',
    ModuleType: 'module',
    GeneratorType: 'generator',
    NoneType: 'NoneType',
    EllipsisType: 'ellipsis',
    NotImplementedType: 'NotImplementedType',
    MappingProxyType: 'dict',
};
/** A class whose instances hold what their constructor is given by keyword. */
export function namespaceClass(name, module, object) {
    return nativeClass(name, [object], natives({
        __init__: [
            '(self, mapping=None, /, **kwargs)',
            (args, interpreter) => {
                const self = args.raw('self');
                if (self.kind !== 'instance')
                    return NONE;
                interpreter.touch(self);
                for (const [key, value] of args.extraKeywords)
                    self.attrs.set(key, value);
                return NONE;
            },
        ],
        __repr__: [
            '(self)',
            (args, interpreter) => {
                const self = args.value('self');
                const parts = [...(self.kind === 'instance' ? self.attrs : [])].map(([key, value]) => [key, reprOf(value, interpreter)]);
                if (parts.some(([, text]) => text === undefined))
                    return textUnknown(interpreter);
                return str(`${name === 'SimpleNamespace' ? 'namespace' : name}(${parts.map(([key, text]) => `${key}=${text}`).join(', ')})`);
            },
        ],
        __contains__: [
            '(self, key)',
            (args) => {
                const [self, key] = [args.value('self'), args.value('key')];
                return { kind: 'bool', value: self.kind === 'instance' && key.kind === 'str' && self.attrs.has(key.value) };
            },
        ],
        __eq__: [
            '(self, other)',
            (args, interpreter) => {
                const [self, other] = [args.value('self'), args.value('other')];
                if (self.kind !== 'instance' || other.kind !== 'instance' || self.cls !== other.cls)
                    return { kind: 'not-implemented' };
                const dictOf = (names) => ({
                    kind: 'dict',
                    entries: new Map([...names].map(([key, value]) => [`s:${key}`, { key: str(key), value }])),
                });
                const same = sameValue(dictOf(self.attrs), dictOf(other.attrs));
                return same === undefined
                    ? interpreter.unknown('undecided', 'whether two namespaces are equal is not decided', 'bool')
                    : { kind: 'bool', value: same };
            },
        ],
    }), { module });
}
/** `MethodType(function, instance)` binds. */
const bind = native('__new__', '(cls, func, instance, /)', (args) => ({ kind: 'method', self: args.raw('instance'), func: args.raw('func') }), { binds: false });
/** `ModuleType('name')`. */
const newModule = native('__new__', '(cls, name, doc=None)', (args) => ({
    kind: 'module',
    name: args.str('name'),
    file: undefined,
    scope: { kind: 'scope', vars: new Map(), parent: undefined },
}), { binds: false });
export const types = () => ({
    types: (interpreter) => {
        const method = interpreter.builtin('method');
        method.dict.set('__new__', bind);
        interpreter.builtin('module').dict.set('__new__', newModule);
        return moduleNames('types', [
            ...Object.entries(CLASSES).map(([name, builtin]) => [name, interpreter.builtin(builtin)]),
            ['SimpleNamespace', namespaceClass('SimpleNamespace', 'types', interpreter.builtin('object'))],
            [
                'new_class',
                native('new_class', '(name, bases=(), kwds=None, exec_body=None)', (args, i) => {
                    const bases = i.iterate(args.raw('bases')).items.filter((base) => base.kind === 'class');
                    return i.makeClass(args.str('name'), bases, []);
                }, { binds: false }),
            ],
            ['coroutine', native('coroutine', '(func)', (args) => args.raw('func'), { binds: false })],
        ]);
    },
});
