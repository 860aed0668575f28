/** `math`: on known numbers by the platform's doubles, on sizes exactly. */
import { equal, evaluate, mul, variable, variablesOf } from '../../../symbolic';
import { native, toInt } from '../../native';
import { exactInt, isNumber, roundToInt } from '../../numbers';
import { bool, float, int, tuple } from '../../values';
import { toFloatValue } from '../kinds/numbers';
import { allItems, natives, notKnown, numberOf, payload, someFloat } from '../support';
import { moduleNames } from './names';
/** The argument as a double; undefined where it is a number that is not known. */
function real(args, name, interpreter) {
    const value = toFloatValue(args.value(name), interpreter);
    return value.kind === 'float' ? value.value : undefined;
}
/** A function of one float; NaN from a number stands for a domain error. */
const realFunction = (compute) => [
    '(x, /)',
    (args, interpreter) => {
        const x = real(args, 'x', interpreter);
        return x === undefined ? someFloat : checked(compute(x), [x], interpreter);
    },
];
const realFunction2 = (compute) => [
    '(x, y, /)',
    (args, interpreter) => {
        const [x, y] = [real(args, 'x', interpreter), real(args, 'y', interpreter)];
        return x === undefined || y === undefined ? someFloat : checked(compute(x, y), [x, y], interpreter);
    },
];
function checked(result, given, interpreter) {
    const domain = Number.isNaN(result) && !given.some(Number.isNaN);
    const pole = !Number.isFinite(result) && given.every(Number.isFinite);
    return domain || pole ? interpreter.raise('ValueError', 'math domain error') : float(result);
}
const rounding = (how, method) => [
    '(x, /)',
    (args, interpreter) => {
        const value = payload(args.value('x'));
        if (!isNumber(value))
            return viaMethod(value, method, interpreter);
        const rounded = roundToInt(value, how);
        if (rounded !== undefined)
            return exactInt(rounded);
        if (value.kind === 'float' && value.value !== undefined)
            return interpreter.raise('ValueError', 'cannot convert float infinity or NaN to integer');
        return notKnown(interpreter, 'the number to round is not known', 'int');
    },
];
function viaMethod(value, method, interpreter) {
    const found = value.kind === 'instance' ? interpreter.findAttribute(value, method) : undefined;
    if (found)
        return interpreter.call(found, []);
    const number = toFloatValue(value, interpreter);
    const rounded = number.kind === 'float' ? roundToInt(number, method === '__ceil__' ? 'ceil' : 'floor') : undefined;
    return rounded === undefined ? notKnown(interpreter, 'the number to round is not known', 'int') : exactInt(rounded);
}
const wholeNumber = (compute) => [
    '(n, /)',
    (args, interpreter) => exactInt(compute(args.number('n'), interpreter)),
];
function gcd(a, b) {
    return b === 0 ? Math.abs(a) : gcd(b, a % b);
}
/** `math.gcd(*integers)` and `lcm`: of sizes, only where all are plain. */
const folded = (start, combine) => [
    '(*integers)',
    (args, interpreter) => {
        let result = start;
        for (const value of args.extra) {
            const number = numberOf(value);
            if (value.kind === 'unknown')
                return value;
            if (number === undefined)
                return notKnown(interpreter, 'a number is not known', 'int');
            result = combine(result, number);
        }
        return exactInt(result);
    },
];
function log(args, interpreter) {
    const x = real(args, 'x', interpreter);
    const base = args.given.has('base') ? real(args, 'base', interpreter) : Math.E;
    if (x === undefined || base === undefined)
        return someFloat;
    return checked(base === Math.E ? Math.log(x) : logOf(x, base), [x], interpreter);
}
/** As CPython: the quotient of two natural logarithms. */
const logOf = (x, base) => Math.log(x) / Math.log(base);
function product(args, interpreter) {
    return allItems(args.value('iterable'), interpreter).reduce((total, item) => interpreter.binary('*', total, item), args.raw('start'));
}
/** Of `H*H` exactly `H`: tried over the variable that the size is made of. */
function squareRoot(args, interpreter) {
    const x = real(args, 'x', interpreter);
    if (x !== undefined)
        return checked(Math.sqrt(x), [x], interpreter);
    const dim = toInt(payload(args.value('x')));
    const root = dim === undefined ? undefined : exactRoot(dim);
    return root === undefined
        ? someFloat
        : { kind: 'float', value: undefined, ratio: { numerator: root, denominator: 1 } };
}
function exactRoot(square) {
    const variables = variablesOf(square);
    const [only] = variables;
    if (only === undefined || variables.length > 1 || only.min < 0)
        return undefined;
    const scale = Math.sqrt(evaluate(square, new Map([[only.name, 1]])) ?? 0);
    const root = mul(variable(only.name, only.min, only.max), Math.round(scale));
    return equal(mul(root, root), square) === 'yes' ? root : undefined;
}
function isClose(args, interpreter) {
    const [a, b] = [real(args, 'a', interpreter), real(args, 'b', interpreter)];
    if (a === undefined || b === undefined)
        return notKnown(interpreter, 'whether two numbers are close is not decided', 'bool');
    if (a === b)
        return bool(true);
    if (!Number.isFinite(a) || !Number.isFinite(b))
        return bool(false);
    const [relative, absolute] = [args.float('rel_tol') ?? 0, args.float('abs_tol') ?? 0];
    return bool(Math.abs(a - b) <= Math.max(relative * Math.max(Math.abs(a), Math.abs(b)), absolute));
}
const test = (holds) => [
    '(x, /)',
    (args, interpreter) => {
        const x = real(args, 'x', interpreter);
        return x === undefined ? notKnown(interpreter, 'the number is not known', 'bool') : bool(holds(x));
    },
];
function power(args, interpreter) {
    const result = interpreter.binary('**', args.raw('x'), args.raw('y'));
    return result.kind === 'unknown' ? result : toFloatValue(result, interpreter);
}
function factorial(n, interpreter) {
    if (n < 0)
        return interpreter.raise('ValueError', 'factorial() not defined for negative values');
    let result = 1;
    for (let i = 2; i <= n && Number.isSafeInteger(result); i++)
        result *= i;
    return result;
}
function choose(n, k) {
    if (k < 0 || k > n)
        return 0;
    let result = 1;
    for (let i = 1; i <= Math.min(k, n - k); i++)
        result = (result * (n - i + 1)) / i;
    return Math.round(result);
}
const FUNCTIONS = {
    ceil: rounding('ceil', '__ceil__'),
    floor: rounding('floor', '__floor__'),
    trunc: rounding('trunc', '__trunc__'),
    sqrt: ['(x, /)', squareRoot],
    log: ['(x, base=None, /)', log],
    log2: realFunction(Math.log2),
    log10: realFunction(Math.log10),
    log1p: realFunction(Math.log1p),
    exp: realFunction(Math.exp),
    expm1: realFunction(Math.expm1),
    sin: realFunction(Math.sin),
    cos: realFunction(Math.cos),
    tan: realFunction(Math.tan),
    asin: realFunction(Math.asin),
    acos: realFunction(Math.acos),
    atan: realFunction(Math.atan),
    sinh: realFunction(Math.sinh),
    cosh: realFunction(Math.cosh),
    tanh: realFunction(Math.tanh),
    cbrt: realFunction(Math.cbrt),
    fabs: realFunction(Math.abs),
    radians: realFunction((x) => (x * Math.PI) / 180),
    degrees: realFunction((x) => (x * 180) / Math.PI),
    atan2: realFunction2(Math.atan2),
    hypot: [
        '(*coordinates)',
        (args) => {
            const numbers = args.extra.map(numberOf);
            return numbers.includes(undefined) ? someFloat : float(Math.hypot(...numbers.map(Number)));
        },
    ],
    fmod: realFunction2((x, y) => x % y),
    copysign: realFunction2((x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
    pow: ['(x, y, /)', power],
    isqrt: wholeNumber((n) => Math.floor(Math.sqrt(n))),
    factorial: wholeNumber(factorial),
    comb: ['(n, k, /)', (args) => exactInt(choose(args.number('n'), args.number('k')))],
    gcd: folded(0, gcd),
    lcm: folded(1, (a, b) => (a === 0 || b === 0 ? 0 : Math.abs(a / gcd(a, b)) * Math.abs(b))),
    prod: ['(iterable, /, *, start=1)', product],
    fsum: [
        '(seq, /)',
        (args, interpreter) => toFloatValue(allItems(args.value('seq'), interpreter).reduce((a, b) => interpreter.binary('+', a, b), int(0)), interpreter),
    ],
    isclose: ['(a, b, *, rel_tol=1e-09, abs_tol=0.0)', isClose],
    isnan: test(Number.isNaN),
    isinf: test((x) => Math.abs(x) === Infinity),
    isfinite: test(Number.isFinite),
    modf: [
        '(x, /)',
        (args, interpreter) => {
            const x = real(args, 'x', interpreter);
            return x === undefined ? tuple([someFloat, someFloat]) : tuple([float(x % 1), float(Math.trunc(x))]);
        },
    ],
    erf: ['(x, /)', () => someFloat],
    erfc: ['(x, /)', () => someFloat],
    gamma: ['(x, /)', () => someFloat],
    lgamma: ['(x, /)', () => someFloat],
};
export const math = () => ({
    math: () => moduleNames('math', [
        ...natives(FUNCTIONS),
        ['pi', float(Math.PI)],
        ['e', float(Math.E)],
        ['tau', float(2 * Math.PI)],
        ['inf', float(Infinity)],
        ['nan', float(Number.NaN)],
    ]),
    cmath: () => moduleNames('cmath', []),
    fractions: () => moduleNames('fractions', []),
    decimal: () => moduleNames('decimal', []),
    statistics: () => moduleNames('statistics', [
        [
            'mean',
            native('mean', '(data)', (args, interpreter) => {
                const items = allItems(args.value('data'), interpreter);
                return interpreter.binary('/', items.reduce((a, b) => interpreter.binary('+', a, b), int(0)), int(items.length));
            }),
        ],
    ]),
});
