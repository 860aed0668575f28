/** A checkpoint as plain data: names as in `state_dict()`, values read when they are asked for. */

export type StoredType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool';

export interface StoredTensor {
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  /** Contiguous, little-endian. `part`: only these elements, in row-major order; no more is read than that. */
  readonly read: (part?: Part) => Promise<Uint8Array>;
}
/** Elements, counted from 0. */
export interface Part {
  readonly from: number;
  readonly count: number;
}

export interface Checkpoint {
  readonly file: string;
  readonly format: 'safetensors' | 'pytorch';
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly close: () => void;
}

/** A tensor to be written. */
export interface TensorValue {
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export const SIZES: Readonly<Record<StoredType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

export const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export const typeOf = (value: TensorValue): 'float32' | 'int64' =>
  value.data instanceof Float32Array ? 'float32' : 'int64';

/** The bytes of a value, in place. All platforms that Node supports are little-endian but one (s390x). */
export const bytesOf = (data: TensorValue['data']): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
