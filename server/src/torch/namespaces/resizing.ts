/** Methods of `torch.Tensor` that change the sizes of the tensor itself, and those that Convscope knows by name only. */
import { type Interpreter, type NativeFunction, NotKnown, native, type TensorValue, type Value } from '../../python';
import type { Dim } from '../../symbolic';
import { contextOf, opTable } from '../context';
import { contiguousStrides, freshStorage, isTensor } from '../tensor';

/** Each is a view op whose result the tensor becomes. */
const BECOMES: Readonly<Record<string, string>> = {
  squeeze_: 'torch.Tensor.squeeze',
  unsqueeze_: 'torch.Tensor.unsqueeze',
  t_: 'torch.Tensor.t',
  transpose_: 'torch.Tensor.transpose',
  swapaxes_: 'torch.Tensor.swapaxes',
  swapdims_: 'torch.Tensor.swapdims',
  as_strided_: 'torch.Tensor.as_strided',
};

/** Real, but not declared: what they give is Unknown rather than an AttributeError. */
const UNDECLARED = new Set(
  `align_to apply_ as_strided_scatter as_subclass ccol_indices chalf cholesky_inverse cholesky_solve col_indices
  conj_physical_ crow_indices dense_dim dequantize diagflat diagonal_scatter dist eig frexp geqrf has_names
  heaviside_ histogram igamma igamma_ igammac igammac_ index_reduce index_reduce_ indices int_repr ipu is_coalesced
  is_distributed is_ipu is_ort is_set_to is_vulkan isreal istft lstsq lu lu_solve map2_ map_ mvlgamma mvlgamma_
  narrow_copy new new_empty_strided orgqr ormqr output_nr polygamma polygamma_ put put_ q_per_channel_axis
  q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qscheme reinforce rename_ resize resize_as
  resize_as_sparse_ retains_grad row_indices select_scatter slice_scatter smm solve sparse_dim sparse_mask
  sparse_resize_ sparse_resize_and_clear_ sspaddmm stft storage_type sum_to_size symeig to_mkldnn to_padded_tensor
  to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr triangular_solve unsafe_chunk
  unsafe_split unsafe_split_with_sizes values volatile _base _grad _version _values _indices _nnz _storage
  _backward_hooks _conj _is_view`.split(/\s+/),
);
/** Of these, the ones after which the sizes are not known. */
const RESIZES = /^(resize|sparse_resize)/;

export function resizingMethods(): readonly (readonly [string, NativeFunction])[] {
  return [
    ...Object.entries(BECOMES).map(([name, op]) => [name, becoming(name, op)] as const),
    [
      'resize_',
      native('resize_', '(self, *sizes, **kwargs)', (a, it) => resize(own(a.raw('self')), sizesIn(a.extra, it), it)),
    ],
    [
      'resize_as_',
      native('resize_as_', '(self, other, **kwargs)', (a, it) => {
        const other = a.value('other');
        return isTensor(other) && other.shape
          ? resize(own(a.raw('self')), other.shape, it)
          : forget(own(a.raw('self')), it);
      }),
    ],
    [
      'set_',
      native('set_', '(self, source=None, *args)', (a, it) => {
        const self = own(a.raw('self')),
          source = a.raw('source');
        return isTensor(source) ? become(self, source, it) : forget(self, it);
      }),
    ],
    [
      '__getattr__',
      native('__getattr__', '(self, name)', (a, it) => undeclared(own(a.raw('self')), a.str('name'), it)),
    ],
  ];
}

const own = (value: Value): TensorValue => {
  if (!isTensor(value)) throw new Error('a method of torch.Tensor was bound to something else');
  return value;
};

function becoming(name: string, target: string): NativeFunction {
  return native(name, '(self, *args, **kwargs)', (a, interpreter) => {
    const self = own(a.raw('self'));
    const op = opTable.get(target);
    const result = op?.invoke([self, ...a.extra], a.extraKeywords, interpreter);
    return isTensor(result) ? become(self, result, interpreter) : forget(self, interpreter, result);
  });
}

/** The tensor now is what the other is, memory included. */
function become(self: TensorValue, other: TensorValue, interpreter: Interpreter): TensorValue {
  interpreter.touch(self);
  self.shape = other.shape;
  self.strides = other.strides;
  self.storage = other.storage;
  self.values = other.values;
  self.cause = other.cause;
  self.producer = other.producer;
  return self;
}

function resize(self: TensorValue, shape: readonly Dim[], interpreter: Interpreter): TensorValue {
  interpreter.touch(self);
  self.shape = shape;
  self.strides = contiguousStrides(shape);
  self.storage = freshStorage();
  self.values = undefined;
  return self;
}

function sizesIn(extra: readonly Value[], interpreter: Interpreter): readonly Dim[] {
  const [first] = extra;
  const items = first && first.kind !== 'int' ? interpreter.iterate(first).items : extra;
  return items.map((size) =>
    size.kind === 'int' ? size.value : contextOf(interpreter).unknown('undecided', 'a size is not known'),
  );
}

/** What came of it is not known, so the tensor is not known any more either. */
function forget(self: TensorValue, interpreter: Interpreter, cause?: Value): never {
  const value = cause?.kind === 'unknown' ? cause : interpreter.unknown('undecided', 'the new sizes are not known');
  interpreter.touch(self);
  self.shape = undefined;
  self.strides = undefined;
  self.values = undefined;
  self.cause = value.cause;
  throw new NotKnown(value);
}

function undeclared(self: TensorValue, name: string, interpreter: Interpreter): Value {
  if (!UNDECLARED.has(name)) {
    return interpreter.raise('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
  }
  const missing = interpreter.unknown('missing', `torch.Tensor.${name} is not known to Convscope`);
  return RESIZES.test(name) ? forget(self, interpreter, missing) : missing;
}
