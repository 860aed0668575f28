/** Asking a tensor about itself: sizes, counts, numbers. None of these leaves a node in the graph. */
import {
  type Arguments,
  bool,
  float,
  int,
  intTuple,
  list,
  NONE,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../../python';
import { product } from '../../symbolic';
import { axisOf, tensor } from '../common/arguments';
import { bytesOf } from '../common/dtypes';
import { numbers } from '../common/shapes';
import { sizeValue } from '../common/sizeclass';
import { page } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { isContiguous, isFloating, shapeOf } from '../tensor';

const ask = (names: readonly string[], signature: string, doc: string, run: OpDeclaration['run']): OpDeclaration => ({
  name: names[0] ?? '',
  aliases: names.slice(1),
  category: 'other',
  signature,
  doc,
  reference: page(names[0] ?? ''),
  silent: true,
  run,
  examples: [],
});

const methods = (...names: readonly string[]): readonly string[] => names.map((name) => `torch.Tensor.${name}`);

function size(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  if (a.isNone('dim')) return sizeValue(shape, c.interpreter);
  return int(
    shape[axisOf(a, 'dim', shape.length, c)] ??
      c.refuse({
        code: 'CS121',
        exception: 'IndexError',
        message: 'Dimension specified as 0 but tensor has no dimensions',
        why: 'The tensor has no axes.',
      }),
  );
}

function stride(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const strides = x.strides ?? c.unknown('undecided', 'the strides of this tensor are not known');
  return a.isNone('dim') ? intTuple(strides) : int(strides[axisOf(a, 'dim', strides.length, c)] ?? 1);
}

/** A number as Python sees it. */
function pythonNumber(x: TensorValue, value: number | undefined): Value {
  if (x.dtype === 'bool') return value === undefined ? dataUnknown('bool') : bool(value !== 0);
  if (isFloating(x.dtype) !== false) return isFloating(x.dtype) ? float(value) : dataUnknown(undefined);
  return value === undefined ? dataUnknown('int') : int(value);
}
const dataUnknown = (type: string | undefined): UnknownValue => ({
  kind: 'unknown',
  cause: { kind: 'data', reason: 'the numbers in this tensor are not known', place: undefined },
  ...(type === undefined ? {} : { type }),
});

export function item(x: TensorValue, c: OpContext): Value {
  const total = x.shape && product(x.shape);
  if (typeof total === 'number' && total !== 1) {
    c.refuse({
      code: 'CS117',
      message: `a Tensor with ${total} elements cannot be converted to Scalar`,
      why: 'item() needs exactly one element.',
    });
  }
  return pythonNumber(x, x.values?.[0]);
}

/** Nested lists; where the numbers are not known, some number each. */
function toList(x: TensorValue, c: OpContext): Value {
  const shape = numbers(shapeOf(x));
  const total = shape?.reduce((n, v) => n * v, 1);
  if (!shape || total === undefined || total > 4096)
    return c.unknown('data', 'the numbers in this tensor are not known');
  const nest = (axis: number, offset: number): Value => {
    const length = shape[axis];
    if (length === undefined) return pythonNumber(x, x.values?.[offset]);
    const step = shape.slice(axis + 1).reduce((n, v) => n * v, 1);
    return list(Array.from({ length }, (_, i) => nest(axis + 1, offset + i * step)));
  };
  return nest(0, 0);
}

const dtypeTest =
  (test: (x: TensorValue) => boolean) =>
  (a: Arguments, c: OpContext): Value => {
    const x = tensor(a, 'input');
    return x.dtype === undefined ? c.unknown('undecided', 'the dtype of this tensor is not known') : bool(test(x));
  };

export const ops = declareOps(
  ask(methods('size'), '(input, dim=None)', 'The sizes, or one of them.', size),
  ask(['torch.numel', ...methods('numel', 'nelement')], '(input)', 'How many elements there are.', (a) =>
    int(product(shapeOf(tensor(a, 'input')))),
  ),
  ask(methods('dim', 'ndimension'), '(input)', 'How many axes there are.', (a) =>
    int(shapeOf(tensor(a, 'input')).length),
  ),
  ask(methods('stride'), '(input, dim=None)', 'Steps in memory, by axis.', stride),
  ask(
    methods('is_contiguous'),
    '(input, memory_format=None)',
    'Whether the elements lie in order in memory.',
    (a, c) => {
      const known = a.isNone('memory_format') ? isContiguous(tensor(a, 'input')) : undefined;
      return known === undefined
        ? c.unknown('undecided', 'whether this tensor is contiguous is not known')
        : bool(known);
    },
  ),
  ask(methods('element_size'), '(input)', 'Bytes of one element.', (a, c) => {
    const { dtype } = tensor(a, 'input');
    return dtype ? int(bytesOf(dtype)) : c.unknown('undecided', 'the dtype of this tensor is not known');
  }),
  ask(methods('item'), '(input)', 'The one number that it holds.', (a, c) => item(tensor(a, 'input'), c)),
  ask(methods('tolist'), '(input)', 'The numbers as nested lists.', (a, c) => toList(tensor(a, 'input'), c)),
  ask(
    methods('numpy', '__array__', 'storage', 'untyped_storage', 'data_ptr', '__dlpack__'),
    '(input, *args, **kwargs)',
    'The numbers for other libraries.',
    (_, c) => c.unknown('data', 'the numbers in a tensor are not known to Convscope'),
  ),
  ask(methods('storage_offset'), '(input)', 'Where in its memory it begins.', (_, c) =>
    c.unknown('data', 'where a tensor begins in memory is not followed'),
  ),
  ask(methods('get_device'), '(input)', 'The number of its device.', (_, c) =>
    c.unknown('undecided', 'devices are not followed'),
  ),
  ask(
    ['torch.is_floating_point', ...methods('is_floating_point')],
    '(input)',
    'Whether the dtype is floating.',
    dtypeTest((x) => isFloating(x.dtype) === true && !x.dtype?.startsWith('complex')),
  ),
  ask(
    ['torch.is_complex', ...methods('is_complex')],
    '(input)',
    'Whether the dtype is complex.',
    dtypeTest((x) => x.dtype?.startsWith('complex') ?? false),
  ),
  ask(
    methods('is_signed'),
    '(input)',
    'Whether the dtype has a sign.',
    dtypeTest((x) => x.dtype !== 'bool' && x.dtype !== 'uint8'),
  ),
  ask(['torch.is_nonzero', ...methods('is_nonzero')], '(input)', 'Whether the one number is not zero.', (a, c) => {
    const { values } = tensor(a, 'input');
    return values?.length === 1 ? bool(values[0] !== 0) : c.unknown('data', 'it depends on the numbers in a tensor');
  }),
  ask(
    ['torch.is_same_size', ...methods('is_same_size')],
    '(input, other)',
    'Whether the sizes are the same.',
    (a, c) => {
      const [x, y] = [numbers(shapeOf(tensor(a, 'input'))), numbers(shapeOf(tensor(a, 'other')))];
      return x && y
        ? bool(x.length === y.length && x.every((n, i) => n === y[i]))
        : c.unknown('undecided', 'the sizes are not known numbers');
    },
  ),
  ask(
    methods('backward', 'register_hook', 'register_post_accumulate_grad_hook', 'record_stream', 'zero_grad'),
    '(input, *args, **kwargs)',
    'Gradients, which Convscope does not compute.',
    () => NONE,
  ),
  ask(
    methods('is_pinned', 'is_shared', 'is_conj', 'is_neg', 'is_inference'),
    '(input, *args, **kwargs)',
    'How it is stored.',
    () => bool(false),
  ),
);
