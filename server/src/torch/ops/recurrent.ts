/**
 * Recurrent networks: what nn.RNN, LSTM and GRU and their cells call
 * (aten/src/ATen/native/RNN.cpp; torch/nn/modules/rnn.py).
 */
import { type Arguments, known, NotKnown, type TensorValue, tuple, type Value } from '../../python';
import { add, type Dim, display, max, mul, product } from '../../symbolic';
import { optionalTensor, tensor, tensors } from '../common/arguments';
import { floats, together } from '../common/kept';
import { keepsFactors } from '../common/records';
import { page, sizes, term } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord, PlainArgument } from '../trace';

const GATES: Readonly<Record<string, number>> = { lstm: 4, gru: 3, rnn_tanh: 1, rnn_relu: 1 };
const HOVER: Readonly<Record<string, string>> = {
  lstm: 'Runs a long short-term memory over a sequence (Hochreiter and Schmidhuber 1997).',
  gru: 'Runs a gated recurrent unit over a sequence (Cho 2014).',
  rnn_tanh: 'Runs a plain recurrent network with tanh over a sequence.',
  rnn_relu: 'Runs a plain recurrent network with ReLU over a sequence.',
};

/** A sequence op's results: outputs of every step, then the last states. An input of rank 2 is a packed sequence. */
function runSequence(a: Arguments, c: OpContext, isLstm: boolean): Value {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const hidden = isLstm ? tensors(a, 'hx') : [tensor(a, 'hx')];
  const [layers = 1, batch = 1, size = 1] = shapeOf(hidden[0] ?? input);
  const directions = a.bool('bidirectional') ? 2 : 1;
  const features = mul(size, directions);
  const steps = shape.slice(0, -1);
  const output = c.tensor([...steps, features], { dtype: input.dtype, ...stepsFirst(a, steps, features) });
  const last = c.tensor([layers, batch, size], { dtype: input.dtype });
  if (!isLstm) return tuple([output, last]);
  const cell = hidden[1] ? shapeOf(hidden[1]) : [layers, batch, size];
  return tuple([output, last, c.tensor(cell, { dtype: input.dtype })]);
}

/** The steps lie one after another; with `batch_first` the result is seen with its first axes swapped. */
function stepsFirst(a: Arguments, steps: readonly Dim[], features: Dim): { readonly strides?: readonly Dim[] } {
  const [batch, length] = steps;
  if (batch === undefined || length === undefined || !a.bool('batch_first')) return {};
  return { strides: [features, mul(batch, features), 1] };
}

const listOf = (record: OpRecord, name: string): readonly PlainArgument[] => {
  const arg = record.args.get(name);
  return arg?.kind === 'list' ? arg.items : [];
};

/** Every weight matrix multiplies every step once. */
function sequenceMacs(record: OpRecord): Dim {
  const shape = inputOf(record, 'input')?.shape ?? [];
  const steps = product(shape.slice(0, -1));
  let perStep: Dim = 0;
  for (const item of listOf(record, 'params')) {
    const weight = item.kind === 'tensor' ? record.inputs[item.input]?.shape : undefined;
    if (weight?.length === 2) perStep = add(perStep, product(weight));
  }
  return mul(steps, perStep);
}

function explainSequence(record: OpRecord): readonly string[] {
  const out = record.outputs[0]?.shape;
  const state = record.outputs[1]?.shape;
  if (!out || !state) return [];
  return [
    `outputs ${sizes(out)}: every step's state, ${display(out.at(-1) ?? 0)} numbers`,
    `last state ${sizes(state)}: one per layer and direction`,
  ];
}

const sequence = (name: string): OpDeclaration => ({
  name: `torch.${name}`,
  category: 'recurrent',
  signature: '(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first=False)',
  doc: HOVER[name] ?? '',
  reference: page(`torch.nn.${name === 'lstm' ? 'LSTM' : name === 'gru' ? 'GRU' : 'RNN'}`),
  run: (a, c) => runSequence(a, c, name === 'lstm'),
  macs: sequenceMacs,
  explain: explainSequence,
  reach: () => ({ kind: 'all' }),
  // Each device has kernels of its own, which keep what they need.
  keeps: () => ({ args: ['input'], output: true, atLeast: true }),
});

/** One step on a batch: the input's width and the state's batch must fit. */
function runCell(a: Arguments, c: OpContext, name: string, isLstm: boolean): Value {
  const input = tensor(a, 'input');
  const [batch = 1, width = 1] = shapeOf(input);
  const [, expected = width] = shapeOf(tensor(a, 'w_ih'));
  const [, hiddenSize = 1] = shapeOf(tensor(a, 'w_hh'));
  c.requireEqual(width, expected, `the input of ${name}`, () => ({
    code: 'CS104',
    message: `input has inconsistent input_size: got ${display(width)} expected ${display(expected)}`,
    why: `The weights read ${display(expected)} features, the input has ${display(width)}.`,
    ...(typeof width === 'number' ? { fix: { kind: 'set-argument', argument: 'input_size', value: width } } : {}),
  }));
  const states = isLstm ? tensors(a, 'hx') : [tensor(a, 'hx')];
  states.forEach((state, i) => {
    checkState(state, i, batch, hiddenSize, c);
  });
  const made = (): TensorValue => c.tensor([batch, hiddenSize], { dtype: input.dtype });
  return isLstm ? tuple([made(), made()]) : made();
}

