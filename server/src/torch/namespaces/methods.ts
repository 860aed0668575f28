/** What `torch.Tensor` has beside its declared methods: operators, attributes, iteration. */
import {
  bool,
  FALSE,
  float,
  type Interpreter,
  type IteratorValue,
  int,
  type NativeFunction,
  NONE,
  NOT_IMPLEMENTED,
  NotKnown,
  native,
  type PropertyValue,
  type TensorValue,
  tuple,
  type Value,
} from '../../python';
import { product } from '../../symbolic';
import { dtypeValue } from '../common/dtypes';
import { isNumberLike, NO_RANK } from '../common/elementwise';
import { getter } from '../common/native';
import { LAYOUTS } from '../common/singletons';
import { sizeValue } from '../common/sizeclass';
import { contextOf, opTable } from '../context';
import { item } from '../ops/inspect';
import { isTensor, shapeOf, TENSOR_CLASS } from '../tensor';
import { deviceGetter, onGpu } from './device';
import { resizingMethods } from './resizing';

/** Operators and the op that each stands for; `swap`: the tensor is on the right. */
const OPERATORS: Readonly<Record<string, readonly [op: string, swap?: 'swap']>> = {
  __add__: ['torch.add'],
  __radd__: ['torch.add', 'swap'],
  __sub__: ['torch.sub'],
  __rsub__: ['torch.sub', 'swap'],
  __mul__: ['torch.mul'],
  __rmul__: ['torch.mul', 'swap'],
  __truediv__: ['torch.div'],
  __rtruediv__: ['torch.div', 'swap'],
  __floordiv__: ['torch.floor_divide'],
  __rfloordiv__: ['torch.floor_divide', 'swap'],
  __mod__: ['torch.remainder'],
  __rmod__: ['torch.remainder', 'swap'],
  __pow__: ['torch.pow'],
  __rpow__: ['torch.pow', 'swap'],
  __matmul__: ['torch.matmul'],
  __rmatmul__: ['torch.matmul', 'swap'],
  __eq__: ['torch.eq'],
  __ne__: ['torch.ne'],
  __lt__: ['torch.lt'],
  __le__: ['torch.le'],
  __gt__: ['torch.gt'],
  __ge__: ['torch.ge'],
  __and__: ['torch.bitwise_and'],
  __rand__: ['torch.bitwise_and', 'swap'],
  __or__: ['torch.bitwise_or'],
  __ror__: ['torch.bitwise_or', 'swap'],
  __xor__: ['torch.bitwise_xor'],
  __rxor__: ['torch.bitwise_xor', 'swap'],
  __lshift__: ['torch.bitwise_left_shift'],
  __rshift__: ['torch.bitwise_right_shift'],
};
/** `x += y` writes into x. Python falls back to `x = x @ y` where there is none. */
const IN_PLACE: Readonly<Record<string, string>> = {
  __iadd__: 'torch.Tensor.add_',
  __isub__: 'torch.Tensor.sub_',
  __imul__: 'torch.Tensor.mul_',
  __itruediv__: 'torch.Tensor.div_',
  __ifloordiv__: 'torch.Tensor.floor_divide_',
  __imod__: 'torch.Tensor.remainder_',
  __ipow__: 'torch.Tensor.pow_',
  __iand__: 'torch.Tensor.bitwise_and_',
  __ior__: 'torch.Tensor.bitwise_or_',
  __ixor__: 'torch.Tensor.bitwise_xor_',
};
const UNARY: Readonly<Record<string, string>> = {
  __neg__: 'torch.neg',
  __pos__: 'torch.positive',
  __abs__: 'torch.abs',
  __invert__: 'torch.bitwise_not',
};
/** Declared as ops, read as attributes. */
const ATTRIBUTE_OPS = ['T', 'mT', 'mH', 'H', 'real', 'imag', 'data'];

function op(name: string): NativeFunction {
  const found = opTable.get(name);
  if (!found) throw new Error(`${name} is not declared`);
  return found;
}

const invoke = (name: string, args: readonly Value[], interpreter: Interpreter): Value =>
  op(name).invoke(args, new Map(), interpreter);

function operator(name: string, target: string, swap: boolean): NativeFunction {
  return native(name, '(self, other)', (a, interpreter) => {
    const [self, other] = [a.raw('self'), a.raw('other')];
    if (other.kind === 'unknown' && !isNumberLike(other)) return other;
    const fits = isTensor(other) || (isNumberLike(other) && target !== 'torch.matmul');
    if (!fits) return NOT_IMPLEMENTED;
    return invoke(target, swap ? [other, self] : [self, other], interpreter);
  });
}

