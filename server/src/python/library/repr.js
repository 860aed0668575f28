/** `repr` and `str` of values, as Python writes them; undefined where the text is not known. */
import { lookupClass } from '../classes';
import { floatText } from './numerals';
/** Nesting beyond this is a cycle or as good as one. */
const MAX_DEPTH = 30;
export function reprOf(value, interpreter, depth = 0) {
    if (depth > MAX_DEPTH)
        return undefined;
    switch (value.kind) {
        case 'none':
            return 'None';
        case 'ellipsis':
            return 'Ellipsis';
        case 'not-implemented':
            return 'NotImplemented';
        case 'bool':
            return value.value ? 'True' : 'False';
        case 'int':
            return Number.isSafeInteger(value.value) ? String(value.value) : undefined;
        case 'float':
            return value.value === undefined ? undefined : floatText(value.value);
        case 'str':
            return quoted(value.value);
        case 'bytes':
            return `b${quoted(value.value)}`;
        case 'list':
        case 'tuple':
            return ownRepr(value, interpreter) ?? sequence(value, interpreter, depth);
        case 'set':
            return set(value, interpreter, depth);
        case 'dict':
            return ownRepr(value, interpreter) ?? mapping(value, interpreter, depth);
        case 'range':
            return range([value.start, value.stop, value.step]);
        case 'slice':
            return wrapped('slice(', [value.lower, value.upper, value.step], ')', interpreter, depth);
        case 'class':
            return `<class '${value.module === 'builtins' ? '' : `${value.module}.`}${value.qualname}'>`;
        case 'instance':
            return ownRepr(value, interpreter);
        default:
            // Addresses (functions, iterators) and numbers (tensors) are not known without running.
            return undefined;
    }
}
export function textOf(value, interpreter) {
    if (value.kind === 'str')
        return value.value;
    if (value.kind !== 'instance')
        return reprOf(value, interpreter);
    return own(value, '__str__', interpreter) ?? ownRepr(value, interpreter);
}
function range([start, stop, step]) {
    if (typeof start !== 'number' || typeof stop !== 'number')
        return undefined;
    return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}
/** What a class of the user, or a native class that declares it, says. */
function ownRepr(value, interpreter) {
    return own(value, '__repr__', interpreter);
}
function own(value, method, interpreter) {
    const found = value.cls && lookupClass(value.cls, method);
    if (found === undefined)
        return undefined;
    const text = interpreter.call(interpreter.bindTo(value, found), []);
    return text.kind === 'str' ? text.value : undefined;
}
function sequence(value, interpreter, depth) {
    if (value.rest)
        return undefined;
    if (value.kind === 'list')
        return wrapped('[', value.items, ']', interpreter, depth);
    return wrapped('(', value.items, value.items.length === 1 ? ',)' : ')', interpreter, depth);
}
function set(value, interpreter, depth) {
    const name = value.frozen ? 'frozenset' : 'set';
    // Python orders sets by hash: only up to one item is the text known.
    if (value.rest || value.items.size > 1)
        return undefined;
    if (value.items.size === 0)
        return `${name}()`;
    const text = wrapped('{', [...value.items.values()], '}', interpreter, depth);
    return value.frozen && text !== undefined ? `frozenset(${text})` : text;
}
function mapping(value, interpreter, depth) {
    if (value.rest)
        return undefined;
    const parts = [];
    for (const entry of value.entries.values()) {
        const key = reprOf(entry.key, interpreter, depth + 1);
        const item = reprOf(entry.value, interpreter, depth + 1);
        if (key === undefined || item === undefined)
            return undefined;
        parts.push(`${key}: ${item}`);
    }
    return `{${parts.join(', ')}}`;
}
function wrapped(open, items, close, interpreter, depth) {
    const parts = [];
    for (const item of items) {
        const part = reprOf(item, interpreter, depth + 1);
        if (part === undefined)
            return undefined;
        parts.push(part);
    }
    return open + parts.join(', ') + close;
}
/** A Python string literal: single quotes unless only those occur inside. */
function quoted(text) {
    const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    const body = text.replace(/[\\\n\r\t\p{Cc}'"]/gu, (c) => {
        if (c === "'" || c === '"')
            return c === quote ? `\\${c}` : c;
        const short = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[c];
        return short ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
    });
    return quote + body + quote;
}
