/** Spectra of a layer: singular values of its weights as a matrix, and which frequencies its kernels respond to. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** The work grows with the cube of it. */
const LARGEST = 512;

/**
 * Singular values of filters × numbers, largest first, from the eigenvalues of the smaller product of the matrix with
 * itself; those below 10⁻⁷ of the largest are lost in rounding. Undefined: too large to be worth the wait, or broken.
 */
export function singularValues(data: Float32Array, filters: number): readonly number[] | undefined {
  const size = filters === 0 ? 0 : data.length / filters;
  const least = Math.min(filters, size);
  if (least === 0 || least > LARGEST || !data.every(Number.isFinite)) return undefined;
  const gram = filters <= size ? rowProducts(data, filters, size) : columnProducts(data, filters, size);
  const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))).sort((a, b) => b - a);
}

function rowProducts(data: Float32Array, rows: number, columns: number): Matrix {
  const out = Matrix.zeros(rows, rows);
  for (let a = 0; a < rows; a += 1)
    for (let b = a; b < rows; b += 1) {
      let sum = 0;
      for (let i = 0; i < columns; i += 1) sum += (data[a * columns + i] ?? 0) * (data[b * columns + i] ?? 0);
      out.set(a, b, sum);
      out.set(b, a, sum);
    }
  return out;
}

function columnProducts(data: Float32Array, rows: number, columns: number): Matrix {
  const sums = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row += 1)
    for (let a = 0; a < columns; a += 1) {
      const value = data[row * columns + a] ?? 0;
      for (let b = 0; b < columns; b += 1)
        sums[a * columns + b] = (sums[a * columns + b] ?? 0) + value * (data[row * columns + b] ?? 0);
    }
  return Matrix.from1DArray(columns, columns, [...sums]);
}

/** exp of the entropy of the normalised singular values (Roy and Vetterli 2007): how many directions are in use. */
export function effectiveRank(values: readonly number[]): number {
  const total = values.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  return Math.exp(-values.reduce((sum, value) => sum + (value > 0 ? (value / total) * Math.log(value / total) : 0), 0));
}

/** Side of the picture; the middle is the constant part, the edge stripes of two pixels. */
export const FREQUENCIES = 33;
const LARGEST_KERNEL = 256;

/**
 * Root of the mean power of all kernels over horizontal and vertical frequency: the transform of their mean
 * autocorrelation (Wiener and Khinchin). Undefined for kernels of one number and for very large ones.
 */
export function fourierMagnitude(
  data: Float32Array,
  height: number,
  width: number,
): Float32Array<ArrayBuffer> | undefined {
  const plane = height * width;
  if (plane < 2 || plane > LARGEST_KERNEL) return undefined;
  const correlation = meanCorrelation(data, height, width);
  const half = (FREQUENCIES - 1) / 2;
  const out = new Float32Array(FREQUENCIES * FREQUENCIES);
  for (let v = 0; v < FREQUENCIES; v += 1)
    for (let u = 0; u < FREQUENCIES; u += 1) {
      let power = 0;
      for (let dy = 1 - height; dy < height; dy += 1)
        for (let dx = 1 - width; dx < width; dx += 1) {
          const phase = (Math.PI * ((v - half) * dy + (u - half) * dx)) / half;
          power += (correlation[(dy + height - 1) * (2 * width - 1) + dx + width - 1] ?? 0) * Math.cos(phase);
        }
      out[v * FREQUENCIES + u] = Math.sqrt(Math.max(0, power));
    }
  return out;
}

/** Of each kernel with itself, shifted by up to its size; the mean of all kernels. */
function meanCorrelation(data: Float32Array, height: number, width: number): Float64Array {
  const across = 2 * width - 1;
  const out = new Float64Array((2 * height - 1) * across);
  const plane = height * width;
  const kernels = Math.max(1, Math.floor(data.length / plane));
  for (let kernel = 0; kernel < kernels; kernel += 1)
    for (let a = 0; a < plane; a += 1) {
      const value = data[kernel * plane + a] ?? 0;
      const [ay, ax] = [Math.floor(a / width), a % width];
      for (let b = 0; b < plane; b += 1) {
        const at = (Math.floor(b / width) - ay + height - 1) * across + (b % width) - ax + width - 1;
        out[at] = (out[at] ?? 0) + value * (data[kernel * plane + b] ?? 0);
      }
    }
  return out.map((sum) => sum / kernels);
}