function writer(name: string, target: string): NativeFunction {
  return native(name, '(self, other)', (a, interpreter) => {
    const [self, other] = [a.raw('self'), a.raw('other')];
    if (other.kind === 'unknown' && !isNumberLike(other)) return keptUnlessUnknown(self, interpreter);
    return isTensor(other) || isNumberLike(other) ? invoke(target, [self, other], interpreter) : NOT_IMPLEMENTED;
  });
}

/** An in-place operation leaves sizes as they are, whatever the other side is. */
function keptUnlessUnknown(self: Value, interpreter: Interpreter): Value {
  if (isTensor(self) && self.values) {
    interpreter.touch(self);
    self.values = undefined;
  }
  return self;
}

const self = (value: Value): TensorValue => {
  if (!isTensor(value)) throw new Error('a method of torch.Tensor was bound to something else');
  return value;
};

/** Whole numbers of a tensor without axes. */
function asNumber(x: TensorValue, interpreter: Interpreter, kind: 'int' | 'float'): Value {
  const value = item(x, contextOf(interpreter));
  if (value.kind === 'unknown') return { ...value, type: kind };
  const number =
    value.kind === 'float'
      ? value.value
      : value.kind === 'int' && typeof value.value === 'number'
        ? value.value
        : value.kind === 'bool'
          ? Number(value.value)
          : undefined;
  if (number === undefined) return value;
  return kind === 'int' ? int(Math.trunc(number)) : float(number);
}

function truth(x: TensorValue, interpreter: Interpreter): Value {
  const total = x.shape && product(x.shape);
  if (typeof total === 'number' && total > 1)
    interpreter.raise('RuntimeError', 'Boolean value of Tensor with more than one value is ambiguous');
  const [value, second] = x.values ?? [];
  if (value !== undefined && second === undefined) return bool(value !== 0);
  return {
    kind: 'unknown',
    cause: { kind: 'data', reason: 'the condition depends on the numbers in a tensor', place: undefined },
    type: 'bool',
  };
}

function length(x: TensorValue, interpreter: Interpreter): Value {
  const [size] = shapeOf(x);
  return size === undefined ? interpreter.raise('TypeError', 'len() of a 0-d tensor') : int(size);
}

function iterate(x: TensorValue, interpreter: Interpreter): Value {
  if (shapeOf(x).length === 0) return interpreter.raise('TypeError', 'iteration over a 0-d tensor');
  const pieces = invoke('torch.unbind', [x], interpreter);
  if (pieces.kind !== 'tuple') return pieces;
  const iterator: IteratorValue = { kind: 'iterator', at: (i) => pieces.items[i], position: 0 };
  return iterator;
}

const settable = (
  name: string,
  read: (x: TensorValue, interpreter: Interpreter) => Value,
  write: (x: TensorValue, value: Value) => void,
): PropertyValue => ({
  kind: 'property',
  getter: native(name, '(self)', (a, interpreter) => read(self(a.raw('self')), interpreter)),
  setter: native(name, '(self, value)', (a, interpreter) => {
    interpreter.touch(self(a.raw('self')));
    write(self(a.raw('self')), a.raw('value'));
    return NONE;
  }),
  cached: false,
});

/** `p.data = x`: other numbers, perhaps other sizes. */
function replaceData(x: TensorValue, value: Value): void {
  x.values = undefined;
  if (!isTensor(value)) return;
  x.shape = value.shape;
  x.strides = value.strides;
  x.dtype = value.dtype;
  x.storage = value.storage;
  x.cause = value.cause;
}

const unknownDtype = (x: TensorValue): Value => ({
  kind: 'unknown',
  cause: x.cause ?? { kind: 'undecided', reason: 'the dtype of this tensor is not known', place: undefined },
  type: 'dtype',
});

