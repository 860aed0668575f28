/** The orthonormal cosine transform in two dimensions (DCT-II; Ahmed et al. 1974), by two products with its matrix. */

/** Row-major, square: row u holds the wave of frequency u. */
export interface Matrix {
  readonly size: number;
  readonly data: Float32Array;
}

export function cosines(size: number): Matrix {
  const data = Float32Array.from({ length: size * size }, (_, i) => {
    const [u, x] = [Math.floor(i / size), i % size];
    return Math.sqrt((u === 0 ? 1 : 2) / size) * Math.cos((Math.PI * (2 * x + 1) * u) / (2 * size));
  });
  return { size, data };
}

/** `analysis`: coefficients of a plane of pixels; `synthesis`: pixels of coefficients, the inverse and the transpose. */
export function transformed(
  plane: Float32Array,
  rows: Matrix,
  columns: Matrix,
  way: 'analysis' | 'synthesis',
): Float32Array {
  const [height, width] = [rows.size, columns.size];
  const half = new Float32Array(height * width);
  const at = (m: Matrix, to: number, from: number): number =>
    (way === 'analysis' ? m.data[to * m.size + from] : m.data[from * m.size + to]) ?? 0;
  for (let y = 0; y < height; y++)
    for (let k = 0; k < height; k++) addRow(half, y * width, plane, k * width, width, at(rows, y, k));
  // The same along the other axis, a row of the matrix at a time.
  const result = new Float32Array(height * width);
  const across = way === 'analysis' ? turned(columns) : columns;
  for (let y = 0; y < height; y++)
    for (let k = 0; k < width; k++) addRow(result, y * width, across.data, k * width, width, half[y * width + k] ?? 0);
  return result;
}

function addRow(to: Float32Array, at: number, from: Float32Array, start: number, length: number, by: number): void {
  if (by === 0) return;
  for (let i = 0; i < length; i++) to[at + i] = (to[at + i] ?? 0) + by * (from[start + i] ?? 0);
}

function turned({ size, data }: Matrix): Matrix {
  return { size, data: data.map((_, i) => data[(i % size) * size + Math.floor(i / size)] ?? 0) };
}
