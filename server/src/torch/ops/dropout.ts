/** Dropout (Srivastava 2014) and its kin: sizes stay, some numbers become 0 while training. */
import type { Arguments, TensorValue } from '../../python';
import { isZero, product } from '../../symbolic';
import { tensor } from '../common/arguments';
import { floats } from '../common/kept';
import { keptStrides } from '../common/strides';
import { page } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

/** `whole`: it drops whole channels, of a second axis. */
function drop(
  a: Arguments,
  c: OpContext,
  exception: 'ValueError' | 'RuntimeError',
  flag: string,
  whole: boolean,
): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const p = a.float('p');
  if (p !== undefined && (p < 0 || p > 1)) {
    c.refuse({
      code: 'CS124',
      exception,
      message: `dropout probability has to be between 0 and 1, but got ${p}`,
      why: 'p is the share of the numbers that become 0.',
    });
  }
  const feature = whole && shape.length < 2 && p !== undefined && p > 0 && p < 1;
  if (feature && c.interpreter.truth(a.raw(flag)) && !isZero(product(shape))) {
    c.refuse({
      code: 'CS117',
      message: 'Feature dropout requires at least 2 dimensions in the input',
      why: 'There are no channels to drop whole.',
    });
  }
  // Where nothing is dropped, PyTorch hands on the same memory.
  if (p === 0 || c.interpreter.truth(a.raw(flag)) === false)
    return c.tensor(shape, { viewOf: input, strides: input.strides ?? null, dtype: input.dtype });
  return c.tensor(shape, { dtype: input.dtype, strides: keptStrides(input) });
}

/**
 * A number for each number, or each channel, that may be dropped: floats on the CPU, where CUDA's fused kernel keeps
 * bytes. `axis`: the last one that the mask has.
 */
function mask(record: OpRecord, flag: string, axis: number | undefined): Keeps {
  const training = record.args.get(flag);
  if (training?.kind === 'bool' && !training.value) return {};
  const p = record.args.get('p');
  const share = p?.kind === 'float' || p?.kind === 'int' ? p.value : undefined;
  if (share === undefined) return { atLeast: true };
  if (share === 0) return {};
  if (share === 1) return { bytes: 4, atLeast: record.op.includes('alpha') };
  const shape = inputOf(record, 'input')?.shape ?? [];
  return { bytes: floats(axis === undefined ? shape : shape.slice(0, axis + 1)) };
}

/** `dropout1d` and `dropout3d` also take one example without a batch. */
function channelAxis(record: OpRecord, name: string): number {
  const rank = inputOf(record, 'input')?.shape?.length ?? 0;
  return (name === 'dropout1d' && rank === 2) || (name === 'dropout3d' && rank === 4) ? 0 : 1;
}

const PER_CHANNEL = 'whole channels';
const SAME: readonly number[] = [2, 3, 4, 4];

interface Kin {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly inplaceAliases?: readonly string[];
  readonly doc: string;
  readonly p: number;
  readonly perChannel?: boolean;
}

function functional({ name, aliases = [], inplaceAliases = [], doc, p, perChannel = false }: Kin): OpDeclaration {
  return {
    name: `torch.nn.functional.${name}`,
    aliases,
    inplaceAliases,
    category: 'dropout',
    doc,
    reference: page(`torch.nn.functional.${name}`),
    signature: name.includes('alpha')
      ? `(input, p=${p}, training=False, inplace=False)`
      : `(input, p=${p}, training=True, inplace=False)`,
    run: (a, c) => {
      if (name === 'dropout1d') checkDropout1d(tensor(a, 'input'), c);
      // dropout1d and dropout3d put a batch axis in front where there is none.
      return drop(a, c, 'ValueError', 'training', perChannel && !/[13]d$/.test(name));
    },
    explain: (record) => explain(record, 'training', perChannel),
    keeps: (record) => mask(record, 'training', perChannel ? channelAxis(record, name) : undefined),
    examples: [
      {
        code: `F.${name}(x, 0.2)`,
        inputs: { x: name === 'dropout1d' ? '[2, 3, 4]' : '[2, 3, 4, 4]' },
        output: name === 'dropout1d' ? [2, 3, 4] : SAME,
      },
      {
        code: `F.${name}(x, training=True, inplace=True)`,
        inputs: { x: name === 'dropout1d' ? '[2, 3, 4]' : '[2, 3, 4, 4]' },
        output: name === 'dropout1d' ? [2, 3, 4] : SAME,
      },
      { code: `F.${name}(x, p=1.5)`, inputs: { x: '[2, 3, 4]' }, problem: 'CS124' },
      ...(name === 'dropout1d' ? [{ code: 'F.dropout1d(x)', inputs: { x: '[2, 3, 4, 4]' }, problem: 'CS117' }] : []),
    ],
  };
}

