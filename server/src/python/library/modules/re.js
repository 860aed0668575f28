import { dict, int, list, NONE, str, tuple } from '../../values';
import { iterator, nativeClass, natives } from '../support';
import { moduleNames } from './names';
import { held, record } from './records';
const FLAGS = {
    IGNORECASE: 2,
    I: 2,
    LOCALE: 4,
    L: 4,
    MULTILINE: 8,
    M: 8,
    DOTALL: 16,
    S: 16,
    UNICODE: 32,
    U: 32,
    VERBOSE: 64,
    X: 64,
    ASCII: 256,
    A: 256,
};
/** Conditions, comments, flags inside, atomic groups, possessive repetition. */
const DIFFERENT = /\(\?\(|\(\?#|\(\?[aiLmsux]*-?[aiLmsux]+[:)]|\(\?>|[*+?}]\+/;
/** `(a+)+`: may take time that doubles with each letter, and cannot be stopped. */
const EXPLODES = /[+*}]\)*\)(?:[+*]|\{\d*,)/;
/** undefined where the pattern means something else, or nothing, in JavaScript. */
function translated(pattern, flags) {
    const [, inline = '', body = ''] = /^(?:\(\?([imsuxa]+)\))?(.*)$/s.exec(pattern) ?? [];
    if (DIFFERENT.test(body) || EXPLODES.test(body))
        return undefined;
    if (flags & FLAGS['VERBOSE'] || inline.includes('x'))
        return undefined;
    const source = body
        .replace(/\(\?P</g, '(?<')
        .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
        .replace(/\\A/g, '(?<![\\s\\S])')
        .replace(/\\Z/g, '(?![\\s\\S])')
        // `$` also stands before a final line end.
        .replace(/(?<!\\)((?:\\\\)*)\$$/, '$1(?=\\n?(?![\\s\\S]))');
    const has = (name, letter) => (flags & FLAGS[name]) !== 0 || inline.includes(letter);
    const options = `g${has('IGNORECASE', 'i') ? 'i' : ''}${has('MULTILINE', 'm') ? 'm' : ''}${has('DOTALL', 's') ? 's' : ''}d`;
    try {
        return new RegExp(source, options);
    }
    catch {
        return undefined;
    }
}
function find(regexp, text, mode, from) {
    if (mode === 'search') {
        regexp.lastIndex = from;
        const match = regexp.exec(text);
        return match ? { match, text } : undefined;
    }
    const anchored = mode === 'match' ? regexp.source : `(?:${regexp.source})(?![\\s\\S])`;
    const sticky = new RegExp(anchored, `${regexp.flags.replace('g', '')}y`);
    sticky.lastIndex = from;
    const match = sticky.exec(text);
    return match ? { match, text } : undefined;
}
class Library {
    matchClass;
    patternClass;
    matches = new WeakMap();
    constructor(object) {
        this.matchClass = nativeClass('Match', [object], natives(this.matchMethods()), { module: 're' });
        this.patternClass = nativeClass('Pattern', [object], natives(this.patternMethods()), { module: 're' });
    }
    wrap(found) {
        if (found === undefined)
            return NONE;
        const match = record(this.matchClass, [
            ['string', str(found.text)],
            ['lastindex', int(found.match.length - 1)],
        ]);
        this.matches.set(match, found);
        return match;
    }
    matchMethods() {
        const foundOf = (args) => this.matches.get(args.value('self'));
        const group = (args, key) => {
            const found = foundOf(args);
            const text = key.kind === 'str'
                ? found?.match.groups?.[key.value]
                : key.kind === 'int' && typeof key.value === 'number'
                    ? found?.match[key.value]
                    : undefined;
            const exists = key.kind === 'str'
                ? key.value in (found?.match.groups ?? {})
                : key.kind === 'int' && Number(key.value) < (found?.match.length ?? 0);
            if (!exists)
                return args.interpreter.raise('IndexError', 'no such group');
            return text === undefined ? NONE : str(text);
        };
        const bounds = (args, pick) => {
            const indices = foundOf(args)?.match.indices?.[args.number('group')];
            return int(indices?.[pick] ?? -1);
        };
        return {
            group: [
                '(self, *groups)',
                (args) => {
                    const wanted = args.extra.length === 0 ? [int(0)] : args.extra;
                    const texts = wanted.map((key) => group(args, key));
                    return texts.length === 1 ? (texts[0] ?? NONE) : tuple(texts);
                },
            ],
            __getitem__: ['(self, group)', (args) => group(args, args.value('group'))],
            groups: [
                '(self, default=None)',
                (args) => tuple([...(foundOf(args)?.match ?? [])]
                    .slice(1)
                    .map((text) => (text === undefined ? args.raw('default') : str(text)))),
            ],
            groupdict: [
                '(self, default=None)',
                (args) => dict(Object.entries(foundOf(args)?.match.groups ?? {}).map(([name, text]) => [name, text === undefined ? args.raw('default') : str(text)])),
            ],
            start: ['(self, group=0)', (args) => bounds(args, 0)],
            end: ['(self, group=0)', (args) => bounds(args, 1)],
            span: ['(self, group=0)', (args) => tuple([bounds(args, 0), bounds(args, 1)])],
        };
    }
    patternMethods() {
        const own = (name) => [
            '(self, *args, **kwargs)',
            (args, interpreter) => {
                const self = args.value('self');
                const call = this.functions().get(name);
                return call
                    ? interpreter.call(call, [held(self, 'pattern'), ...args.extra], new Map([...args.extraKeywords, ['flags', held(self, 'flags')]]))
                    : NONE;
            },
        ];
        return Object.fromEntries(['match', 'search', 'fullmatch', 'findall', 'finditer', 'split', 'sub'].map((name) => [name, own(name)]));
    }
    functions() {
        const finding = (mode) => [
            '(pattern, string, pos=0, *, flags=0)',
            (args, interpreter) => {
                const regexp = compiled(args);
                return regexp
                    ? this.wrap(find(regexp, args.str('string'), mode, args.number('pos')))
                    : notTranslated(interpreter);
            },
        ];
        return natives({
            match: finding('match'),
            search: finding('search'),
            fullmatch: finding('fullmatch'),
            findall: [
                '(pattern, string, flags=0)',
                (args, interpreter) => {
                    const regexp = compiled(args);
                    if (!regexp)
                        return notTranslated(interpreter);
                    return list([...args.str('string').matchAll(regexp)].map((match) => groupsOf(match)));
                },
            ],
            finditer: [
                '(pattern, string, flags=0)',
                (args, interpreter) => {
                    const regexp = compiled(args);
                    if (!regexp)
                        return notTranslated(interpreter);
                    const text = args.str('string');
                    return iterator([...text.matchAll(regexp)].map((match) => this.wrap({ match, text })));
                },
            ],
            split: [
                '(pattern, string, maxsplit=0, flags=0)',
                (args, interpreter) => {
                    const regexp = compiled(args);
                    if (!regexp || args.number('maxsplit') !== 0)
                        return notTranslated(interpreter);
                    return list(args
                        .str('string')
                        .split(regexp)
                        .map((part) => (part === undefined ? NONE : str(part))));
                },
            ],
            sub: ['(pattern, repl, string, count=0, flags=0)', (args, interpreter) => this.substitute(args, interpreter)],
            subn: ['(pattern, repl, string, count=0, flags=0)', (_args, interpreter) => notTranslated(interpreter)],
            escape: ['(pattern)', (args) => str(args.str('pattern').replace(/[^\w]/g, '\\$&'))],
            purge: ['()', () => NONE],
            compile: [
                '(pattern, flags=0)',
                (args) => {
                    const pattern = args.value('pattern');
                    if (pattern.kind === 'instance')
                        return pattern;
                    return record(this.patternClass, [
                        ['pattern', pattern],
                        ['flags', args.raw('flags')],
                    ]);
                },
            ],
        }, { binds: false });
    }
    substitute(args, interpreter) {
        const regexp = compiled(args);
        const replacement = args.value('repl');
        if (!regexp)
            return notTranslated(interpreter);
        const text = args.str('string');
        const limit = args.number('count') || Infinity;
        let out = '';
        let end = 0;
        let count = 0;
        for (const match of text.matchAll(regexp)) {
            if (count++ >= limit)
                break;
            out += text.slice(end, match.index);
            end = match.index + match[0].length;
            const piece = replacement.kind === 'str'
                ? expanded(replacement.value, match)
                : textOf(interpreter.call(replacement, [this.wrap({ match, text })]));
            if (piece === undefined)
                return notTranslated(interpreter);
            out += piece;
        }
        return str(out + text.slice(end));
    }
}
const textOf = (value) => (value.kind === 'str' ? value.value : undefined);
/** `\1` and `\g<name>` in a replacement. */
function expanded(replacement, match) {
    return replacement.replace(/\\(?:g<(\w+)>|(\d)|(.))/gs, (_, name, digit, other) => {
        if (other !== undefined)
            return { n: '\n', t: '\t', '\\': '\\' }[other] ?? `\\${other}`;
        const key = name ?? digit ?? '0';
        return (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? '';
    });
}
function groupsOf(match) {
    const texts = [...match].map((text) => str(text ?? ''));
    if (texts.length === 1)
        return texts[0] ?? NONE;
    return texts.length === 2 ? (texts[1] ?? NONE) : tuple(texts.slice(1));
}
const notTranslated = (interpreter) => interpreter.unknown('missing', 'this regular expression is not read by Convscope');
function compiled(args) {
    const pattern = args.value('pattern');
    const isCompiled = pattern.kind === 'instance';
    const text = isCompiled ? held(pattern, 'pattern') : pattern;
    const flags = isCompiled ? held(pattern, 'flags') : args.value('flags');
    if (text.kind !== 'str' || flags.kind !== 'int' || typeof flags.value !== 'number')
        return undefined;
    return translated(text.value, flags.value);
}
export const re = () => {
    const module = (name) => (interpreter) => {
        const library = new Library(interpreter.builtin('object'));
        return moduleNames(name, [
            ...library.functions(),
            ...Object.entries(FLAGS).map(([flag, value]) => [flag, int(value)]),
            ['Match', library.matchClass],
            ['Pattern', library.patternClass],
            ['error', nativeClass('error', [interpreter.builtin('Exception')], [], { module: 're' })],
        ]);
    };
    return { re: module('re'), regex: module('regex') };
};
