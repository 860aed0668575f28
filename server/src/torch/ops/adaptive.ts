/** Pools that are told the size of their result instead of the window. */
import { type Arguments, known, type TensorValue, toInt, tuple, type Value } from '../../python';
import { type Dim, display, equal, exactQuotient, isZero, less } from '../../symbolic';
import { tensor } from '../common/arguments';
import { keepsIndices } from '../common/pooling';
import { followingFormat } from '../common/spatial';
import { axisLines, page, sizes, term } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

type Kind = 'avg' | 'max';

/** One number for all axes, or one per axis; None keeps the size of the input. */
function targets(a: Arguments, c: OpContext, name: string, space: readonly Dim[]): readonly Dim[] {
  const value = a.value('output_size');
  const n = space.length;
  const refuseFloat = (): never =>
    c.refuse({
      code: 'CS122',
      exception: 'TypeError',
      message: `${name}(): argument 'output_size' must be tuple of ints, not float`,
      why: 'output_size is a float; // divides to an int.',
    });
  if (value.kind === 'float') refuseFloat();
  if (value.kind === 'none' && n === 1) return a.wrongType('output_size', 'tuple of ints');
  if (value.kind === 'none') return space;
  const single = toInt(value);
  if (single !== undefined) return space.map(() => single);
  if (value.kind !== 'list' && value.kind !== 'tuple') return a.wrongType('output_size', 'tuple of ints');
  if (value.rest) return c.unknown('undecided', `output_size of ${name} is not known`);
  if (value.items.length !== n) {
    const message =
      n === 1
        ? `${name}() argument 'output_size' should contain one int (got ${value.items.length})`
        : name.startsWith('adaptive_avg')
          ? `${name}: output_size must be ${n}`
          : `${name}(): internal error: output_size.size() must be ${n}`;
    c.refuse({
      code: 'CS124',
      message,
      why: `output_size has ${value.items.length} values; one number or ${n} are needed.`,
    });
  }
  return value.items.map((item, i) => {
    const size = known(item);
    if (size.kind === 'none' && n === 1) return a.wrongType('output_size', 'tuple of ints');
    if (size.kind === 'none') return space[i] ?? 1;
    if (size.kind === 'float') refuseFloat();
    return toInt(size) ?? a.wrongType('output_size', 'tuple of ints');
  });
}

function checkRank(c: OpContext, name: string, kind: Kind, n: number, shape: readonly Dim[]): void {
  if (shape.length === n + 1 || shape.length === n + 2) return;
  const why = `The input has ${shape.length} dimension${shape.length === 1 ? '' : 's'}; ${n + 1} (channels first) or, with a batch, ${n + 2} are needed.`;
  if (n === 1) {
    c.refuse({
      code: 'CS117',
      message: `Expected 2 to 3 dimensions, but got ${shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`,
      why,
    });
  }
  c.refuse({
    code: 'CS117',
    message: `${name}(): Expected ${n + 1}D or ${n + 2}D tensor, but got${kind === 'max' ? ':' : ''} ${sizes(shape)}`,
    why,
  });
}

function adaptive(a: Arguments, c: OpContext, kind: Kind, n: number, withIndices: boolean): Value {
  const name = `adaptive_${kind}_pool${n}d`;
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  if (shape.length < n) checkRank(c, name, kind, n, shape);
  const space = shape.slice(-n);
  const out = targets(a, c, name, space);
  if (out.some((size) => less(size, 0) === 'yes')) {
    const message =
      kind === 'max'
        ? `Trying to create tensor with negative dimension ${display(out.find((d) => less(d, 0) === 'yes') ?? -1)}: ${sizes([...shape.slice(0, -n), ...out])}`
        : `adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {${(n === 1 ? [1, ...out] : out).map(display).join(', ')}}`;
    c.refuse({ code: 'CS124', message, why: 'A size cannot be negative.' });
  }
  // The global average over two or three axes is a mean, which asks for no particular rank.
  const isMean = kind === 'avg' && n > 1 && out.every((size) => equal(size, 1) === 'yes');
  if (!isMean) {
    checkRank(c, name, kind, n, shape);
    const own = kind === 'max' && shape.length === n + 2 ? shape.slice(1) : kind === 'max' ? shape : space;
    const empty = own.findIndex(isZero);
    if (empty >= 0) {
      const axis = empty + shape.length - own.length;
      c.refuse({
        code: 'CS118',
        message: `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${sizes(shape)} with dimension ${axis} being empty`,
        why: 'Only the batch may be empty.',
      });
    }
  }
  const result = [...shape.slice(0, -n), ...out];
  const layout = followingFormat(input);
  const values: TensorValue = c.tensor(result, { dtype: input.dtype, ...layout });
  return withIndices ? tuple([values, c.tensor(result, { dtype: 'int64', ...layout })]) : values;
}

