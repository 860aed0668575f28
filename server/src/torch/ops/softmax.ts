/** Softmax and its kin: along one axis, numbers that add up to 1. */
import type { Arguments, TensorValue } from '../../python';
import { add, display, exactQuotient, mul, product } from '../../symbolic';
import { axis, tensor } from '../common/arguments';
import { dtypeArgument, orDtype } from '../common/dtypes';
import { floats } from '../common/kept';
import { followingFormat } from '../common/spatial';
import { page } from '../common/text';
import { inputOf, intOf } from '../context';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const F = 'torch.nn.functional';

/** PyTorch's guess where `dim` is left out: the first axis of 0, 1 or 3 axes, else the second. */
const guessed = (rank: number): number => (rank === 0 || rank === 1 || rank === 3 ? 0 : 1);

function softmax(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  axis(a.isNone('dim') ? guessed(shape.length) : a.int('dim'), shape.length, c);
  const dtype = a.values.has('dtype') ? orDtype(dtypeArgument(a), input.dtype) : input.dtype;
  return c.tensor(shape, { dtype, ...followingFormat(input) });
}

function explain(record: OpRecord, formula: string): readonly string[] {
  const shape = inputOf(record, 'input')?.shape;
  if (!shape) return [formula];
  const dim = intOf(record, 'dim') ?? guessed(shape.length);
  const size = typeof dim === 'number' ? shape.at(dim) : undefined;
  return size === undefined ? [formula] : [`${formula}, over the ${display(size)} numbers of axis ${display(dim)}`];
}

const PROBLEM = { inputs: { x: '[2, 3]' }, problem: 'CS121' } as const;

function functional(name: string, doc: string, formula: string): OpDeclaration {
  return {
    name: `${F}.${name}`,
    category: 'activation',
    doc,
    reference: page(`${F}.${name}`),
    signature: '(input, dim=None, _stacklevel=3, dtype=None)',
    run: softmax,
    explain: (record) => explain(record, formula),
    keeps: () => ({ output: true }),
    examples: [
      { code: `F.${name}(x, dim=1)`, inputs: { x: '[2, 3]' }, output: [2, 3] },
      { code: `F.${name}(x, -1, dtype=torch.float32)`, inputs: { x: '[2, 3]:double' }, output: [2, 3] },
      { code: `F.${name}(x, dim=2)`, ...PROBLEM },
    ],
  };
}

/** The forms of `torch` and of tensors take the dtype right after the axis. */
function plain(name: string, doc: string, formula: string): OpDeclaration {
  return {
    ...functional(name, doc, formula),
    name: `torch.${name}`,
    aliases: [`torch.Tensor.${name}`, `torch.special.${name}`],
    reference: page(`torch.${name}`),
    signature: '(input, dim, dtype=None)',
    examples: [
      { code: `torch.${name}(x, 1)`, inputs: { x: '[2, 3]' }, output: [2, 3] },
      { code: `x.${name}(-1)`, inputs: { x: '[2, 3]' }, output: [2, 3] },
      { code: `torch.${name}(x, 2)`, ...PROBLEM },
    ],
  };
}

const SOFTMAX = ['Exponentials along an axis, divided by their sum.', 'eˣ/Σ eˣ'] as const;
const LOG_SOFTMAX = ['The logarithm of the softmax, without its rounding.', 'x − log Σ eˣ'] as const;

/** The softmax and τ; where the result is the choice itself, also the places chosen. */
function keepsChoice(record: OpRecord): Keeps {
  const hard = record.args.get('hard');
  if (hard?.kind === 'bool' && !hard.value) return { output: true, bytes: 8 };
  const shape = inputOf(record, 'logits')?.shape ?? [];
  const dim = intOf(record, 'dim');
  const size = typeof dim === 'number' ? shape.at(dim) : undefined;
  const rows = size === undefined ? undefined : exactQuotient(product(shape), size);
  return rows === undefined ? { atLeast: true } : { bytes: add(add(floats(shape), mul(8, rows)), 8) };
}

export const ops = declareOps(
  functional('softmax', ...SOFTMAX),
  plain('softmax', ...SOFTMAX),
  functional('log_softmax', ...LOG_SOFTMAX),
  plain('log_softmax', ...LOG_SOFTMAX),
  functional('softmin', 'The softmax of the negative: small numbers get large shares.', 'e⁻ˣ/Σ e⁻ˣ'),
  {
    name: `${F}.gumbel_softmax`,
    category: 'activation',
    doc: 'A softmax of numbers to which random noise is added: a choice that can be learned (Jang 2016).',
    reference: page(`${F}.gumbel_softmax`),
    signature: '(logits, tau=1, hard=False, eps=0.0000000001, dim=-1)',
    run: (a, c) => {
      const input = tensor(a, 'logits');
      const shape = shapeOf(input);
      axis(a.int('dim'), shape.length, c);
      return c.tensor(shape, { dtype: input.dtype, ...followingFormat(input) });
    },
    explain: () => ['softmax((x + g)/τ) with random g'],
    keeps: keepsChoice,
    examples: [
      { code: 'F.gumbel_softmax(x, tau=0.5, hard=True)', inputs: { x: '[2, 3]' }, output: [2, 3] },
      { code: 'F.gumbel_softmax(x, dim=2)', ...PROBLEM },
    ],
  },
);
