/** `torch` itself: dtypes, devices, modes, constants, and the functions that are not ops. */
import {
  bool,
  type ClassValue,
  type DType,
  defineClass,
  FALSE,
  float,
  type Interpreter,
  int,
  NONE,
  native,
  str,
  TRUE,
  type Value,
} from '../../python';
import { arrayData, dataOf, defaultDtype, setDefaultDtype, sizesOf } from '../common/creation';
import { DTYPE_ALIASES, DTYPE_CLASS, DTYPES, dtypeOf, dtypeValue } from '../common/dtypes';
import { plainNative } from '../common/native';
import { LAYOUTS, MEMORY_FORMATS } from '../common/singletons';
import { sizeClass } from '../common/sizeclass';
import { contextOf } from '../context';
import { isTensor, TENSOR_CLASS } from '../tensor';
import { DEVICE_CLASS } from './device';
import { accepting, contextClass, decorating, hardware, type Names, table, tolerantClass } from './tolerant';

const VERSION = '2.5.0';

/** `torch.FloatTensor(2, 3)`, `torch.LongTensor([1, 2])`. */
const TYPED: Readonly<Record<string, DType>> = {
  FloatTensor: 'float32',
  DoubleTensor: 'float64',
  HalfTensor: 'float16',
  BFloat16Tensor: 'bfloat16',
  LongTensor: 'int64',
  IntTensor: 'int32',
  ShortTensor: 'int16',
  CharTensor: 'int8',
  ByteTensor: 'uint8',
  BoolTensor: 'bool',
};

/** Sizes as ints, or data as a list; an old tensor is taken as it is. */
const tensorMaker = (dtype: DType | undefined): Value =>
  native(
    '__new__',
    '(cls, *size, **kwargs)',
    (a, interpreter) => {
      const c = contextOf(interpreter);
      const [first, second] = a.extra;
      const kind = dtype ?? defaultDtype(interpreter);
      if (first && !second && isTensor(first))
        return c.tensor(first.shape ?? [], {
          dtype: first.dtype ?? kind,
          viewOf: first,
          strides: first.strides ?? null,
        });
      const isSize = first?.kind === 'tuple' && first.cls?.native === 'torch.Size';
      if (first && !second && !isSize && (first.kind === 'list' || first.kind === 'tuple')) {
        const data = dataOf(first, c);
        return c.tensor(data.shape, {
          dtype: kind,
          values: (data.values?.length ?? 0) <= 4096 ? data.values : undefined,
        });
      }
      return c.tensor(first === undefined ? [0] : sizesOf(a, c), { dtype: kind });
    },
    { binds: false },
  );

function typedClass(name: string, dtype: DType, module = 'torch'): ClassValue {
  const cls = defineClass(name, [TENSOR_CLASS], [], { module, native: `torch.${name}` });
  cls.dict.set('__new__', tensorMaker(dtype));
  return cls;
}
export const typedClasses = (module: string): [string, Value][] =>
  Object.entries(TYPED).map(([name, dtype]) => [name, typedClass(name, dtype, module)]);

/** Limits of IEEE 754 and of whole numbers. */
const LIMITS: Readonly<Partial<Record<DType, readonly [eps: number, max: number, tiny: number, bits: number]>>> = {
  float32: [2 ** -23, 3.4028234663852886e38, 2 ** -126, 32],
  float64: [2 ** -52, Number.MAX_VALUE, 2 ** -1022, 64],
  float16: [2 ** -10, 65504, 2 ** -14, 16],
  bfloat16: [2 ** -7, 3.3895313892515355e38, 2 ** -126, 16],
};

function infoClass(name: 'finfo' | 'iinfo'): ClassValue {
  const cls = defineClass(name, [], [], { module: 'torch', native: `torch.${name}` });
  cls.dict.set(
    '__new__',
    native(
      '__new__',
      '(cls, type=None)',
      (a, interpreter) => {
        const dtype = a.isNone('type') ? defaultDtype(interpreter) : dtypeOf(a.value('type'));
        if (!dtype) return interpreter.unknown('undecided', 'the dtype is not known');
        return { kind: 'instance', cls, attrs: new Map(name === 'finfo' ? floatLimits(dtype) : wholeLimits(dtype)) };
      },
      { binds: false },
    ),
  );
  return cls;
}

