/** Max, average and power-average pooling: one window arithmetic for all. */
import { type Arguments, tuple, type Value } from '../../python';
import { explainPool, type Kind, keepsIndices, keepsPowers, poolShape, reachPool } from '../common/pooling';
import { followingFormat } from '../common/spatial';
import { page } from '../common/text';
import { declareOps, type Example, type OpContext, type OpDeclaration } from '../declare';

function pool(a: Arguments, c: OpContext, kind: Kind, n: number): Value {
  const { input, shape } = poolShape(a, c, kind, n);
  const values = c.tensor(shape, { dtype: input.dtype, ...followingFormat(input) });
  const wantsIndices = a.values.has('return_indices') && a.bool('return_indices');
  return wantsIndices ? tuple([values, c.tensor(shape, { dtype: 'int64', ...followingFormat(input) })]) : values;
}

const MAX = '(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)';
const AVG =
  '(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)';
const AVG_1D = '(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True)';
const LP = '(input, norm_type, kernel_size, stride=None, ceil_mode=False)';
const DOCS: Readonly<Record<Kind, string>> = {
  max: 'Takes the largest number of each window, in each channel alone.',
  avg: 'Takes the mean of each window, in each channel alone.',
  lp: 'Takes the p-norm of each window (p = 1: the sum, p → ∞: the maximum).',
};

const spread = (size: number, n: number): number[] => new Array<number>(n).fill(size);

function examples(call: string, kind: Kind, n: number): readonly Example[] {
  const input = (...shape: readonly number[]) => ({ x: `[${shape.join(', ')}]` });
  const p = kind === 'lp' ? '2, ' : '';
  const shared: readonly Example[] = [
    { code: `${call}(x, ${p}2)`, inputs: input(2, 3, ...spread(9, n)), output: [2, 3, ...spread(4, n)] },
    { code: `${call}(x, ${p}2, ceil_mode=True)`, inputs: input(3, ...spread(9, n)), output: [3, ...spread(5, n)] },
    { code: `${call}(x, ${p}3, stride=2)`, inputs: input(2, 3, ...spread(8, n)), output: [2, 3, ...spread(3, n)] },
    // PyTorch 1.13 let an empty max_pool1d pass where nothing needs a gradient.
    {
      code: `${call}(x, ${p}9)`,
      inputs: input(2, 3, ...spread(8, n)),
      problem: 'CS103',
      unchecked: kind === 'max' && n === 1,
    },
    { code: `${call}(x, ${p}2)`, inputs: input(3), problem: 'CS117' },
    { code: `${call}(x, ${p}2, 0)`, inputs: input(2, 3, ...spread(8, n)), problem: 'CS124' },
    { code: `${call}(x, ${p}2.0)`, inputs: input(2, 3, ...spread(8, n)), problem: 'CS122' },
  ];
  if (kind === 'lp') return shared;
  return [
    ...shared,
    // The last window would start in the right padding: 5 rows, not 6.
    {
      code: `${call}(x, 2, stride=2, padding=1, ceil_mode=True)`,
      inputs: input(2, 3, ...spread(9, n)),
      output: [2, 3, ...spread(5, n)],
    },
    { code: `${call}(x, 2, padding=2)`, inputs: input(2, 3, ...spread(8, n)), problem: 'CS110' },
    ...(kind === 'max'
      ? [
          {
            code: `${call}(x, 3, 2, 1, return_indices=True)`,
            inputs: input(2, 3, ...spread(8, n)),
            output: [
              [2, 3, ...spread(4, n)],
              [2, 3, ...spread(4, n)],
            ],
          },
        ]
      : []),
  ];
}

function pooling(kind: Kind, n: number): OpDeclaration {
  const name = `${kind}_pool${n}d`;
  return {
    name: `torch.nn.functional.${name}`,
    aliases: kind === 'lp' ? [] : [kind === 'max' || n === 1 ? `torch.${name}` : `torch._C._nn.${name}`],
    category: 'pool',
    doc: DOCS[kind],
    reference: page(`torch.nn.functional.${name}`),
    signature: kind === 'max' ? MAX : kind === 'lp' ? LP : n === 1 ? AVG_1D : AVG,
    run: (a, c) => pool(a, c, kind, n),
    explain: (record) => explainPool(record, n),
    reach: (record) => reachPool(record, n),
    keeps: kind === 'max' ? keepsIndices : kind === 'lp' ? keepsPowers : () => ({ args: ['input'] }),
    examples:
      n === 3 && kind === 'lp'
        ? examples(`F.${name}`, kind, n).map((example) => ({ ...example, unchecked: true }))
        : examples(`F.${name}`, kind, n),
  };
}

/** Names that always return the indices as well. */
function poolingWithIndices(n: number): OpDeclaration {
  const name = `max_pool${n}d_with_indices`;
  return {
    ...pooling('max', n),
    name: `torch.nn.functional.${name}`,
    aliases: n === 1 ? ['torch.max_pool1d_with_indices'] : [],
    run: (a, c) => {
      const { input, shape } = poolShape(a, c, 'max', n);
      const layout = followingFormat(input);
      return tuple([
        c.tensor(shape, { dtype: input.dtype, ...layout }),
        c.tensor(shape, { dtype: 'int64', ...layout }),
      ]);
    },
    examples: [
      {
        code: `F.${name}(x, 2)`,
        inputs: { x: `[2, 3, ${spread(8, n).join(', ')}]` },
        output: [
          [2, 3, ...spread(4, n)],
          [2, 3, ...spread(4, n)],
        ],
      },
    ],
  };
}

export const ops = declareOps(
  ...[1, 2, 3].map((n) => pooling('max', n)),
  ...[1, 2, 3].map(poolingWithIndices),
  ...[1, 2, 3].map((n) => pooling('avg', n)),
  ...[1, 2, 3].map((n) => pooling('lp', n)),
);