function checkState(state: TensorValue, i: number, batch: Dim, size: Dim, c: OpContext): void {
  const [rows = 1, columns = 1] = shapeOf(state);
  c.requireEqual(batch, rows, 'the batch of the state', () => ({
    code: 'CS120',
    message: `Input batch size ${display(batch)} doesn't match hidden${i} batch size ${display(rows)}`,
    why: 'Every sample has its own state.',
  }));
  c.requireEqual(columns, size, 'the size of the state', () => ({
    code: 'CS120',
    message: `hidden${i} has inconsistent hidden_size: got ${display(columns)}, expected ${display(size)}`,
    why: `The weights hold a state of ${display(size)} numbers.`,
  }));
}

/**
 * Both products, and of the gates (aten/src/ATen/native/RNN.cpp): the LSTM's four and the new cell's tanh beside the old
 * cell; the GRU's three, written in place, its new state, and two copies of what is overwritten.
 */
function keepsCell(record: OpRecord, name: string): Keeps {
  const products = together(keepsFactors(record, 'input', 'w_ih'), keepsState(record));
  const size = floats(record.outputs[0]?.shape);
  if (name === 'lstm') return together(products, { inputs: cellsOf(record), bytes: mul(5, size) });
  return together(products, name === 'gru' ? { bytes: mul(6, size) } : { output: true });
}

/** The state is the first of a pair in an LSTM. */
function keepsState(record: OpRecord): Keeps {
  const weight = record.args.get('w_hh');
  const hidden = record.args.get('hx');
  const state = hidden?.kind === 'list' ? hidden.items[0] : hidden;
  if (weight?.kind !== 'tensor' || state?.kind !== 'tensor') return { atLeast: true };
  const learns = (input: number): boolean => record.inputs[input]?.requiresGrad === true;
  return {
    inputs: [...(learns(weight.input) ? [state.input] : []), ...(learns(state.input) ? [weight.input] : [])],
  };
}

const cellsOf = (record: OpRecord): readonly number[] =>
  listOf(record, 'hx').flatMap((item, i) => (i === 1 && item.kind === 'tensor' ? [item.input] : []));

const cell = (name: string): OpDeclaration => {
  const isLstm = name === 'lstm';
  const gates = GATES[name] ?? 1;
  const state = isLstm ? '(torch.empty(2, 4), torch.empty(2, 4))' : 'torch.empty(2, 4)';
  const call = `torch.${name}_cell(x, ${state}, torch.empty(${gates * 4}, 3), torch.empty(${gates * 4}, 4))`;
  return {
    name: `torch.${name}_cell`,
    category: 'recurrent',
    signature: '(input, hx, w_ih, w_hh, b_ih=None, b_hh=None)',
    doc: `One step of ${name === 'lstm' ? 'a long short-term memory' : name === 'gru' ? 'a gated recurrent unit' : 'a plain recurrent network'}.`,
    reference: page(`torch.nn.${name === 'lstm' ? 'LSTMCell' : name === 'gru' ? 'GRUCell' : 'RNNCell'}`),
    run: (a, c) => {
      optionalTensor(a, 'b_ih');
      return runCell(a, c, `${name}_cell`, isLstm);
    },
    macs: (record) => {
      const batch = inputOf(record, 'input')?.shape?.[0] ?? 0;
      const weights = ['w_ih', 'w_hh'].map((w) => inputOf(record, w)?.shape ?? []);
      return mul(batch, add(product(weights[0] ?? []), product(weights[1] ?? [])));
    },
    explain: (record) => {
      const w = inputOf(record, 'w_ih')?.shape;
      const h = record.outputs[0]?.shape?.at(-1);
      return w?.[0] !== undefined && h !== undefined
        ? [`${display(gates)} gates · ${term(h)} = ${display(w[0])} rows of weights`]
        : [];
    },
    reach: () => ({ kind: 'all' }),
    keeps: (record) => keepsCell(record, name),
    examples: [
      {
        code: call,
        inputs: { x: '[2, 3]' },
        output: isLstm
          ? [
              [2, 4],
              [2, 4],
            ]
          : [2, 4],
      },
      { code: call, inputs: { x: '[2, 5]' }, problem: 'CS104' },
      { code: call, inputs: { x: '[3, 3]' }, problem: 'CS120' },
    ],
  };
};

/** Stacks sequences of different lengths, filled up to the longest. */
const padSequence: OpDeclaration = {
  name: 'torch.nn.utils.rnn.pad_sequence',
  category: 'join',
  signature: "(sequences, batch_first=False, padding_value=0.0, padding_side='right')",
  doc: 'Stacks sequences of different lengths, each filled up to the longest.',
  reference: page('torch.nn.utils.rnn.pad_sequence'),
  run: (a, c) => {
    const { items, rest } = c.interpreter.iterate(a.value('sequences'));
    if (rest) throw new NotKnown(rest);
    const list = items.map((item) => {
      const value = known(item);
      return value.kind === 'tensor' ? value : a.wrongType('sequences', 'list of Tensors');
    });
    const [first] = list;
    if (!first) return c.interpreter.raise('RuntimeError', 'Expected a non-empty list of Tensors');
    const features = shapeOf(first).slice(1);
    const length = list.map((t) => shapeOf(t)[0] ?? 1).reduce((m, n) => max(m, n));
    const shape = a.bool('batch_first') ? [list.length, length, ...features] : [length, list.length, ...features];
    return c.tensor(shape, { dtype: first.dtype });
  },
  examples: [
    { code: 'torch.nn.utils.rnn.pad_sequence([x, y])', inputs: { x: '[5, 3]', y: '[7, 3]' }, output: [7, 2, 3] },
  ],
};

const KINDS = Object.keys(GATES);
export const ops = declareOps(...KINDS.map(sequence), ...KINDS.map(cell), padSequence);
