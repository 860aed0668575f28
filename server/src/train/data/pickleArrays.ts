/** What the pickles of CIFAR hold: dicts of numpy arrays, lists and text. Nothing else is built. */
import { type Host, isGlobal, isObject, type Pickled, PickleError, type PickleObject } from '../checkpoint/pickle';

/** A numpy array of bytes; `data` is a view into the pickle. */
export interface PickledArray extends PickleObject {
  readonly kind: 'array';
  shape: readonly number[];
  data: Uint8Array;
}

const ARRAY = ['numpy.core.multiarray._reconstruct', 'numpy._core.multiarray._reconstruct'];
const NAMES = [...ARRAY, 'numpy.ndarray', 'numpy.dtype', '_codecs.encode'];

export const arrayHost: Host = {
  global(name) {
    if (!NAMES.includes(name))
      throw new PickleError(
        `asks for Python's \`${name}\`, which images do not need; it was not loaded, and nothing was run`,
      );
  },
  call(name, args) {
    if (ARRAY.includes(name)) {
      const array: PickledArray = { kind: 'array', shape: [], data: new Uint8Array(0) };
      return array;
    }
    if (name === 'numpy.dtype') return { kind: `dtype ${textOf(args[0])}` };
    if (name === '_codecs.encode' && typeof args[0] === 'string') return Buffer.from(args[0], 'latin1');
    throw new PickleError(`calls \`${name}\`; it was not loaded, and nothing was run`);
  },
  build(object, state) {
    if (!isArray(object)) return;
    const [, shape, dtype, fortran, data] = Array.isArray(state) ? state : [];
    if (!Array.isArray(shape) || !(data instanceof Uint8Array) || fortran !== false)
      throw new PickleError('has an array that is not read');
    const sizes = shape.filter((size): size is number => typeof size === 'number');
    const isBytes = isObject(dtype) && !isGlobal(dtype) && dtype.kind === 'dtype u1';
    if (!isBytes || sizes.reduce((product, size) => product * size, 1) !== data.length)
      throw new PickleError('has an array that is not one of bytes');
    object.shape = sizes;
    object.data = data;
  },
  persistent() {
    throw new PickleError('refers to something outside it');
  },
};

export function isArray(value: Pickled | undefined): value is PickledArray {
  return isObject(value) && value.kind === 'array';
}

export function textOf(value: Pickled | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}