function attributes(): readonly (readonly [string, Value])[] {
  const shape = (x: TensorValue, interpreter: Interpreter): Value => {
    if (x.shape) return sizeValue(x.shape, interpreter);
    throw new NotKnown({ kind: 'unknown', cause: x.cause ?? NO_RANK });
  };
  return [
    ['shape', getter('shape', (x, interpreter) => shape(self(x), interpreter))],
    ['ndim', getter('ndim', (x) => int(shapeOf(self(x)).length))],
    [
      'dtype',
      getter('dtype', (x) => {
        const { dtype } = self(x);
        return dtype ? dtypeValue(dtype) : unknownDtype(self(x));
      }),
    ],
    ['device', deviceGetter],
    ...['is_cuda', 'is_cpu', 'is_mps', 'is_xpu'].map((name) => [name, onGpu(name)] as const),
    [
      'requires_grad',
      settable(
        'requires_grad',
        (x) => bool(x.requiresGrad),
        (x, value) => {
          if (value.kind === 'bool') x.requiresGrad = value.value;
        },
      ),
    ],
    [
      'grad',
      settable(
        'grad',
        (_, interpreter) => interpreter.unknown('data', 'gradients are not followed'),
        () => undefined,
      ),
    ],
    ['grad_fn', getter('grad_fn', (_, interpreter) => interpreter.unknown('data', 'gradients are not followed'))],
    ['is_leaf', getter('is_leaf', (x) => bool(self(x).producer === undefined))],
    ['layout', getter('layout', () => LAYOUTS.get('strided') ?? NONE)],
    ['names', getter('names', (x) => tuple(shapeOf(self(x)).map(() => NONE)))],
    [
      'name',
      settable(
        'name',
        () => NONE,
        () => undefined,
      ),
    ],
    ['itemsize', getter('itemsize', (x, interpreter) => invoke('torch.Tensor.element_size', [x], interpreter))],
    [
      'nbytes',
      getter('nbytes', (x, interpreter) =>
        interpreter.binary(
          '*',
          invoke('torch.numel', [x], interpreter),
          invoke('torch.Tensor.element_size', [x], interpreter),
        ),
      ),
    ],
    ...['is_sparse', 'is_quantized', 'is_mkldnn', 'is_meta', 'is_nested', 'is_sparse_csr'].map(
      (name) => [name, getter(name, () => FALSE)] as const,
    ),
  ];
}

let done = false;
/** Fills `TENSOR_CLASS.dict`; `methods` are the declared ops named `torch.Tensor.…`. */
export function fillTensorClass(methods: ReadonlyMap<string, NativeFunction>): void {
  if (done) return;
  done = true;
  const { dict } = TENSOR_CLASS;
  for (const [name, method] of methods) dict.set(name, method);
  for (const name of ATTRIBUTE_OPS) {
    const method = dict.get(name);
    if (method?.kind === 'native')
      dict.set(name, { kind: 'property', getter: method, setter: undefined, cached: false });
  }
  const data = dict.get('data');
  if (data?.kind === 'property') {
    dict.set('data', {
      ...data,
      setter: native('data', '(self, value)', (a, interpreter) => {
        interpreter.touch(self(a.raw('self')));
        replaceData(self(a.raw('self')), a.raw('value'));
        return NONE;
      }),
    });
  }
  for (const [name, [target, swap]] of Object.entries(OPERATORS))
    dict.set(name, operator(name, target, swap === 'swap'));
  for (const [name, target] of Object.entries(IN_PLACE)) dict.set(name, writer(name, target));
  for (const [name, target] of Object.entries(UNARY))
    dict.set(
      name,
      native(name, '(self)', (a, interpreter) => invoke(target, [a.raw('self')], interpreter)),
    );
  dict.set(
    '__bool__',
    native('__bool__', '(self)', (a, interpreter) => truth(self(a.raw('self')), interpreter)),
  );
  dict.set(
    '__len__',
    native('__len__', '(self)', (a, interpreter) => length(self(a.raw('self')), interpreter)),
  );
  dict.set(
    '__iter__',
    native('__iter__', '(self)', (a, interpreter) => iterate(self(a.raw('self')), interpreter)),
  );
  dict.set(
    '__int__',
    native('__int__', '(self)', (a, interpreter) => asNumber(self(a.raw('self')), interpreter, 'int')),
  );
  dict.set(
    '__index__',
    native('__index__', '(self)', (a, interpreter) => asNumber(self(a.raw('self')), interpreter, 'int')),
  );
  dict.set(
    '__float__',
    native('__float__', '(self)', (a, interpreter) => asNumber(self(a.raw('self')), interpreter, 'float')),
  );
  for (const name of ['__repr__', '__str__', '__format__']) {
    dict.set(
      name,
      native(name, '(self, *args)', (_, interpreter) =>
        interpreter.unknown('data', 'the text of a tensor depends on its numbers', 'str'),
      ),
    );
  }
  for (const [name, value] of attributes()) dict.set(name, value);
  for (const [name, method] of resizingMethods()) dict.set(name, method);
}