function explain(record: OpRecord, flag: string, perChannel: boolean): readonly string[] {
  const training = record.args.get(flag);
  if (training?.kind === 'bool' && !training.value) return ['not training: everything passes'];
  const p = record.args.get('p');
  const share = p?.kind === 'float' || p?.kind === 'int' ? p.value : undefined;
  if (typeof share !== 'number') return [];
  const what = perChannel ? PER_CHANNEL : 'numbers';
  const scale = share < 1 ? `, the rest times 1/(1 − ${share}) = ${Number((1 / (1 - share)).toFixed(4))}` : '';
  return [`${Number((share * 100).toFixed(2))} % of ${what} become 0${scale}`];
}

function checkDropout1d(input: TensorValue, c: OpContext): void {
  const rank = shapeOf(input).length;
  if (rank === 2 || rank === 3) return;
  c.refuse({
    code: 'CS117',
    message: `dropout1d: Expected 2D or 3D input, but received a ${rank}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
    why: 'Its input is a sequence with channels, with or without a batch.',
  });
}

/** `torch.dropout(input, p, train)`: all positional, the mode has another name. */
function plain(name: string, like: string, perChannel: boolean): OpDeclaration {
  return {
    name: `torch.${name}`,
    inplaceAliases: [`torch.${name}_`],
    category: 'dropout',
    doc: `${like} as a plain function.`,
    reference: page('torch.nn.functional.dropout'),
    signature: '(input, p, train)',
    run: (a, c) => drop(a, c, 'RuntimeError', 'train', perChannel),
    explain: (record) => explain(record, 'train', perChannel),
    keeps: (record) => mask(record, 'train', perChannel ? 1 : undefined),
    examples: [
      { code: `torch.${name}(x, 0.5, True)`, inputs: { x: '[2, 3, 4, 4]' }, output: SAME },
      { code: `torch.${name}(x, 1.5, True)`, inputs: { x: '[2, 3, 4, 4]' }, problem: 'CS124' },
    ],
  };
}

export const ops = declareOps(
  functional({
    name: 'dropout',
    doc: 'Sets each number to 0 with probability p while training and scales up the rest.',
    p: 0.5,
  }),
  functional({
    name: 'dropout1d',
    doc: 'Sets whole channels of sequences to 0 with probability p while training.',
    p: 0.5,
    perChannel: true,
  }),
  functional({
    name: 'dropout2d',
    doc: 'Sets whole channels of images to 0 with probability p while training (Tompson 2015).',
    p: 0.5,
    perChannel: true,
  }),
  functional({
    name: 'dropout3d',
    doc: 'Sets whole channels of volumes to 0 with probability p while training.',
    p: 0.5,
    perChannel: true,
  }),
  functional({
    name: 'alpha_dropout',
    doc: 'Dropout that keeps mean and variance, for SELU networks (Klambauer 2017).',
    p: 0.5,
  }),
  functional({ name: 'feature_alpha_dropout', doc: 'Alpha dropout of whole channels.', p: 0.5, perChannel: true }),
  plain('dropout', 'Dropout', false),
  plain('feature_dropout', 'Dropout of whole channels', true),
  plain('alpha_dropout', 'Alpha dropout', false),
  plain('feature_alpha_dropout', 'Alpha dropout of whole channels', true),
);
