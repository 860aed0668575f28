/** One kernel slid over a picture in grey, as a convolution does it (no kernel is turned around). */

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Row by row, 0 black to 1 white. */
  readonly values: Float32Array;
}

export interface NamedKernel {
  readonly name: string;
  readonly what: string;
  /** Rows of an odd, square kernel. */
  readonly rows: readonly (readonly number[])[];
}

const ninth = 1 / 9;

/** The kernels that every course begins with. */
export const KERNELS: readonly NamedKernel[] = [
  {
    name: 'Identity',
    what: 'Keeps the picture.',
    rows: [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ],
  },
  {
    name: 'Blur',
    what: 'The mean of nine neighbours.',
    rows: [
      [ninth, ninth, ninth],
      [ninth, ninth, ninth],
      [ninth, ninth, ninth],
    ],
  },
  {
    name: 'Sharpen',
    what: 'A pixel against its neighbours.',
    rows: [
      [0, -1, 0],
      [-1, 5, -1],
      [0, -1, 0],
    ],
  },
  {
    name: 'Edges',
    what: 'The Laplacian: where brightness bends, in any direction.',
    rows: [
      [-1, -1, -1],
      [-1, 8, -1],
      [-1, -1, -1],
    ],
  },
  {
    name: 'Vertical edges',
    what: 'Sobel: brightness that changes from left to right.',
    rows: [
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1],
    ],
  },
  {
    name: 'Horizontal edges',
    what: 'Sobel: brightness that changes from top to bottom.',
    rows: [
      [-1, -2, -1],
      [0, 0, 0],
      [1, 2, 1],
    ],
  },
  {
    name: 'Emboss',
    what: 'Light from the upper left.',
    rows: [
      [-2, -1, 0],
      [-1, 1, 1],
      [0, 1, 2],
    ],
  },
];

/** The same size as the picture: padded with zeros, stride 1. */
export function convolvePicture({ width, height, values }: Picture, rows: NamedKernel['rows']): Picture {
  const reach = Math.floor(rows.length / 2);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) out[y * width + x] = sumAt(x - reach, y - reach);
  }
  return { width, height, values: out };

  function sumAt(left: number, top: number): number {
    let sum = 0;
    rows.forEach((row, dy) => {
      const y = top + dy;
      if (y < 0 || y >= height) return;
      row.forEach((weight, dx) => {
        const x = left + dx;
        if (x >= 0 && x < width) sum += weight * (values[y * width + x] ?? 0);
      });
    });
    return sum;
  }
}
