/** `int`, `float`, `bool` and `complex`. */
import { equal } from '../../../symbolic';
import { known } from '../../native';
import { dimOf, exactInt, isNumber, roundToInt } from '../../numbers';
import { float, int, NONE, str, tuple, unknown } from '../../values';
import { getter, nativeClass, natives, newWith, numberOf, payload, someFloat } from '../support';
import { arithmeticOperators } from './operators';
/** An instance of the user's subclass keeps the number as `_value_`. */
function ofClass(args, value, interpreter, name) {
    const cls = args.raw('cls');
    if (cls.kind !== 'class' || cls === interpreter.builtin(name))
        return value;
    return { kind: 'instance', cls, attrs: new Map([['_value_', value]]) };
}
export function intClass(object) {
    return nativeClass('int', [object], [
        newWith('(cls, x=0, base=None, /)', (args, interpreter) => ofClass(args, toIntValue(args.value('x'), args.raw('base'), interpreter), interpreter, 'int')),
        ...natives({
            bit_length: [
                '(self)',
                (args, interpreter) => {
                    const n = numberOf(args.raw('self'));
                    if (n === undefined)
                        return interpreter.unknown('undecided', 'the number is not known', 'int');
                    return int(n === 0 ? 0 : Math.abs(n).toString(2).length);
                },
            ],
            bit_count: [
                '(self)',
                (args, interpreter) => {
                    const n = numberOf(args.raw('self'));
                    if (n === undefined)
                        return interpreter.unknown('undecided', 'the number is not known', 'int');
                    return int([...Math.abs(n).toString(2)].filter((digit) => digit === '1').length);
                },
            ],
            conjugate: ['(self)', (args) => args.raw('self')],
            as_integer_ratio: ['(self)', (args) => tuple([args.raw('self'), int(1)])],
            is_integer: ['(self)', () => ({ kind: 'bool', value: true })],
            __int__: ['(self)', (args) => payload(args.raw('self'))],
            __index__: ['(self)', (args) => payload(args.raw('self'))],
            __float__: ['(self)', (args, interpreter) => toFloatValue(payload(args.value('self')), interpreter)],
        }),
        ...arithmeticOperators,
        ['real', getter('real', payload)],
        ['numerator', getter('numerator', payload)],
        ['imag', getter('imag', () => int(0))],
        ['denominator', getter('denominator', () => int(1))],
    ]);
}
export function boolClass(integer) {
    return nativeClass('bool', [integer], [newWith('(cls, x=False, /)', (args, interpreter) => truthOf(args.value('x'), interpreter))]);
}
export function truthOf(value, interpreter) {
    const truth = interpreter.truth(value);
    if (truth !== undefined)
        return { kind: 'bool', value: truth };
    return interpreter.unknown('undecided', 'whether this is true is not decided', 'bool');
}
export function floatClass(object) {
    return nativeClass('float', [object], [
        newWith('(cls, x=0.0, /)', (args, interpreter) => ofClass(args, toFloatValue(args.value('x'), interpreter), interpreter, 'float')),
        ...natives({
            is_integer: ['(self)', (args, interpreter) => isInteger(payload(args.value('self')), interpreter)],
            conjugate: ['(self)', (args) => args.raw('self')],
            hex: ['(self)', () => unknown('missing', 'float.hex is not known to Convscope', undefined, 'str')],
            as_integer_ratio: [
                '(self)',
                (args, interpreter) => {
                    const value = numberOf(args.raw('self'));
                    if (value === undefined || !Number.isFinite(value))
                        return interpreter.unknown('undecided', 'the number is not known');
                    let denominator = 1;
                    while (!Number.isInteger(value * denominator))
                        denominator *= 2;
                    return tuple([exactInt(value * denominator), exactInt(denominator)]);
                },
            ],
        }),
        ...arithmeticOperators,
        ['real', getter('real', payload)],
        ['imag', getter('imag', () => float(0))],
    ]);
}
function isInteger(value, interpreter) {
    if (value.kind !== 'float')
        return { kind: 'bool', value: true };
    if (value.value !== undefined)
        return { kind: 'bool', value: Number.isInteger(value.value) };
    const exact = isExact(value);
    if (exact === 'maybe')
        return interpreter.unknown('undecided', 'whether this is whole is not decided', 'bool');
    return { kind: 'bool', value: exact === 'yes' };
}
function isExact(value) {
    const floor = roundToInt(value, 'floor');
    const ceil = roundToInt(value, 'ceil');
    return floor === undefined || ceil === undefined ? 'maybe' : equal(floor, ceil);
}
export function complexClass(object) {
    return nativeClass('complex', [object], [
        newWith('(cls, real=0, imag=0)', (_args, interpreter) => interpreter.unknown('missing', 'complex numbers are not known to Convscope', 'complex')),
    ]);
}
/** `int(value, base)`. */
export function toIntValue(value, base, interpreter) {
    const held = payload(value);
    if (held.kind === 'str')
        return parseInteger(held.value, base, interpreter);
    if (isNumber(held)) {
        const dim = roundToInt(held, 'trunc');
        if (dim !== undefined)
            return exactInt(dim);
        if (held.kind === 'float' && held.value !== undefined)
            return notFinite(held.value, interpreter);
        return interpreter.unknown('undecided', 'the number to round is not known', 'int');
    }
    if (held.kind === 'tensor') {
        const number = held.values?.length === 1 ? held.values[0] : undefined;
        return number === undefined
            ? interpreter.unknown('data', 'depends on the numbers of a tensor', 'int')
            : exactInt(Math.trunc(number));
    }
    return converted(held, ['__int__', '__index__', '__trunc__'], 'int', interpreter);
}
function notFinite(value, interpreter) {
    return Number.isNaN(value)
        ? interpreter.raise('ValueError', 'cannot convert float NaN to integer')
        : interpreter.raise('ValueError', 'cannot convert float infinity to integer');
}
const DIGITS = /^\s*([-+]?)(0[xX]|0[oO]|0[bB])?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)\s*$/;
const RADIX = { '0x': 16, '0o': 8, '0b': 2 };
function parseInteger(text, base, interpreter) {
    const asked = base.kind === 'none' ? 10 : numberOf(known(base));
    const [, sign = '', prefix = '', body = ''] = DIGITS.exec(text) ?? [];
    const prefixed = RADIX[prefix.toLowerCase()];
    const radix = asked === 0 ? (prefixed ?? 10) : (asked ?? 10);
    // With a base like 10 a "0b" is digits that do not belong, with base 16 it is digits that do.
    const digits = (prefix !== '' && prefixed !== radix ? prefix + body : body).replaceAll('_', '').toLowerCase();
    const valid = digits !== '' && [...digits].every((digit) => Number.parseInt(digit, 36) < radix);
    if (!valid)
        return interpreter.raise('ValueError', `invalid literal for int() with base ${asked ?? 10}: '${text}'`);
    const size = [...digits].reduce((sum, digit) => sum * radix + Number.parseInt(digit, 36), 0);
    return exactInt(sign === '-' ? 0 - size : size);
}
/** `float(value)`. */
export function toFloatValue(value, interpreter) {
    const held = payload(value);
    if (held.kind === 'float')
        return held;
    if (held.kind === 'int' || held.kind === 'bool') {
        const dim = dimOf(held);
        return typeof dim === 'number'
            ? float(dim)
            : { kind: 'float', value: undefined, ratio: { numerator: dim, denominator: 1 } };
    }
    if (held.kind === 'str')
        return parseFloating(held.value, interpreter);
    if (held.kind === 'tensor')
        return held.values?.length === 1 ? float(held.values[0]) : someFloat;
    return converted(held, ['__float__', '__index__'], 'float', interpreter);
}
function parseFloating(text, interpreter) {
    const body = text
        .trim()
        .toLowerCase()
        .replace(/(?<=\d)_(?=\d)/g, '');
    const special = /^([-+]?)(inf|infinity|nan)$/.exec(body);
    if (special)
        return float(special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity);
    if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(body))
        return float(Number(body));
    return interpreter.raise('ValueError', `could not convert string to float: '${text}'`);
}
function converted(value, methods, type, interpreter) {
    if (value.kind === 'instance') {
        if (value.cls.unknownBase)
            return value.cls.unknownBase;
        for (const method of methods) {
            const found = interpreter.lookup(value.cls, method);
            if (found === undefined)
                continue;
            const result = interpreter.call(interpreter.bindTo(value, found), []);
            return type === 'float' ? toFloatValue(known(result), interpreter) : result;
        }
    }
    const cls = interpreter.typeOf(value);
    if (cls.kind === 'unknown')
        return cls;
    const wanted = type === 'int'
        ? 'int() argument must be a string, a bytes-like object or a real number'
        : 'float() argument must be a string or a real number';
    return interpreter.raise('TypeError', `${wanted}, not '${cls.name}'`);
}
/** `bin`, `oct` and `hex`. */
export function radixText(value, radix, interpreter) {
    const number = numberOf(value);
    if (number === undefined)
        return value.kind === 'none' ? NONE : interpreter.unknown('undecided', 'the number is not known', 'str');
    const prefix = { 2: '0b', 8: '0o', 16: '0x' }[radix];
    return str((number < 0 ? '-' : '') + prefix + Math.abs(number).toString(radix));
}
