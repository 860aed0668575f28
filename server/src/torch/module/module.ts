/** `torch.nn.Module`, put together; modes, dtypes and the rest of its methods. */
import {
  type Arguments,
  FALSE,
  type InstanceValue,
  type Interpreter,
  lookupClass,
  NO_KEYWORDS,
  NONE,
  type TensorValue,
  type Value,
} from '../../python';
import { dtypeOf } from '../common/dtypes';
import { isFloating } from '../tensor';
import { ATTRIBUTE_METHODS } from './attributes';
import { CALL_METHODS } from './call';
import { childrenOf, initModule, MODULE_CLASS, namedTensors } from './instance';
import { type Method, type Methods, methods } from './method';
import { WALK_METHODS } from './traverse';

/**
 * A method that PyTorch calls on the children first: user code may override it anywhere below (a
 * backbone whose `train()` keeps its BatchNorm frozen), so it goes through the class where it does.
 */
function onChildren(
  self: InstanceValue,
  name: string,
  args: readonly Value[],
  interpreter: Interpreter,
  own: (module: InstanceValue) => void,
): void {
  for (const [, child] of childrenOf(self)) {
    if (lookupClass(child.cls, name) === MODULE_CLASS.dict.get(name)) own(child);
    else interpreter.call(interpreter.getAttribute(child, name), args, NO_KEYWORDS);
  }
}

function train(self: InstanceValue, mode: Value, interpreter: Interpreter): void {
  interpreter.touch(self);
  self.attrs.set('training', mode);
  onChildren(self, 'train', [mode], interpreter, (child) => train(child, mode, interpreter));
}

function apply(self: InstanceValue, fn: Value, interpreter: Interpreter): void {
  onChildren(self, 'apply', [fn], interpreter, (child) => apply(child, fn, interpreter));
  interpreter.call(fn, [self], NO_KEYWORDS);
}

function convert(self: InstanceValue, dtype: TensorValue['dtype'], interpreter: Interpreter): InstanceValue {
  if (dtype === undefined) return self;
  for (const slot of ['_parameters', '_buffers'] as const) {
    for (const [, tensor] of namedTensors(self, slot)) {
      if (isFloating(tensor.dtype) === false || tensor.dtype === dtype) continue;
      interpreter.touch(tensor);
      tensor.dtype = dtype;
    }
  }
  return self;
}

const toDtype =
  (dtype: TensorValue['dtype']): Method =>
  (self, _a, interpreter) =>
    convert(self, dtype, interpreter);
const same: Method = (self) => self;

/** `to(device)`, `to(dtype)`, `to(device, dtype)`, `to(tensor)` */
function targetOf(a: Arguments): TensorValue['dtype'] {
  for (const value of [...a.extra, ...a.extraKeywords.values()]) {
    const dtype = value.kind === 'tensor' ? value.dtype : dtypeOf(value);
    if (dtype) return dtype;
  }
  return undefined;
}

const MODULE: Methods = {
  __init__: [
    '(*args, **kwargs)',
    (self, _a, interpreter) => {
      initModule(self, interpreter);
      return NONE;
    },
  ],
  __setstate__: ['(state)', () => NONE],
  train: [
    '(mode=True)',
    (self, a, interpreter) => {
      train(self, a.raw('mode'), interpreter);
      return self;
    },
  ],
  /** `self.train(False)`, as an override of train() sees it. */
  eval: [
    '()',
    (self, _a, interpreter) => {
      if (lookupClass(self.cls, 'train') === MODULE_CLASS.dict.get('train')) train(self, FALSE, interpreter);
      else interpreter.call(interpreter.getAttribute(self, 'train'), [FALSE], NO_KEYWORDS);
      return self;
    },
  ],
  requires_grad_: [
    '(requires_grad=True)',
    (self, a, interpreter) => {
      const wanted = a.bool('requires_grad');
      for (const [, tensor] of namedTensors(self, '_parameters')) {
        interpreter.touch(tensor);
        tensor.requiresGrad = wanted;
      }
      return self;
    },
  ],
  apply: [
    '(fn)',
    (self, a, interpreter) => {
      apply(self, a.raw('fn'), interpreter);
      return self;
    },
  ],
  _apply: ['(fn, recurse=True)', same],
  to: ['(*args, **kwargs)', (self, a, interpreter) => convert(self, targetOf(a), interpreter)],
  to_empty: ['(*, device=None, recurse=True)', same],
  type: ['(dst_type)', (self, a, interpreter) => convert(self, dtypeOf(a.raw('dst_type')), interpreter)],
  float: ['()', toDtype('float32')],
  double: ['()', toDtype('float64')],
  half: ['()', toDtype('float16')],
  bfloat16: ['()', toDtype('bfloat16')],
  cuda: ['(device=None)', same],
  cpu: ['()', same],
  xpu: ['(device=None)', same],
  ipu: ['(device=None)', same],
  share_memory: ['()', same],
  zero_grad: ['(set_to_none=True)', () => NONE],
  compile: ['(*args, **kwargs)', () => NONE],
  get_extra_state: [
    '()',
    (_self, _a, interpreter) =>
      interpreter.raise('RuntimeError', 'Reached a code path in Module.get_extra_state() that should never be called.'),
  ],
  set_extra_state: ['(state)', () => NONE],
};

for (const [name, value] of [
  ...methods(MODULE),
  ...ATTRIBUTE_METHODS,
  ...CALL_METHODS,
  ...WALK_METHODS,
  ['dump_patches', FALSE],
  ['call_super_init', FALSE],
  ['_compiled_call_impl', NONE],
  ['T_destination', NONE],
] satisfies readonly (readonly [string, Value])[])
  MODULE_CLASS.dict.set(name, value);

export { MODULE_CLASS };
