/** Parameters and buffers (torch/nn/parameter.py). */
import {
  type Arguments,
  bool,
  type ClassValue,
  defineClass,
  FALSE,
  type Interpreter,
  NotKnown,
  native,
  type TensorValue,
  TRUE,
  type Value,
} from '../../python';
import type { Dim } from '../../symbolic';
import { contextOf } from '../context';
import { contiguousStrides, isFloating, makeTensor, PARAMETER_CLASS, TENSOR_CLASS } from '../tensor';

export const BUFFER_CLASS: ClassValue = defineClass('Buffer', [TENSOR_CLASS], [], {
  module: 'torch.nn.parameter',
  native: 'torch.nn.Buffer',
});
export const UNINITIALIZED_PARAMETER_CLASS: ClassValue = defineClass('UninitializedParameter', [PARAMETER_CLASS], [], {
  module: 'torch.nn.parameter',
  native: 'torch.nn.parameter.UninitializedParameter',
});
export const UNINITIALIZED_BUFFER_CLASS: ClassValue = defineClass('UninitializedBuffer', [TENSOR_CLASS], [], {
  module: 'torch.nn.parameter',
  native: 'torch.nn.parameter.UninitializedBuffer',
});

const PERSISTENT = 'persistent';

export const isBuffer = (value: Value): value is TensorValue =>
  value.kind === 'tensor' && value.cls.native === 'torch.nn.Buffer';
export const isPersistentBuffer = (value: TensorValue): boolean => value.attrs.get(PERSISTENT) !== FALSE;

export const isUninitialized = (value: Value | undefined): value is TensorValue =>
  value?.kind === 'tensor' && (value.cls === UNINITIALIZED_PARAMETER_CLASS || value.cls === UNINITIALIZED_BUFFER_CLASS);

/** A fresh parameter of a layer. */
export const makeParameter = (shape: readonly Dim[], dtype: TensorValue['dtype'] = 'float32'): TensorValue =>
  makeTensor(shape, { dtype, cls: PARAMETER_CLASS, requiresGrad: isFloating(dtype) !== false });

/** Its size comes with the first call. */
export function makeUninitialized(kind: 'parameter' | 'buffer', dtype: TensorValue['dtype'] = 'float32'): TensorValue {
  return {
    ...makeTensor([], {
      dtype,
      strides: null,
      requiresGrad: kind === 'parameter',
      cls: kind === 'parameter' ? UNINITIALIZED_PARAMETER_CLASS : UNINITIALIZED_BUFFER_CLASS,
    }),
    shape: undefined,
    cause: { kind: 'argument', reason: 'a lazy layer gets its sizes from its first input', place: undefined },
  };
}

/** `UninitializedParameter.materialize(shape)` */
export function materialize(tensor: TensorValue, shape: readonly Dim[], interpreter: Interpreter): void {
  interpreter.touch(tensor);
  tensor.shape = shape;
  tensor.strides = contiguousStrides(shape);
  tensor.cause = undefined;
  const open: { cls: ClassValue } = tensor;
  open.cls = tensor.cls === UNINITIALIZED_BUFFER_CLASS ? TENSOR_CLASS : PARAMETER_CLASS;
}

/** The tensor that `cls(data)` wraps: same memory, a leaf of the graph. */
function wrapped(a: Arguments, interpreter: Interpreter, requiresGrad: boolean, fallback: ClassValue): TensorValue {
  const cls = a.raw('cls');
  const data = a.raw('data');
  // Still a parameter: whoever counts them must not take it for a plain attribute.
  if (data.kind === 'unknown') throw new NotKnown({ ...data, type: requiresGrad ? 'Parameter' : 'Buffer' });
  const made = data.kind === 'none' ? makeTensor([0]) : data;
  if (made.kind !== 'tensor') return a.wrongType('data', 'Tensor');
  if (requiresGrad && isFloating(made.dtype) === false) {
    contextOf(interpreter).refuse({
      code: 'CS124',
      message: 'Only Tensors of floating point and complex dtype can require gradients',
      why: `The data of this parameter is ${made.dtype}.`,
    });
  }
  return {
    ...made,
    cls: cls.kind === 'class' ? cls : fallback,
    requiresGrad,
    producer: undefined,
    values: made.values,
    attrs: new Map(),
  };
}

PARAMETER_CLASS.dict.set(
  '__new__',
  native(
    'Parameter',
    '(cls, data=None, requires_grad=True)',
    (a, interpreter) => wrapped(a, interpreter, a.bool('requires_grad'), PARAMETER_CLASS),
    { binds: false },
  ),
);

BUFFER_CLASS.dict.set(
  '__new__',
  native(
    'Buffer',
    '(cls, data=None, *, persistent=True)',
    (a, interpreter) => {
      const buffer = wrapped(a, interpreter, false, BUFFER_CLASS);
      buffer.attrs.set(PERSISTENT, bool(a.bool('persistent')));
      buffer.attrs.set('_is_buffer', TRUE);
      return buffer;
    },
    { binds: false },
  ),
);

for (const [cls, kind] of [
  [UNINITIALIZED_PARAMETER_CLASS, 'parameter'],
  [UNINITIALIZED_BUFFER_CLASS, 'buffer'],
] as const) {
  cls.dict.set(
    '__new__',
    native(cls.name, '(cls, requires_grad=True, device=None, dtype=None)', () => makeUninitialized(kind), {
      binds: false,
    }),
  );
  cls.dict.set(
    'materialize',
    native('materialize', '(self, shape, device=None, dtype=None)', (a, interpreter) => {
      const self = a.value('self');
      const shape = a.ints('shape');
      if (self.kind === 'tensor' && shape) materialize(self, shape, interpreter);
      return self;
    }),
  );
}
