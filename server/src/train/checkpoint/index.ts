/** Weights from and to files. What a file is, is told by its first bytes, not by its name. */
import { extname } from 'node:path';
import { TrainError } from '../files/errors';
import { FileReader } from '../files/reader';
import { openPytorch } from './pytorch';
import { writePytorch } from './pytorchWrite';
import { openSafetensors, writeSafetensors } from './safetensors';
import type { Checkpoint, TensorValue } from './types';

export { floatsOf } from './floats';
export type { Checkpoint, Part, StoredTensor, StoredType, TensorValue } from './types';

export async function openCheckpoint(file: string): Promise<Checkpoint> {
  const start = firstBytes(file);
  const text = Buffer.from(start).toString('latin1');
  if (text.startsWith('PK\x03\x04')) return openPytorch(file);
  if (start.length >= 9 && start[8] === 0x7b) return openSafetensors(file);
  if (start[0] === 0x80)
    throw new TrainError(
      `${file}: written by torch.save before PyTorch 1.6, or a plain pickle. Load it in PyTorch and save it again: torch.save(torch.load(path), path)`,
    );
  if (text.startsWith('version https://git-lfs'))
    throw new TrainError(`${file}: only the pointer of Git LFS, not the weights; fetch them with \`git lfs pull\``);
  throw new TrainError(`${file}: neither a safetensors file nor a checkpoint of PyTorch`);
}

function firstBytes(file: string): Uint8Array {
  const reader = new FileReader(file);
  try {
    return reader.bytes(0, Math.min(32, reader.size));
  } finally {
    reader.close();
  }
}

/** By the ending: `.safetensors`, `.pt` or `.pth`. */
export async function writeCheckpoint(file: string, tensors: ReadonlyMap<string, TensorValue>): Promise<void> {
  switch (extname(file)) {
    case '.safetensors':
      return writeSafetensors(file, tensors);
    case '.pt':
    case '.pth':
      return writePytorch(file, tensors);
    default:
      throw new TrainError(`${file}: weights are written as .safetensors, .pt or .pth`);
  }
}
