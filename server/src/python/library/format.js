/**
 * Python's format mini-language: `format(value, spec)`, f-strings, `str.format` and `%`.
 * https://docs.python.org/3/library/string.html#format-specification-mini-language
 *
 * The result is an Unknown (the first cause) where a part of the text is not known.
 */
import { lookupClass } from '../classes';
import { fixed, floatText, scientific, withExponent } from './numerals';
import { textOf } from './repr';
import { numberOf, payload } from './support';
const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;
function parseSpec(text) {
    const match = SPEC.exec(text);
    if (match === null)
        return undefined;
    const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = match;
    return {
        fill: fill ?? (zero !== undefined && align === undefined ? '0' : ' '),
        align: align ?? (zero === undefined ? undefined : '='),
        sign: sign ?? '-',
        alternate: alternate !== undefined,
        width: Number(width ?? 0),
        grouping: grouping ?? '',
        precision: precision === undefined ? undefined : Number(precision),
        type: type ?? '',
    };
}
/** `format(value, spec)`. */
export function formatValue(value, spec, interpreter) {
    if (value.kind === 'unknown')
        return value;
    if (value.kind === 'instance') {
        const own = lookupClass(value.cls, '__format__');
        if (own) {
            const text = interpreter.call(interpreter.bindTo(value, own), [{ kind: 'str', value: spec }]);
            if (text.kind === 'str')
                return text.value;
            return text.kind === 'unknown' ? text : textUnknown(interpreter);
        }
    }
    if (spec === '')
        return textOf(value, interpreter) ?? textUnknown(interpreter);
    const parsed = parseSpec(spec);
    if (parsed === undefined)
        return interpreter.raise('ValueError', `Invalid format specifier '${spec}'`);
    return formatParsed(payload(value), parsed, interpreter);
}
function formatParsed(value, spec, interpreter) {
    switch (value.kind) {
        case 'str':
            return formatStr(value.value, spec, interpreter);
        case 'int':
        case 'bool': {
            const number = numberOf(value);
            if (number === undefined || !Number.isSafeInteger(number))
                return textUnknown(interpreter);
            return formatInt(number, spec, interpreter);
        }
        case 'float':
            return value.value === undefined ? textUnknown(interpreter) : formatFloat(value.value, spec, interpreter);
        case 'tensor': {
            const only = value.shape?.length === 0 ? value.values?.[0] : undefined;
            return only === undefined ? textUnknown(interpreter) : formatFloat(only, spec, interpreter);
        }
        default:
            if (value.kind !== 'instance')
                return refuse(interpreter, value, spec);
            return textUnknown(interpreter);
    }
}
function refuse(interpreter, value, spec) {
    const cls = interpreter.typeOf(value);
    if (cls.kind === 'unknown' || cls.native === undefined || spec.type === undefined)
        return textUnknown(interpreter);
    return interpreter.raise('TypeError', `unsupported format string passed to ${cls.name}.__format__`);
}
export function textUnknown(interpreter) {
    return interpreter.unknown('undecided', 'the text holds a value that is not known', 'str');
}
export function formatStr(text, spec, interpreter) {
    if (spec.type !== '' && spec.type !== 's')
        badCode(spec.type, 'str', interpreter);
    const shown = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
    return pad(shown, '', { ...spec, align: spec.align === '=' ? undefined : spec.align }, '<');
}
export function formatInt(x, spec, interpreter) {
    if ('eEfFgG%'.includes(spec.type) && spec.type !== '')
        return formatFloat(x, spec, interpreter);
    const size = Math.abs(x);
    const sign = signOf(x < 0, spec);
    switch (spec.type) {
        case '':
        case 'd':
        case 'n':
            return pad(grouped(String(size), spec, sign), sign, spec, '>');
        case 'c':
            return pad(String.fromCodePoint(x), '', spec, '<');
        case 'b':
        case 'o':
        case 'x':
        case 'X': {
            const digits = size.toString({ b: 2, o: 8, x: 16, X: 16 }[spec.type]);
            const prefix = spec.alternate ? `0${spec.type}` : '';
            return pad(spec.type === 'X' ? digits.toUpperCase() : digits, sign + prefix, spec, '>');
        }
        default:
            return badCode(spec.type, 'int', interpreter);
    }
}
export function formatFloat(x, spec, interpreter) {
    const negative = x < 0 || Object.is(x, -0);
    const sign = signOf(negative, spec);
    const size = Math.abs(x);
    if (!Number.isFinite(size)) {
        const name = (Number.isNaN(size) ? 'nan' : 'inf') + (spec.type === '%' ? '%' : '');
        return pad('EFG'.includes(spec.type) && spec.type !== '' ? name.toUpperCase() : name, sign, spec, '>');
    }
    const body = floatBody(size, spec, interpreter);
    return pad(grouped(body, spec, sign), sign, spec, '>');
}
function floatBody(x, spec, interpreter) {
    const precision = spec.precision ?? 6;
    switch (spec.type) {
        case 'f':
        case 'F':
            return fixed(x, precision) + (spec.alternate && precision === 0 ? '.' : '');
        case '%':
            return `${fixed(x * 100, precision)}%`;
        case 'e':
        case 'E': {
            const { digits, exponent } = scientific(x, precision);
            const text = withExponent(digits, exponent, spec.alternate);
            return spec.type === 'E' ? text.toUpperCase() : text;
        }
        case 'g':
        case 'n':
            return general(x, precision, spec.alternate, 0);
        case 'G':
            return general(x, precision, spec.alternate, 0).toUpperCase();
        case '':
            return spec.precision === undefined ? floatText(x) : general(x, precision, spec.alternate, 1);
        default:
            return badCode(spec.type, 'float', interpreter);
    }
}
/** `decimals`: how many places a fixed notation keeps at least (1 for a float without a type letter). */
function general(x, wanted, alternate, decimals) {
    const precision = Math.max(1, wanted);
    const { digits, exponent } = scientific(x, precision - 1);
    if (exponent < -4 || exponent >= precision - decimals) {
        return withExponent(alternate ? digits : digits.replace(/(.)0+$/, '$1'), exponent, false);
    }
    const text = fixed(x, Math.max(0, precision - 1 - exponent));
    const short = alternate || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
    return decimals === 1 && !short.includes('.') ? `${short}.0` : short;
}
function signOf(negative, spec) {
    if (negative)
        return '-';
    return spec.sign === '-' ? '' : spec.sign;
}
/** Thousands separators; zero padding up to the width is grouped too. */
function grouped(body, spec, sign) {
    if (spec.grouping === '')
        return body;
    const [, whole = '', tail = ''] = /^(\d*)(.*)$/s.exec(body) ?? [];
    const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, spec.grouping);
    if (spec.fill !== '0' || spec.align !== '=')
        return group(whole) + tail;
    let digits = whole;
    while (group(`0${digits}`).length + tail.length + sign.length <= spec.width)
        digits = `0${digits}`;
    return group(digits) + tail;
}
function pad(body, prefix, spec, usual) {
    const missing = spec.width - [...body].length - prefix.length;
    if (missing <= 0)
        return prefix + body;
    const fill = (count) => spec.fill.repeat(count);
    switch (spec.align ?? usual) {
        case '<':
            return prefix + body + fill(missing);
        case '^':
            return fill(Math.floor(missing / 2)) + prefix + body + fill(Math.ceil(missing / 2));
        case '=':
            return prefix + fill(missing) + body;
        default:
            return fill(missing) + prefix + body;
    }
}
function badCode(code, type, interpreter) {
    return interpreter.raise('ValueError', `Unknown format code '${code}' for object of type '${type}'`);
}
