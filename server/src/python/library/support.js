/** What the library's families share: tables of natives, native classes, iterators, payloads. */
import { defineClass } from '../classes';
import { native } from '../native';
import { NotKnown, RaiseSignal } from '../signals';
export function natives(table, options = {}) {
    return new Map(Object.entries(table).map(([name, [signature, run]]) => [name, native(name, signature, run, options)]));
}
/** A read-only attribute that is computed. */
export function getter(name, read) {
    const get = native(name, '(self)', (args, interpreter) => read(args.raw('self'), interpreter));
    return { kind: 'property', getter: get, setter: undefined, cached: false };
}
/** `__new__`: unlike other natives it never binds; the class comes first. */
export function newWith(signature, run) {
    return ['__new__', native('__new__', signature, run, { binds: false })];
}
/** A class that is built in. */
export function nativeClass(name, bases, members = [], options = {}) {
    return defineClass(name, bases, members, { module: 'builtins', native: name, ...options });
}
export function inherits(cls, native) {
    return cls.mro.some((ancestor) => ancestor.native === native);
}
/** What an instance of a subclass of int, str or float (or an Enum member of one) stands for. */
export function payload(value) {
    if (value.kind !== 'instance')
        return value;
    const held = value.attrs.get('_value_');
    return held !== undefined && isScalar(held) ? held : value;
}
function isScalar(value) {
    return value.kind === 'int' || value.kind === 'str' || value.kind === 'float' || value.kind === 'bool';
}
export function notKnown(interpreter, reason, type) {
    throw new NotKnown(interpreter.unknown('undecided', reason, type));
}
/** The number of a float or int; undefined when it is symbolic or not known. */
export function numberOf(value) {
    const held = payload(value);
    if (held.kind === 'float')
        return held.value;
    if (held.kind === 'bool')
        return held.value ? 1 : 0;
    return held.kind === 'int' && typeof held.value === 'number' ? held.value : undefined;
}
export const someFloat = { kind: 'float', value: undefined };
export function iterator(items, rest) {
    return { kind: 'iterator', at: (index) => items[index], position: 0, rest };
}
/**
 * `next` is asked for each item, in order, when the item is first wanted; its own state is what it advances.
 * `rest` is asked at the end, and may be decided by then only.
 */
export function lazyIterator(next, rest = () => undefined) {
    const at = (index) => {
        while (progressOf(made).point !== ENDED && progressOf(made).count <= index) {
            const progress = progressOf(made);
            const item = next(progress.count);
            // Making an item may have made others.
            if (item === undefined)
                made.progress = { ...progressOf(made), point: ENDED };
            else
                made.progress = furthered(progress, item, undefined);
        }
        return itemOf(progressOf(made), index);
    };
    let lost;
    const made = {
        kind: 'iterator',
        at,
        position: 0,
        get rest() {
            return lost ?? (progressOf(made).point === ENDED ? rest() : undefined);
        },
        set rest(value) {
            lost = value;
        },
    };
    return made;
}
const ENDED = Symbol('ended');
const START = { made: [], count: 0, point: undefined };
const progressOf = (iterator) => iterator.progress ?? START;
/** The i-th item made so far. */
export const itemOf = (progress, index) => index < progress.count ? progress.made[index] : undefined;
/** With one more item. What another branch made from the same state on is not seen. */
export function furthered(progress, item, point) {
    const made = progress.count > 0 && progress.made.length === progress.count
        ? progress.made
        : progress.made.slice(0, progress.count);
    made.push(item);
    return { made, count: made.length, point };
}
/** One step of an iterator, undefined at its end. */
export function advance(source, interpreter) {
    interpreter.touch(source);
    const item = source.at(source.position);
    if (item === undefined)
        return undefined;
    source.position++;
    return item;
}
/** `iter(value)`. */
export function iteratorOf(value, interpreter) {
    if (value.kind === 'iterator')
        return value;
    const { items, rest } = interpreter.iterate(value);
    return iterator(items, rest);
}
/** All items, known to be all. */
export function allItems(value, interpreter) {
    const { items, rest } = interpreter.iterate(value);
    if (rest)
        throw new NotKnown(rest);
    return items;
}
/** The decided outcome of a condition; undecided ends the native. */
export function decided(condition, interpreter) {
    if (condition.kind === 'unknown')
        throw new NotKnown(condition);
    return interpreter.truth(condition) ?? notKnown(interpreter, 'a condition is not decided', 'bool');
}
export function orNone(value) {
    return value.kind === 'none' ? undefined : value;
}
/** `raise cls(*args)`, for exceptions whose argument is no message and for those of modules. */
export function raiseOf(cls, args, interpreter) {
    const exception = interpreter.call(cls, args);
    if (exception.kind === 'instance')
        throw new RaiseSignal(exception);
    return interpreter.raise('RuntimeError', cls.name);
}
