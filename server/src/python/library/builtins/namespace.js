/** `globals()`: a module's names as a mapping, evaluated only when they are asked for. */
import { defineClass } from '../../classes';
import { NONE, unknown } from '../../values';
import { keyError } from '../kinds/dict';
import { iterator, natives } from '../support';
const NAMESPACE = defineClass('dict', [], natives({
    __getitem__: ['(self, key, /)', (args, interpreter) => find(args) ?? keyError(args.value('key'), interpreter)],
    get: ['(self, key, default=None, /)', (args) => find(args) ?? args.raw('default')],
    __contains__: ['(self, key, /)', (args) => ({ kind: 'bool', value: find(args) !== undefined })],
    __setitem__: [
        '(self, key, value, /)',
        (args, interpreter) => {
            const scope = scopeOf(args.raw('self'));
            if (scope === undefined)
                return NONE;
            interpreter.touch(scope);
            scope.vars.set(args.str('key'), args.raw('value'));
            return NONE;
        },
    ],
    __iter__: ['(self)', () => iterator([], partial())],
    keys: ['(self)', () => iterator([], partial())],
    values: ['(self)', () => iterator([], partial())],
    items: ['(self)', () => iterator([], partial())],
    copy: ['(self)', (args) => args.raw('self')],
    update: [
        '(self, *args, **kwargs)',
        (args, interpreter) => {
            const scope = scopeOf(args.raw('self'));
            if (scope === undefined)
                return NONE;
            interpreter.touch(scope);
            for (const source of args.extra) {
                if (source.kind !== 'dict')
                    continue;
                for (const { key, value } of source.entries.values())
                    if (key.kind === 'str')
                        scope.vars.set(key.value, value);
            }
            for (const [name, value] of args.extraKeywords)
                scope.vars.set(name, value);
            return NONE;
        },
    ],
}), { native: 'globals' });
const partial = () => unknown('missing', 'all names of a module are not listed by Convscope');
const scopes = new WeakMap();
export function namespaceOf(scope) {
    const instance = { kind: 'instance', cls: NAMESPACE, attrs: new Map() };
    scopes.set(instance, scope);
    return instance;
}
const scopeOf = (self) => (self.kind === 'instance' ? scopes.get(self) : undefined);
function find(args) {
    const scope = scopeOf(args.raw('self'));
    const key = args.value('key');
    if (scope === undefined || key.kind !== 'str')
        return undefined;
    return scope.vars.get(key.value) ?? scope.resolve?.(key.value);
}
