/** `str` and `bytes`. */
import { dictOf } from '../../containers';
import { known } from '../../native';
import { MOST_TEXT } from '../../operators';
import { NotKnown } from '../../signals';
import { int, list, NONE, str, tuple } from '../../values';
import { textUnknown } from '../format';
import { textOf } from '../repr';
import { allItems, nativeClass, natives, newWith, numberOf, payload } from '../support';
import { formatMapTemplate, formatTemplate, percentFormat } from '../template';
import { padded, split, splitLines, stripped, titled } from '../text';
import { textOperators } from './operators';
const textValue = (text) => (typeof text === 'string' ? str(text) : text);
/** A str argument; an instance of a subclass of str counts. */
function textArgument(args, name) {
    const value = payload(args.value(name));
    return value.kind === 'str' ? value.value : args.str(name);
}
const self = (args) => textArgument(args, 'self');
const optionalText = (args, name) => (args.isNone(name) ? undefined : textArgument(args, name));
/** A method whose result is a text that depends on the text alone. */
const mapped = (change) => ['(self)', (args) => str(change(self(args)))];
const tested = (test) => [
    '(self)',
    (args) => ({ kind: 'bool', value: test(self(args)) }),
];
const matching = (pattern) => tested((text) => pattern.test(text));
const STRIPPING = '(self, chars=None, /)';
const strip = (left, right) => [
    STRIPPING,
    (args) => str(stripped(self(args), optionalText(args, 'chars'), left, right)),
];
const pad = (where) => [
    '(self, width, fillchar=" ", /)',
    (args) => str(padded(self(args), args.number('width'), textArgument(args, 'fillchar'), where)),
];
/** The part of the text that `start` and `end` choose, and where it begins. */
function windowOf(args) {
    const text = self(args);
    const clamp = (name, otherwise) => {
        if (args.isNone(name))
            return otherwise;
        const bound = args.number(name);
        return Math.min(Math.max(bound < 0 ? bound + text.length : bound, 0), text.length);
    };
    const start = clamp('start', 0);
    return { text: text.slice(start, Math.max(start, clamp('end', text.length))), start };
}
const SEARCH = '(self, sub, start=None, end=None, /)';
const find = (last, missing) => [
    SEARCH,
    (args, interpreter) => {
        const { text, start } = windowOf(args);
        const sub = textArgument(args, 'sub');
        const at = last ? text.lastIndexOf(sub) : text.indexOf(sub);
        if (at < 0 && missing === 'raise')
            return interpreter.raise('ValueError', 'substring not found');
        return int(at < 0 ? -1 : start + at);
    },
];
const affix = (test) => [
    '(self, prefix, start=None, end=None, /)',
    (args, interpreter) => {
        const { text } = windowOf(args);
        const wanted = payload(args.value('prefix'));
        const parts = wanted.kind === 'tuple' ? allItems(wanted, interpreter).map(known) : [wanted];
        return { kind: 'bool', value: parts.some((part) => part.kind === 'str' && test(text, part.value)) };
    },
];
const divided = (last) => [
    '(self, sep, /)',
    (args) => {
        const text = self(args);
        const separator = textArgument(args, 'sep');
        const at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0)
            return tuple((last ? ['', '', text] : [text, '', '']).map(str));
        return tuple([text.slice(0, at), separator, text.slice(at + separator.length)].map(str));
    },
];
const splitting = (last) => [
    '(self, sep=None, maxsplit=-1)',
    (args) => list(split(self(args), optionalText(args, 'sep'), args.number('maxsplit'), last).map(str)),
];
function join(args, interpreter) {
    const separator = self(args);
    const parts = allItems(args.value('iterable'), interpreter).map((item, i) => {
        const part = payload(known(item));
        if (part.kind === 'str')
            return part.value;
        const cls = interpreter.typeOf(part);
        if (cls.kind === 'unknown')
            throw new NotKnown(cls);
        return interpreter.raise('TypeError', `sequence item ${i}: expected str instance, ${cls.name} found`);
    });
    return str(parts.join(separator));
}
const METHODS = {
    lower: mapped((text) => text.toLowerCase()),
    upper: mapped((text) => text.toUpperCase()),
    casefold: mapped((text) => text.toLowerCase()),
    title: mapped(titled),
    capitalize: mapped((text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()),
    swapcase: mapped((text) => [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('')),
    isdigit: matching(/^\p{Nd}+$/u),
    isdecimal: matching(/^\p{Nd}+$/u),
    isnumeric: matching(/^\p{N}+$/u),
    isalpha: matching(/^\p{L}+$/u),
    isalnum: matching(/^[\p{L}\p{N}]+$/u),
    isspace: matching(/^\s+$/u),
    isidentifier: matching(/^[\p{L}_][\p{L}\p{N}_]*$/u),
    isascii: tested((text) => [...text].every((c) => c.charCodeAt(0) < 128)),
    isprintable: tested((text) => !/\p{C}/u.test(text)),
    islower: tested((text) => text === text.toLowerCase() && text !== text.toUpperCase()),
    isupper: tested((text) => text === text.toUpperCase() && text !== text.toLowerCase()),
    istitle: tested((text) => text === titled(text) && /\p{L}/u.test(text)),
    strip: strip(true, true),
    lstrip: strip(true, false),
    rstrip: strip(false, true),
    ljust: pad('right'),
    rjust: pad('left'),
    center: pad('both'),
    zfill: [
        '(self, width, /)',
        (args) => {
            const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(self(args)) ?? [];
            return str(sign + digits.padStart(args.number('width') - sign.length, '0'));
        },
    ],
    expandtabs: [
        '(self, tabsize=8)',
        (args) => {
            const size = args.number('tabsize');
            return str(self(args)
                .split('\n')
                .map((line) => expandTabs(line, size))
                .join('\n'));
        },
    ],
    startswith: affix((text, part) => text.startsWith(part)),
    endswith: affix((text, part) => text.endsWith(part)),
    removeprefix: [
        '(self, prefix, /)',
        (args) => {
            const [text, prefix] = [self(args), textArgument(args, 'prefix')];
            return str(text.startsWith(prefix) ? text.slice(prefix.length) : text);
        },
    ],
    removesuffix: [
        '(self, suffix, /)',
        (args) => {
            const [text, suffix] = [self(args), textArgument(args, 'suffix')];
            return str(suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text);
        },
    ],
    replace: [
        '(self, old, new, count=-1, /)',
        (args, interpreter) => {
            const [text, old, fresh, count] = [
                self(args),
                textArgument(args, 'old'),
                textArgument(args, 'new'),
                args.number('count'),
            ];
            if (text.length * Math.max(1, fresh.length) > MOST_TEXT) {
                return interpreter.unknown('limit', 'this text is too long to be followed', 'str');
            }
            if (count < 0)
                return str(text.replaceAll(old, () => fresh));
            const parts = text.split(old);
            const cut = Math.min(count, parts.length - 1);
            return str(parts.slice(0, cut + 1).join(fresh) +
                parts
                    .slice(cut + 1)
                    .map((part) => old + part)
                    .join(''));
        },
    ],
    find: find(false, 'none'),
    rfind: find(true, 'none'),
    index: find(false, 'raise'),
    rindex: find(true, 'raise'),
    count: [
        SEARCH,
        (args) => {
            const { text } = windowOf(args);
            const sub = textArgument(args, 'sub');
            return int(sub === '' ? text.length + 1 : text.split(sub).length - 1);
        },
    ],
    partition: divided(false),
    rpartition: divided(true),
    split: splitting(false),
    rsplit: splitting(true),
    splitlines: ['(self, keepends=False)', (args) => list(splitLines(self(args), args.bool('keepends')).map(str))],
    join: ['(self, iterable, /)', join],
    format: [
        '(self, /, *args, **kwargs)',
        (args, interpreter) => textValue(formatTemplate(self(args), args.extra, args.extraKeywords, interpreter)),
    ],
    format_map: [
        '(self, mapping, /)',
        (args, interpreter) => textValue(formatMapTemplate(self(args), args.value('mapping'), interpreter)),
    ],
    encode: ['(self, encoding="utf-8", errors="strict")', (args) => ({ kind: 'bytes', value: self(args) })],
    translate: ['(self, table, /)', (args, interpreter) => translate(self(args), args.value('table'), interpreter)],
    __mod__: [
        '(self, value, /)',
        (args, interpreter) => textValue(percentFormat(self(args), args.raw('value'), interpreter)),
    ],
    __str__: ['(self)', (args) => str(self(args))],
};
function expandTabs(line, size) {
    let out = '';
    for (const c of line)
        out += c === '\t' ? ' '.repeat(size === 0 ? 0 : size - (out.length % size)) : c;
    return out;
}
function translate(text, table, interpreter) {
    if (table.kind !== 'dict' || table.rest)
        return textUnknown(interpreter);
    let out = '';
    for (const c of text) {
        const found = table.entries.get(`i:${c.codePointAt(0)}`)?.value;
        if (found === undefined)
            out += c;
        else if (found.kind === 'str')
            out += found.value;
        else if (found.kind === 'int' && typeof found.value === 'number')
            out += String.fromCodePoint(found.value);
        else if (found.kind !== 'none')
            return textUnknown(interpreter);
    }
    return str(out);
}
/** `str.maketrans`. */
function maketrans(args) {
    const first = args.value('x');
    const code = (value) => (value.kind === 'str' ? int(value.value.codePointAt(0) ?? 0) : value);
    if (first.kind === 'dict')
        return dictOf([...first.entries.values()].map(({ key, value }) => [code(key), value]));
    const [from, to] = [[...args.str('x')], [...args.str('y')]];
    const pairs = from.map((c, i) => [code(str(c)), code(str(to[i] ?? ''))]);
    const removed = args.isNone('z') ? [] : [...args.str('z')].map((c) => [code(str(c)), NONE]);
    return dictOf([...pairs, ...removed]);
}
export function strClass(object) {
    const [, make] = newWith('(cls, object="", encoding=None, errors=None)', (args, interpreter) => {
        const value = args.value('object');
        const text = value.kind === 'bytes' && !args.isNone('encoding') ? value.value : textOf(value, interpreter);
        const made = text === undefined ? textUnknown(interpreter) : str(text);
        const cls = args.raw('cls');
        if (cls.kind !== 'class' || cls === interpreter.builtin('str') || made.kind === 'unknown')
            return made;
        return { kind: 'instance', cls, attrs: new Map([['_value_', made]]) };
    });
    const trans = natives({ maketrans: ['(x, y=None, z=None, /)', maketrans] }, { binds: false });
    return nativeClass('str', [object], [['__new__', make], ...natives(METHODS), ...trans, ...textOperators]);
}
export function bytesClass(name, object) {
    return nativeClass(name, [object], [
        newWith('(cls, source="", encoding=None, errors=None)', (args, interpreter) => {
            const source = args.value('source');
            if (source.kind === 'str' || source.kind === 'bytes')
                return { kind: 'bytes', value: source.value };
            const count = numberOf(source);
            if (count !== undefined && count <= 1000)
                return { kind: 'bytes', value: '\0'.repeat(count) };
            return interpreter.unknown('data', 'bytes are not read by Convscope', name);
        }),
        ...natives({
            decode: [
                '(self, encoding="utf-8", errors="strict")',
                (args) => {
                    const value = args.value('self');
                    return value.kind === 'bytes' ? str(value.value) : args.wrongType('self', 'bytes');
                },
            ],
            hex: [
                '(self)',
                (args) => {
                    const value = args.value('self');
                    const text = value.kind === 'bytes' ? value.value : '';
                    return str([...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''));
                },
            ],
        }),
    ]);
}
