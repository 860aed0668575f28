/** The little of NumPy that model code uses in constructors and for inputs; the rest is Unknown. */
import { product } from '../../../symbolic';
import { known, native, toInt, toInts } from '../../native';
import { isNumber, roundToInt } from '../../numbers';
import { bool, float, int, NONE } from '../../values';
import { toFloatValue, toIntValue, truthOf } from '../kinds/numbers';
import { nativeClass, natives, newWith, numberOf, someFloat } from '../support';
import { moduleNames, opaqueFunctions } from './names';
import { Arrays, dtypeNamed } from './ndarray';
/** `(3, 224, 224)`, `[3]` or `5`. */
function shapeOf(value, interpreter) {
    const given = known(value);
    const single = toInt(given);
    return single === undefined ? (toInts(given, interpreter) ?? []) : [single];
}
/** The same number everywhere. */
function filled(arrays, shape, item, dtype) {
    const size = product(shape);
    const isSmall = typeof size === 'number' && size <= 1000;
    return arrays.make({ shape, items: item && isSmall ? Array.from({ length: size }, () => item) : undefined, dtype });
}
function makers(arrays) {
    const like = (item) => [
        '(a, dtype=None, **kwargs)',
        (args, interpreter) => {
            const { shape, dtype } = arrays.read(args.raw('a'), interpreter);
            return filled(arrays, shape, item, dtype);
        },
    ];
    const constant = (item) => [
        '(shape, dtype=None, **kwargs)',
        (args, interpreter) => filled(arrays, shapeOf(args.raw('shape'), interpreter), item, dtypeNamed(args.raw('dtype'))),
    ];
    const array = [
        '(object, dtype=None, **kwargs)',
        (args, interpreter) => {
            const numbers = arrays.read(args.raw('object'), interpreter);
            if (args.isNone('dtype'))
                return arrays.make(numbers);
            const dtype = dtypeNamed(args.raw('dtype'));
            const convert = dtype.startsWith('float')
                ? (x) => toFloatValue(x, interpreter)
                : (x) => toIntValue(x, NONE, interpreter);
            return arrays.make({ ...numbers, dtype, items: dtype === 'bool' ? undefined : numbers.items?.map(convert) });
        },
    ];
    return {
        array,
        asarray: array,
        ascontiguousarray: array,
        zeros: constant(float(0)),
        ones: constant(float(1)),
        empty: constant(undefined),
        zeros_like: like(float(0)),
        ones_like: like(float(1)),
        empty_like: like(undefined),
        full: [
            '(shape, fill_value, dtype=None, **kwargs)',
            (args, interpreter) => filled(arrays, shapeOf(args.raw('shape'), interpreter), args.raw('fill_value'), dtypeNamed(args.raw('dtype'))),
        ],
        eye: [
            '(N, M=None, **kwargs)',
            (args) => filled(arrays, [args.int('N'), args.isNone('M') ? args.int('N') : args.int('M')], undefined, 'float64'),
        ],
        arange: ['(start, stop=None, step=None, dtype=None)', (args, interpreter) => arange(arrays, args, interpreter)],
        linspace: [
            '(start, stop, num=50, endpoint=True, retstep=False, dtype=None)',
            (args, interpreter) => linspace(arrays, args, interpreter),
        ],
    };
}
function arange(arrays, args, interpreter) {
    const alone = !args.given.has('stop');
    const [from, to] = alone ? [int(0), args.value('start')] : [args.value('start'), args.value('stop')];
    const step = args.isNone('step') ? int(1) : args.value('step');
    const [a, b, c] = [numberOf(from), numberOf(to), numberOf(step)];
    const isFloat = [from, to, step].some((value) => value.kind === 'float');
    if (a === undefined || b === undefined || c === undefined || c === 0) {
        const length = isFloat
            ? undefined
            : toInt(interpreter.length({ kind: 'range', start: toInt(from) ?? 0, stop: toInt(to) ?? 0, step: toInt(step) ?? 1 }));
        return length === undefined
            ? interpreter.unknown('undecided', 'the length of the array is not known')
            : arrays.make({ shape: [length], items: undefined, dtype: 'int64' });
    }
    const count = Math.max(0, Math.ceil((b - a) / c));
    const items = count > 10_000 ? undefined : Array.from({ length: count }, (_, i) => (isFloat ? float(a + i * c) : int(a + i * c)));
    return arrays.make({ shape: [count], items, dtype: isFloat ? 'float64' : 'int64' });
}
function linspace(arrays, args, interpreter) {
    const count = args.int('num');
    const [start, stop] = [
        numberOf(toFloatValue(args.value('start'), interpreter)),
        numberOf(toFloatValue(args.value('stop'), interpreter)),
    ];
    if (typeof count !== 'number' || start === undefined || stop === undefined)
        return arrays.make({ shape: [count], items: undefined, dtype: 'float64' });
    const steps = args.bool('endpoint') ? count - 1 : count;
    const step = steps > 0 ? (stop - start) / steps : 0;
    const items = Array.from({ length: count }, (_, i) => float(args.bool('endpoint') && i === count - 1 && i > 0 ? stop : start + i * step));
    return arrays.make({ shape: [count], items, dtype: 'float64' });
}
function calculations(arrays) {
    const each = (change) => [
        '(x, **kwargs)',
        (args, interpreter) => arrays.map(arrays.read(args.raw('x'), interpreter), (item) => change(item, interpreter)),
    ];
    const real = (compute) => each((item, interpreter) => {
        const x = numberOf(toFloatValue(item, interpreter));
        return x === undefined ? someFloat : float(compute(x));
    });
    const pairwise = (op) => [
        '(x1, x2, out=None, **kwargs)',
        (args, interpreter) => {
            if (!args.isNone('out'))
                arrays.write(args.raw('out'), interpreter);
            return arrays.combine(arrays.read(args.raw('x1'), interpreter), arrays.read(args.raw('x2'), interpreter), (a, b) => interpreter.binary(op, a, b), interpreter);
        },
    ];
    const method = (name) => [
        '(a, axis=None, **kwargs)',
        (args, interpreter) => {
            const array = arrays.make(arrays.read(args.raw('a'), interpreter));
            return interpreter.call(interpreter.getAttribute(array, name), [args.raw('axis')]);
        },
    ];
    const chosen = (name) => [
        '(x1, x2, **kwargs)',
        (args, interpreter) => {
            const choose = interpreter.getAttribute(interpreter.importModule('builtins'), name);
            return arrays.combine(arrays.read(args.raw('x1'), interpreter), arrays.read(args.raw('x2'), interpreter), (a, b) => interpreter.call(choose, [a, b]), interpreter);
        },
    ];
    return {
        ceil: each((item) => rounded(item, 'ceil')),
        floor: each((item) => rounded(item, 'floor')),
        rint: each((item) => rounded(item, 'round')),
        round: [
            '(a, decimals=0, **kwargs)',
            (args, interpreter) => {
                const round = interpreter.getAttribute(interpreter.importModule('builtins'), 'round');
                return arrays.map(arrays.read(args.raw('a'), interpreter), (item) => interpreter.call(round, [toFloatValue(item, interpreter), args.raw('decimals')]));
            },
        ],
        sqrt: real(Math.sqrt),
        exp: real(Math.exp),
        log: real(Math.log),
        log2: real(Math.log2),
        log10: real(Math.log10),
        sin: real(Math.sin),
        cos: real(Math.cos),
        tanh: real(Math.tanh),
        abs: each((item, interpreter) => interpreter.call(interpreter.getAttribute(interpreter.importModule('builtins'), 'abs'), [item])),
        add: pairwise('+'),
        subtract: pairwise('-'),
        multiply: pairwise('*'),
        divide: pairwise('/'),
        power: pairwise('**'),
        mod: pairwise('%'),
        maximum: chosen('max'),
        minimum: chosen('min'),
        sum: method('sum'),
        prod: method('prod'),
        product: method('prod'),
        mean: method('mean'),
        max: method('max'),
        min: method('min'),
        amax: method('max'),
        amin: method('min'),
        cumsum: [
            '(a, axis=None, **kwargs)',
            (args, interpreter) => cumulative(arrays, arrays.read(args.raw('a'), interpreter), interpreter),
        ],
        reshape: [
            '(a, newshape, **kwargs)',
            (args, interpreter) => arrays.reshape(arrays.read(args.raw('a'), interpreter), shapeOf(args.raw('newshape'), interpreter), interpreter),
        ],
        ndim: ['(a)', (args, interpreter) => int(arrays.read(args.raw('a'), interpreter).shape.length)],
        isscalar: ['(element)', (args) => bool(isNumber(args.value('element')))],
    };
}
/** As a float, exactly: `np.ceil(H / 2)` stays known. */
function rounded(item, how) {
    const dim = isNumber(item) ? roundToInt(item, how) : undefined;
    if (dim === undefined)
        return someFloat;
    return typeof dim === 'number'
        ? float(dim)
        : { kind: 'float', value: undefined, ratio: { numerator: dim, denominator: 1 } };
}
function cumulative(arrays, numbers, interpreter) {
    const items = [];
    for (const item of numbers.items ?? [])
        items.push(items.length === 0 ? item : interpreter.binary('+', items.at(-1) ?? item, item));
    const size = product(numbers.shape);
    return arrays.make({ shape: [size], items: numbers.items ? items : undefined, dtype: numbers.dtype });
}
/** Random arrays have a shape; a random number alone is not known. */
function random(arrays) {
    const sampled = (shape, interpreter, dtype = 'float64') => shape.length === 0
        ? interpreter.unknown('data', 'is random', dtype === 'int64' ? 'int' : 'float')
        : arrays.make({ shape, items: undefined, dtype });
    const byDims = [
        '(*dims)',
        (args, interpreter) => sampled(args.extra.map((dim) => toInt(known(dim)) ?? 0), interpreter),
    ];
    const bySize = (signature, dtype) => [
        signature,
        (args, interpreter) => sampled(args.isNone('size') ? [] : shapeOf(args.raw('size'), interpreter), interpreter, dtype),
    ];
    return moduleNames('numpy.random', [
        ...natives({
            rand: byDims,
            randn: byDims,
            random: bySize('(size=None)', 'float64'),
            random_sample: bySize('(size=None)', 'float64'),
            standard_normal: bySize('(size=None)', 'float64'),
            uniform: bySize('(low=0.0, high=1.0, size=None)', 'float64'),
            normal: bySize('(loc=0.0, scale=1.0, size=None)', 'float64'),
            randint: bySize('(low, high=None, size=None, dtype=None)', 'int64'),
            seed: ['(seed=None)', () => NONE],
            shuffle: [
                '(x)',
                (args, interpreter) => {
                    arrays.write(args.raw('x'), interpreter);
                    const x = args.value('x');
                    if (x.kind !== 'list')
                        return NONE;
                    interpreter.touch(x);
                    const item = interpreter.unknown('data', 'the order is random');
                    x.items = x.items.map(() => item);
                    return NONE;
                },
            ],
        }, { binds: false }),
        ...opaqueFunctions('numpy.random', 'choice permutation beta gamma poisson binomial default_rng RandomState get_state', 'data', 'is random'),
    ]);
}
const FLOATS = 'float16 float32 float64 float_ single double half floating';
const INTEGERS = 'int8 int16 int32 int64 uint8 uint16 uint32 uint64 int_ intp integer longlong';
function scalarClasses(object) {
    const scalar = (name, convert) => [
        name,
        nativeClass(name, [object], [newWith('(cls, x=0, /)', (args, interpreter) => convert(args.value('x'), interpreter))], { module: 'numpy' }),
    ];
    return [
        ...FLOATS.split(' ').map((name) => scalar(name, toFloatValue)),
        ...INTEGERS.split(' ').map((name) => scalar(name, (value, interpreter) => toIntValue(value, NONE, interpreter))),
        scalar('bool_', truthOf),
        ...['number', 'generic', 'dtype'].map((name) => scalar(name, (value) => value)),
    ];
}
export const numpy = () => {
    let arrays;
    const shared = (interpreter) => (arrays ??= new Arrays(interpreter.builtin('object')));
    return {
        numpy: (interpreter) => moduleNames('numpy', [
            ...natives({ ...makers(shared(interpreter)), ...calculations(shared(interpreter)) }, { binds: false }),
            ...scalarClasses(interpreter.builtin('object')),
            ['ndarray', shared(interpreter).cls],
            ['pi', float(Math.PI)],
            ['e', float(Math.E)],
            ['inf', float(Infinity)],
            ['Inf', float(Infinity)],
            ['nan', float(Number.NaN)],
            ['newaxis', NONE],
            ['__version__', { kind: 'str', value: '1.24.0' }],
            ...['set_printoptions', 'seterr', 'save', 'savez'].map((name) => [name, native(name, '(*args, **kwargs)', () => NONE, { binds: false })]),
        ]),
        'numpy.random': (interpreter) => random(shared(interpreter)),
        'numpy.linalg': () => moduleNames('numpy.linalg', opaqueFunctions('numpy.linalg', 'norm inv svd eig det', 'missing', 'is not known to Convscope')),
        'numpy.testing': () => moduleNames('numpy.testing', []),
        'numpy.typing': () => moduleNames('numpy.typing', []),
        'numpy.fft': () => moduleNames('numpy.fft', []),
    };
};
