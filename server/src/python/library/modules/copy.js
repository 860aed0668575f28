/** `copy`: shared parts stay shared, tensors get an allocation of their own. */
import { lookupClass } from '../../classes';
import { hashKey } from '../../containers';
import { natives } from '../support';
import { moduleNames } from './names';
// Below zero, so that they never meet those that tensor operations hand out.
let storages = 0;
function deepCopy(value, memo, interpreter) {
    const done = memo.get(value);
    if (done !== undefined)
        return done;
    switch (value.kind) {
        case 'list': {
            const made = { ...value, items: [], ...copiedAttrs(value.attrs) };
            memo.set(value, made);
            made.items = value.items.map((item) => deepCopy(item, memo, interpreter));
            fillAttrs(made.attrs, value.attrs, memo, interpreter);
            return made;
        }
        case 'tuple': {
            const items = value.items.map((item) => deepCopy(item, memo, interpreter));
            return items.every((item, i) => item === value.items[i]) ? value : { ...value, items };
        }
        case 'dict':
            return deepCopyDict(value, memo, interpreter);
        case 'set':
            return value.frozen ? value : { ...value, items: new Map(value.items) };
        case 'instance':
            return deepCopyInstance(value, memo, interpreter);
        case 'tensor':
            return deepCopyTensor(value, memo, interpreter);
        case 'method': {
            const self = deepCopy(value.self, memo, interpreter);
            return self === value.self ? value : { ...value, self };
        }
        case 'partial': {
            const args = value.args.map((item) => deepCopy(item, memo, interpreter));
            const keywords = new Map([...value.keywords].map(([name, item]) => [name, deepCopy(item, memo, interpreter)]));
            return { kind: 'partial', func: deepCopy(value.func, memo, interpreter), args, keywords };
        }
        default:
            // Functions, classes, modules and whatever cannot change are their own copies.
            return value;
    }
}
const copiedAttrs = (attrs) => (attrs ? { attrs: new Map() } : {});
function fillAttrs(target, source, memo, interpreter) {
    for (const [name, item] of source ?? [])
        target?.set(name, deepCopy(item, memo, interpreter));
}
function deepCopyDict(value, memo, interpreter) {
    const made = { ...value, entries: new Map(), ...copiedAttrs(value.attrs) };
    memo.set(value, made);
    for (const [oldKey, entry] of value.entries) {
        const key = deepCopy(entry.key, memo, interpreter);
        const copy = { key, value: deepCopy(entry.value, memo, interpreter) };
        made.entries.set(key === entry.key ? oldKey : (hashKey(key) ?? oldKey), copy);
    }
    fillAttrs(made.attrs, value.attrs, memo, interpreter);
    return made;
}
function deepCopyInstance(value, memo, interpreter) {
    const own = lookupClass(value.cls, '__deepcopy__');
    if (own) {
        const made = interpreter.call(interpreter.bindTo(value, own), [{ kind: 'dict', entries: new Map() }]);
        memo.set(value, made);
        return made;
    }
    const made = { ...value, attrs: new Map() };
    memo.set(value, made);
    fillAttrs(made.attrs, value.attrs, memo, interpreter);
    return made;
}
function deepCopyTensor(value, memo, interpreter) {
    const made = { ...value, storage: { id: --storages }, attrs: new Map() };
    memo.set(value, made);
    fillAttrs(made.attrs, value.attrs, memo, interpreter);
    return made;
}
function shallowCopy(value, interpreter) {
    switch (value.kind) {
        case 'list':
            return { ...value, items: [...value.items], ...(value.attrs ? { attrs: new Map(value.attrs) } : {}) };
        case 'dict':
            return { ...value, entries: new Map(value.entries), ...(value.attrs ? { attrs: new Map(value.attrs) } : {}) };
        case 'set':
            return value.frozen ? value : { ...value, items: new Map(value.items) };
        case 'instance': {
            const own = lookupClass(value.cls, '__copy__');
            return own ? interpreter.call(interpreter.bindTo(value, own), []) : { ...value, attrs: new Map(value.attrs) };
        }
        case 'tensor':
            // A view of the same allocation.
            return { ...value, attrs: new Map(value.attrs) };
        default:
            return value;
    }
}
export const copy = () => ({
    copy: () => moduleNames('copy', natives({
        deepcopy: ['(x, memo=None)', (args, interpreter) => deepCopy(args.value('x'), new Map(), interpreter)],
        copy: ['(x)', (args, interpreter) => shallowCopy(args.value('x'), interpreter)],
    }, { binds: false })),
});
