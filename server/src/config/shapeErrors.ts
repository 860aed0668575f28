/** PyTorch's complaints about sizes, as they stand in a traceback. The numbers in them are those of the very run. */
export interface ShapeErrorPattern {
  readonly kind: 'linear' | 'convolution' | 'norm' | 'other';
  readonly pattern: RegExp;
}

export const SHAPE_ERRORS: readonly ShapeErrorPattern[] = [
  {
    // mat1 and mat2 shapes cannot be multiplied (1x1024 and 100x10)
    kind: 'linear',
    pattern: /mat1 and mat2 shapes cannot be multiplied \((?<rows>\d+)x(?<got>\d+) and (?<wanted>\d+)x(?<out>\d+)\)/,
  },
  {
    // Given groups=1, weight of size [16, 3, 3, 3], expected input[1, 4, 32, 32] to have 3 channels, but got 4 channels
    kind: 'convolution',
    pattern:
      /Given (?:groups=(?<groups>\d+)|transposed=\d), weight of size \[(?<weight>[\d, ]+)\], expected input\[[\d, ]+\] to have (?<wanted>\d+) channels, but got (?<got>\d+) channels/,
  },
  {
    // running_mean should contain 12 elements not 16
    kind: 'norm',
    pattern: /running_mean should contain (?<got>\d+) elements not (?<wanted>\d+)/,
  },
  { kind: 'other', pattern: /The size of tensor a \(\d+\) must match the size of tensor b \(\d+\)/ },
  { kind: 'other', pattern: /Sizes of tensors must match except in dimension/ },
  { kind: 'other', pattern: /shape '\[[-\d, ]+\]' is invalid for input of size \d+/ },
  { kind: 'other', pattern: /Kernel size can't be greater than actual input size/ },
  { kind: 'other', pattern: /expected (?:\dD|\d-dimensional|\dD or \dD)[^:]*input/i },
  { kind: 'other', pattern: /Expected weight to be a vector of size equal to the number of channels/ },
  { kind: 'other', pattern: /Expected input batch_size \(\d+\) to match target batch_size/ },
  { kind: 'other', pattern: /Output size is too small/ },
  { kind: 'other', pattern: /stack expects each tensor to be equal size/ },
  { kind: 'other', pattern: /view size is not compatible with input tensor's size and stride/ },
  { kind: 'other', pattern: /Given normalized_shape=/ },
];

/** The complaint in a line of a terminal: where it stands, and what it says. */
export function shapeErrorIn(line: string): { readonly start: number; readonly text: string } | undefined {
  const error = /(?:RuntimeError|ValueError|IndexError): /.exec(line);
  if (!error || !SHAPE_ERRORS.some(({ pattern }) => pattern.test(line))) return undefined;
  return { start: error.index, text: line.slice(error.index).trimEnd() };
}

/** `  File "/work/net.py", line 14, in forward`; a notebook's cells have no file. */
export function frameIn(line: string): { readonly file: string; readonly line: number } | undefined {
  const [, file, number] = /^\s*File "([^"<>]+)", line (\d+)(?:, in \S+)?\s*$/.exec(line) ?? [];
  return file === undefined ? undefined : { file, line: Number(number) };
}

/** The person's own code: not that of an installed package. */
export const isOwnFrame = ({ file }: { readonly file: string }): boolean =>
  !/[\\/](?:site|dist)-packages[\\/]|[\\/]lib[\\/]python\d/.test(file);