function floatLimits(dtype: DType): [string, Value][] {
  const [eps, max, tiny, bits] = LIMITS[dtype] ?? [];
  return [
    ['eps', float(eps)],
    ['max', float(max)],
    ['min', float(max === undefined ? undefined : -max)],
    ['tiny', float(tiny)],
    ['smallest_normal', float(tiny)],
    ['bits', bits === undefined ? NONE : int(bits)],
    ['dtype', str(dtype)],
  ];
}

function wholeLimits(dtype: DType): [string, Value][] {
  const bits = Number(/\d+$/.exec(dtype)?.[0] ?? 8);
  const signed = !dtype.startsWith('u');
  return [
    ['bits', int(bits)],
    ['max', int(signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1)],
    ['min', int(signed ? -(2 ** (bits - 1)) : 0)],
    ['dtype', str(dtype)],
  ];
}

/** `torch._assert(condition, message)`: an assertion like any other. */
function assertion(condition: Value, message: Value, interpreter: Interpreter): Value {
  if (interpreter.truth(condition) !== false) return NONE;
  const words = message.kind === 'str' ? message.value : 'Assertion failed';
  return interpreter.refuse(
    { code: 'CS125', message: `AssertionError: ${words}`, why: 'The condition is proved to be false here.' },
    'AssertionError',
  );
}

/** Functions that change nothing that Convscope follows. */
const QUIET = [
  'manual_seed',
  'seed',
  'set_printoptions',
  'set_num_threads',
  'set_num_interop_threads',
  'use_deterministic_algorithms',
  'set_deterministic',
  'save',
  'set_default_tensor_type',
  'set_float32_matmul_precision',
  'set_default_device',
  'set_rng_state',
  'set_warn_always',
  'set_flush_denormal',
  'autocast_increment_nesting',
  'autocast_decrement_nesting',
  'clear_autocast_cache',

  'set_anomaly_enabled',
  'set_grad_enabled_',
];
const HARDWARE: Readonly<Record<string, string>> = {
  get_num_threads: 'int',
  initial_seed: 'int',
  get_num_interop_threads: 'int',
  are_deterministic_algorithms_enabled: 'bool',
};

