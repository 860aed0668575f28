/** A `state_dict()` as `torch.save` writes it: OrderedDict of tensors, protocol 2, records stored without compression. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { writeAtomically } from '../files/atomic';
import { bytesOf, type TensorValue, typeOf } from './types';

/** The same bytes for the same weights. */
const FIXED_TIME = new Date(1980, 0, 1);

export async function writePytorch(file: string, tensors: ReadonlyMap<string, TensorValue>): Promise<void> {
  const zip = new ZipFile();
  const add = (name: string, bytes: Uint8Array): void =>
    zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), `archive/${name}`, {
      compress: false,
      mtime: FIXED_TIME,
    });
  add('data.pkl', pickled(tensors));
  add('byteorder', Buffer.from('little'));
  for (const [i, value] of [...tensors.values()].entries()) add(`data/${i}`, bytesOf(value.data));
  add('version', Buffer.from('3\n'));
  zip.end();
  writeAtomically(file, [await buffer(zip.outputStream)]);
}

/** Opcodes as in pickle.ts; without memo, since nothing is shared. */
function pickled(tensors: ReadonlyMap<string, TensorValue>): Uint8Array {
  const pieces: Uint8Array[] = [];
  const raw = (text: string): number => pieces.push(Buffer.from(text, 'latin1'));
  const text = (value: string): void => {
    const bytes = Buffer.from(value, 'utf8');
    raw('X');
    pieces.push(word(bytes.length), bytes);
  };
  const integer = (value: number): void => {
    if (value < 2 ** 31) {
      raw('J');
      pieces.push(word(value));
    } else raw(`L${value}L\n`);
  };
  const tuple = (values: readonly number[]): void => {
    raw('(');
    values.forEach(integer);
    raw('t');
  };
  raw('\x80\x02ccollections\nOrderedDict\n)R(');
  for (const [i, [name, value]] of [...tensors].entries()) {
    text(name);
    raw('ctorch._utils\n_rebuild_tensor_v2\n((');
    text('storage');
    raw(`ctorch\n${typeOf(value) === 'float32' ? 'FloatStorage' : 'LongStorage'}\n`);
    text(String(i));
    text('cpu');
    integer(value.data.length);
    raw('tQ');
    integer(0);
    tuple(value.shape);
    tuple(stridesOf(value.shape));
    raw('\x89ccollections\nOrderedDict\n)RtR');
  }
  raw('u.');
  return Buffer.concat(pieces);
}

function word(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}