/** Window i begins at ⌊i·in/out⌋ and ends at ⌈(i+1)·in/out⌉. */
function explain(record: OpRecord, n: number): readonly string[] {
  const input = inputOf(record, 'input')?.shape?.slice(-n);
  const output = record.outputs[0]?.shape?.slice(-n);
  if (!input || !output) return [];
  return axisLines(
    input.map((size, i) => {
      const out = output[i] ?? 1;
      const ratio = exactQuotient(size, out);
      if (equal(out, 1) === 'yes') return `all ${display(size)} become 1`;
      if (equal(out, size) === 'yes') return `${display(size)} stays`;
      if (ratio !== undefined) return `${display(size)}/${term(out)} = ${display(ratio)} wide windows: ${display(out)}`;
      return `window i reads from ⌊i·${term(size)}/${term(out)}⌋ to ⌈(i+1)·${term(size)}/${term(out)}⌉: ${display(out)}`;
    }),
  );
}

const spread = (size: number, n: number): number[] => new Array<number>(n).fill(size);

function pooling(kind: Kind, n: number): OpDeclaration {
  const name = `adaptive_${kind}_pool${n}d`;
  const call = `F.${name}`;
  const input = (...shape: readonly number[]) => ({ x: `[${shape.join(', ')}]` });
  return {
    name: `torch.nn.functional.${name}`,
    ...(kind === 'avg' && n === 1 ? { aliases: ['torch.adaptive_avg_pool1d'] } : {}),
    category: 'pool',
    doc: `Divides each channel into the wanted number of windows and takes the ${kind === 'avg' ? 'mean' : 'largest number'} of each, whatever the input size.`,
    reference: page(`torch.nn.functional.${name}`),
    signature: kind === 'max' ? '(input, output_size, return_indices=False)' : '(input, output_size)',
    run: (a, c) => adaptive(a, c, kind, n, kind === 'max' && a.bool('return_indices')),
    explain: (record) => explain(record, n),
    reach: () => ({ kind: 'adaptive' }),
    keeps: kind === 'max' ? keepsIndices : () => ({ args: ['input'] }),
    examples: [
      { code: `${call}(x, 1)`, inputs: input(2, 3, ...spread(7, n)), output: [2, 3, ...spread(1, n)] },
      { code: `${call}(x, 3)`, inputs: input(3, ...spread(7, n)), output: [3, ...spread(3, n)] },
      { code: `${call}(x, 3)`, inputs: { x: '[3]' }, problem: 'CS117' },
      { code: `${call}(x, (2, 2, 2, 2))`, inputs: input(2, 3, ...spread(7, n)), problem: 'CS124' },
      ...(n > 1
        ? [
            {
              code: `${call}(x, (None, ${spread(2, n - 1).join(', ')}))`,
              inputs: input(2, 3, ...spread(7, n)),
              output: [2, 3, 7, ...spread(2, n - 1)],
            },
          ]
        : []),
      ...(kind === 'max'
        ? [
            {
              code: `${call}(x, 2, return_indices=True)`,
              inputs: input(2, 3, ...spread(7, n)),
              output: [
                [2, 3, ...spread(2, n)],
                [2, 3, ...spread(2, n)],
              ],
            },
          ]
        : []),
    ],
  };
}

function poolingWithIndices(n: number): OpDeclaration {
  const name = `adaptive_max_pool${n}d_with_indices`;
  return {
    ...pooling('max', n),
    name: `torch.nn.functional.${name}`,
    aliases: n === 1 ? ['torch.adaptive_max_pool1d'] : [],
    run: (a, c) => adaptive(a, c, 'max', n, true),
    examples: [
      {
        code: `F.${name}(x, 2)`,
        inputs: { x: `[2, 3, ${spread(8, n).join(', ')}]` },
        output: [
          [2, 3, ...spread(2, n)],
          [2, 3, ...spread(2, n)],
        ],
      },
    ],
  };
}

export const ops = declareOps(
  ...[1, 2, 3].map((n) => pooling('avg', n)),
  ...[1, 2, 3].map((n) => pooling('max', n)),
  ...[1, 2, 3].map(poolingWithIndices),
);