export function torchNames(interpreter: Interpreter): Names {
  const data =
    (what: string) =>
    (_: readonly Value[], it: Interpreter): Value =>
      it.unknown('data', `${what} is read when the program runs`);
  const unary = (name: string, test: (value: Value) => Value): [string, Value] => [
    name,
    plainNative(name, '(obj)', (a) => test(a.value('obj'))),
  ];
  TENSOR_CLASS.dict.set('__new__', tensorMaker(undefined));
  return new Map<string, Value>([
    ['Tensor', TENSOR_CLASS],
    ['Size', sizeClass(interpreter)],
    ['dtype', DTYPE_CLASS],
    ['device', DEVICE_CLASS],
    ...DTYPES.map((dtype): [string, Value] => [dtype, dtypeValue(dtype)]),
    ...Object.entries(DTYPE_ALIASES).map(([name, dtype]): [string, Value] => [name, dtypeValue(dtype)]),
    ...MEMORY_FORMATS,
    ...LAYOUTS,
    ...typedClasses('torch'),
    ...table(['no_grad', 'enable_grad', 'inference_mode', 'set_grad_enabled', 'autocast'], (name) =>
      contextClass(name, 'torch'),
    ),
    ['Generator', tolerantClass('Generator', 'torch')],
    ...table(['memory_format', 'layout', 'qscheme', 'Stream', 'Event'], (name) => tolerantClass(name, 'torch')),
    ['finfo', infoClass('finfo')],
    ['iinfo', infoClass('iinfo')],
    ...[
      ['pi', Math.PI],
      ['e', Math.E],
      ['inf', Number.POSITIVE_INFINITY],
      ['nan', Number.NaN],
    ].map(([name, value]): [string, Value] => [String(name), float(Number(value))]),
    ['newaxis', NONE],
    ['__version__', str(VERSION)],
    ...table(QUIET, (name) => accepting(name)),
    ...Object.entries(HARDWARE).map(([name, type]): [string, Value] => [
      name,
      accepting(name, () => hardware(type, 'it is decided where the program runs')),
    ]),
    unary('is_tensor', (value) => bool(isTensor(value))),
    unary('is_storage', () => FALSE),
    [
      'is_grad_enabled',
      plainNative('is_grad_enabled', '()', () => hardware('bool', 'whether gradients are on is decided by the caller')),
    ],
    ['is_inference_mode_enabled', plainNative('is_inference_mode_enabled', '()', () => FALSE)],
    [
      'is_autocast_enabled',
      accepting('is_autocast_enabled', () => hardware('bool', 'whether autocast is on is decided by the caller')),
    ],
    ['get_default_dtype', plainNative('get_default_dtype', '()', (_, it) => dtypeValue(defaultDtype(it)))],
    [
      'set_default_dtype',
      plainNative('set_default_dtype', '(d)', (a, it) => {
        const dtype = dtypeOf(a.value('d'));
        if (dtype) setDefaultDtype(it, dtype);
        return NONE;
      }),
    ],
    [
      'get_default_device',
      plainNative('get_default_device', '()', () => hardware('device', 'the device is decided where the program runs')),
    ],
    [
      'promote_types',
      plainNative('promote_types', '(type1, type2)', (_, it) =>
        it.unknown('missing', 'torch.promote_types is not known to Convscope', 'dtype'),
      ),
    ],
    [
      'result_type',
      accepting('result_type', (_, it) =>
        it.unknown('missing', 'torch.result_type is not known to Convscope', 'dtype'),
      ),
    ],
    ['load', accepting('load', data('a saved file'))],
    ['from_numpy', plainNative('from_numpy', '(ndarray)', (a, it) => fromNumpy(a.value('ndarray'), it))],
    ['frombuffer', accepting('frombuffer', data('a buffer'))],
    ['from_dlpack', accepting('from_dlpack', data('an array'))],
    [
      '_assert',
      plainNative('_assert', '(condition, message)', (a, it) => assertion(a.raw('condition'), a.raw('message'), it)),
    ],
    [
      '_shape_as_tensor',
      plainNative('_shape_as_tensor', '(input)', (a, it) =>
        it.call(TENSOR_FROM, [it.getAttribute(a.value('input'), 'shape')]),
      ),
    ],
    ['compile', decorating('compile')],
    [
      'typename',
      plainNative('typename', '(o)', (a, it) => {
        const cls = it.typeOf(a.raw('o'));
        return cls.kind === 'class' ? str(cls.name) : cls;
      }),
    ],
    ['is_deterministic', TRUE],
    ['broadcast_shapes', plainNative('broadcast_shapes', '(*shapes)', (a, it) => broadcastShapes(a.extra, it))],
    ['Argument', tolerantClass('Argument', 'torch')],
    ['SymInt', tolerantClass('SymInt', 'torch')],
    ['SymFloat', tolerantClass('SymFloat', 'torch')],
    ['SymBool', tolerantClass('SymBool', 'torch')],
  ]);
}

/** `torch.tensor`, as a function of values. */
const TENSOR_FROM = plainNative('tensor', '(data)', (a, it) => contextOf(it).op('torch.tensor', [a.raw('data')]));

function fromNumpy(array: Value, interpreter: Interpreter): Value {
  const c = contextOf(interpreter);
  const { shape, values, dtype } = arrayData(array, c);
  return c.tensor(shape, { dtype, values });
}

function broadcastShapes(shapes: readonly Value[], interpreter: Interpreter): Value {
  const c = contextOf(interpreter);
  const parts = shapes.map((shape) =>
    c.tensor(
      interpreter
        .iterate(shape.kind === 'int' ? { kind: 'tuple', items: [shape] } : shape)
        .items.map((size) => (size.kind === 'int' ? size.value : c.unknown('undecided', 'a size is not known'))),
    ),
  );
  const joined = parts.reduce((x, y) => {
    const sum = c.op('torch.add', [x, y]);
    return isTensor(sum) ? sum : x;
  });
  return interpreter.getAttribute(joined, 'shape');
}
