/** RNN, LSTM and GRU over sequences (torch/nn/modules/rnn.py). */
import { type Arguments, known, list, NONE, str, type TensorValue, toInt, tuple, type Value } from '../../python';
import { type Dim, display, lessEqual, mul } from '../../symbolic';
import { page, pythonTuple, sizes } from '../common/text';
import { declareLayers, type Example, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { constructorRefusal, keep, trainingFlag } from '../module/arguments';
import { squeeze, unsqueeze, zeros } from '../module/batch';
import { abstractLayer } from '../module/simple';
import { isTensor, shapeOf } from '../tensor';
import { packed, packedOf } from '../utils/rnn';

const GATES: Readonly<Record<string, number>> = { LSTM: 4, GRU: 3, RNN_TANH: 1, RNN_RELU: 1 };
const KEPT = ['input_size', 'hidden_size', 'num_layers', 'bias', 'batch_first', 'bidirectional', 'proj_size'];

const typeName = (value: Value, c: OpContext): string => {
  const cls = c.interpreter.typeOf(value);
  return cls.kind === 'class' ? cls.name : 'object';
};

/** A size that must be an int and greater than zero. */
function positive(a: Arguments, c: OpContext, name: string): Dim {
  const value = a.value(name);
  const dim = toInt(value);
  if (dim === undefined) {
    const code = value.kind === 'float' ? 'CS122' : 'CS124';
    if (value.kind === 'tensor' || value.kind === 'instance') c.unknown('data', `${name} is not known`);
    return c.refuse({
      code,
      exception: 'TypeError',
      message: `${name} should be of type int, got: ${typeName(value, c)}`,
      why: `${name} counts features.`,
      ...(code === 'CS122' ? { fix: { kind: 'floor-division', argument: name } } : {}),
    });
  }
  if (lessEqual(dim, 0) === 'yes')
    c.refuse(constructorRefusal(`${name} must be greater than zero`, `${name} is ${display(dim)}.`));
  return dim;
}

function checkDropout(a: Arguments, c: OpContext): void {
  const value = a.value('dropout');
  const p =
    value.kind === 'bool'
      ? -1
      : value.kind === 'float' || value.kind === 'int'
        ? a.float('dropout')
        : value.kind === 'instance'
          ? undefined
          : -1;
  if (p !== undefined && (p < 0 || p > 1)) {
    c.refuse(
      constructorRefusal(
        'dropout should be a number in range [0, 1] representing the probability of an element being zeroed',
        'It is the chance that a value becomes 0.',
      ),
    );
  }
}

function initRecurrent(self: LayerSelf, a: Arguments, c: OpContext, mode: string): void {
  self.set('mode', mode);
  keep(self, a, ...KEPT.filter((name) => a.values.has(name)));
  if (!a.values.has('proj_size')) self.set('proj_size', 0);
  self.set('dropout', a.raw('dropout'));
  checkDropout(a, c);
  for (const name of ['bias', 'batch_first']) {
    const value = a.value(name);
    if (value.kind !== 'bool')
      c.refuse(
        constructorRefusal(
          `${name} should be of type bool, got: ${typeName(value, c)}`,
          `${name} is True or False; the arguments may be in another order.`,
          'TypeError',
        ),
      );
  }
  const input = positive(a, c, 'input_size');
  const hidden = positive(a, c, 'hidden_size');
  const layers = a.number('num_layers');
  if (layers <= 0) c.refuse(constructorRefusal('num_layers must be greater than zero', `num_layers is ${layers}.`));
  const projection = a.values.has('proj_size') ? a.int('proj_size') : 0;
  checkProjection(projection, hidden, c);
  const gates = GATES[mode] ?? unrecognized(mode, c);
  registerWeights(self, {
    input,
    hidden,
    projection,
    layers,
    gates,
    bias: a.bool('bias'),
    directions: a.bool('bidirectional') ? 2 : 1,
  });
}

const unrecognized = (mode: string, c: OpContext): never =>
  c.refuse(constructorRefusal(`Unrecognized RNN mode: ${mode}`, 'The modes are LSTM, GRU, RNN_TANH and RNN_RELU.'));

function checkProjection(projection: Dim, hidden: Dim, c: OpContext): void {
  if (lessEqual(projection, -1) === 'yes') {
    c.refuse(
      constructorRefusal(
        'proj_size should be a positive integer or zero to disable projections',
        `proj_size is ${display(projection)}.`,
      ),
    );
  }
  if (lessEqual(hidden, projection) === 'yes')
    c.refuse(
      constructorRefusal('proj_size has to be smaller than hidden_size', 'A projection makes the state smaller.'),
    );
}

interface Sizes {
  readonly input: Dim;
  readonly hidden: Dim;
  readonly projection: Dim;
  readonly layers: number;
  readonly gates: number;
  readonly bias: boolean;
  readonly directions: number;
}

function registerWeights(self: LayerSelf, { input, hidden, projection, layers, gates, bias, directions }: Sizes): void {
  const state = projection === 0 ? hidden : projection;
  const rows = mul(gates, hidden);
  const names: string[] = [];
  const register = (name: string, shape: readonly Dim[]): void => {
    names.push(name);
    self.parameter(name, shape);
  };
  for (let layer = 0; layer < layers; layer++) {
    for (const suffix of ['', '_reverse'].slice(0, directions)) {
      const end = `_l${layer}${suffix}`;
      register(`weight_ih${end}`, [rows, layer === 0 ? input : mul(state, directions)]);
      register(`weight_hh${end}`, [rows, state]);
      if (bias) {
        register(`bias_ih${end}`, [rows]);
        register(`bias_hh${end}`, [rows]);
      }
      if (projection !== 0) register(`weight_hr${end}`, [projection, hidden]);
    }
  }
  self.set('_flat_weights_names', list(names.map(str)));
}

const weightsOf = (self: LayerSelf): Value => {
  const names = self.get('_flat_weights_names');
  const found =
    names.kind === 'list' ? names.items.map((name) => (name.kind === 'str' ? self.get(name.value) : NONE)) : [];
  return list(found);
};

/** What a sequence call works on, with a batch axis whether it came with one or not. */
interface Sequence {
  readonly input: Value;
  readonly batch: Dim;
  readonly dtype: TensorValue['dtype'];
  readonly isBatched: boolean;
  readonly isPacked: boolean;
}

function sequenceOf(self: LayerSelf, a: Arguments, c: OpContext, name: string): Sequence {
  const given = a.value('input');
  const pack = packedOf(given);
  if (pack) {
    const data = pack.value.attrs.get('data');
    if (!data || !isTensor(data)) return c.unknown('undecided', 'this packed sequence is not known');
    return { input: data, batch: pack.batch, dtype: data.dtype, isBatched: true, isPacked: true };
  }
  if (!isTensor(given))
    return given.kind === 'instance'
      ? c.unknown('missing', 'the input of this layer is no plain tensor')
      : a.wrongType('input', 'Tensor');
  const rank = shapeOf(given).length;
  if (rank !== 2 && rank !== 3) {
    c.refuse({
      code: 'CS117',
      exception: 'ValueError',
      message: `${name}: Expected input to be 2D or 3D, got ${rank}D ${name === 'RNN' ? 'tensor ' : ''}instead`,
      why: 'It reads sequences: length, batch and features, or length and features.',
    });
  }
  const batchAxis = self.bool('batch_first') ? 0 : 1;
  const isBatched = rank === 3;
  const input = isBatched ? given : unsqueeze(given, batchAxis, c);
  const shape = isTensor(input) ? shapeOf(input) : [];
  return { input, batch: shape[batchAxis] ?? 1, dtype: given.dtype, isBatched, isPacked: false };
}

function checkFeatures(self: LayerSelf, sequence: Sequence, c: OpContext): void {
  const features = isTensor(sequence.input) ? (shapeOf(sequence.input).at(-1) ?? 1) : 1;
  const size = self.int('input_size');
  c.requireEqual(features, size, `the features that ${self.instance.cls.name} gets`, () => ({
    code: 'CS104',
    message: `input.size(-1) must be equal to input_size. Expected ${display(size)}, got ${display(features)}`,
    why: `The weights read ${display(size)} features a step, the input has ${display(features)}.`,
    ...(typeof features === 'number' ? { fix: { kind: 'set-argument', argument: 'input_size', value: features } } : {}),
  }));
}

function requireState(state: Value, expected: readonly Dim[], label: string, c: OpContext): void {
  if (!isTensor(state)) return;
  const shape = shapeOf(state);
  const refusal = () => ({
    code: 'CS120',
    message: `Expected ${label} size ${pythonTuple(expected)}, got ${sizes(shape)}`,
    why: 'A state has one row per layer and direction, per sample, of the hidden size.',
  });
  if (shape.length !== expected.length) c.refuse(refusal());
  shape.forEach((dim, i) => {
    c.requireEqual(dim, expected[i] ?? 1, 'the size of the state', refusal);
  });
}

/** The states a call starts from: zeros, or those given, checked. */
function states(self: LayerSelf, a: Arguments, c: OpContext, sequence: Sequence, isLstm: boolean): Value[] {
  const rows = mul(self.int('num_layers'), self.bool('bidirectional') ? 2 : 1);
  const hidden = self.int('hidden_size');
  const projection = isLstm ? self.int('proj_size') : 0;
  const expected: readonly Dim[][] = [
    [rows, sequence.batch, projection === 0 ? hidden : projection],
    [rows, sequence.batch, hidden],
  ];
  const given = a.value('hx');
  if (given.kind === 'none') return expected.slice(0, isLstm ? 2 : 1).map((shape) => zeros(shape, sequence.dtype, c));
  const parts = isLstm ? c.interpreter.iterate(given).items.map(known) : [given];
  checkStateRanks(parts, sequence, isLstm, c);
  const batched = parts.map((state) => (sequence.isBatched ? state : unsqueeze(state, 1, c)));
  batched.forEach((state, i) => {
    requireState(state, expected[i] ?? [], isLstm ? `hidden[${i}]` : 'hidden', c);
  });
  return batched;
}

function checkStateRanks(parts: readonly Value[], sequence: Sequence, isLstm: boolean, c: OpContext): void {
  const wanted = sequence.isBatched ? 3 : 2;
  const ranks = parts.map((state) => (isTensor(state) ? shapeOf(state).length : wanted));
  if (ranks.every((rank) => rank === wanted)) return;
  const what = sequence.isBatched ? 'For batched 3-D input' : 'For unbatched 2-D input';
  const message = isLstm
    ? `${what}, hx and cx should also be ${wanted}-D but got (${ranks[0] ?? 0}-D, ${ranks[1] ?? 0}-D) tensors`
    : `${what}, hx should also be ${wanted}-D but got ${ranks[0] ?? 0}-D tensor`;
  c.refuse({ code: 'CS117', message, why: 'A state has a batch axis where the input has one.' });
}

function runSequence(self: LayerSelf, a: Arguments, c: OpContext): Value {
  const mode = self.get('mode');
  const name = mode.kind === 'str' ? mode.value : 'RNN_TANH';
  const isLstm = name === 'LSTM';
  const sequence = sequenceOf(self, a, c, name.replace(/_.*/, ''));
  checkFeatures(self, sequence, c);
  const hx = states(self, a, c, sequence, isLstm);
  const result = c.op(`torch.${name.toLowerCase()}`, [
    sequence.input,
    isLstm ? tuple(hx) : (hx[0] ?? NONE),
    weightsOf(self),
    self.get('bias'),
    self.get('num_layers'),
    self.get('dropout'),
    trainingFlag(self),
    self.get('bidirectional'),
    self.get('batch_first'),
  ]);
  const [output = NONE, ...hidden] = result.kind === 'tuple' ? result.items : [result];
  return finish(self, a, c, sequence, output, hidden, isLstm);
}

function finish(
  self: LayerSelf,
  a: Arguments,
  c: OpContext,
  sequence: Sequence,
  output: Value,
  hidden: readonly Value[],
  isLstm: boolean,
): Value {
  if (sequence.isPacked) {
    const pack = packedOf(a.raw('input'));
    return tuple([pack ? packed(output, pack.batch, pack.length) : NONE, isLstm ? tuple(hidden) : (hidden[0] ?? NONE)]);
  }
  const plain = sequence.isBatched ? output : squeeze(output, self.bool('batch_first') ? 0 : 1, c);
  const last = sequence.isBatched ? hidden : hidden.map((state) => squeeze(state, 1, c));
  return tuple([plain, isLstm ? tuple(last) : (last[0] ?? NONE)]);
}

const COMMON = 'num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False';
const DOCS: Readonly<Record<string, string>> = {
  RNN: 'Reads a sequence step by step; its state is a tanh (or ReLU) of the input and the state before.',
  LSTM: 'A recurrent network whose gates decide what its memory keeps, takes in and shows.',
  GRU: 'A recurrent network with two gates and no separate memory.',
};

function sequenceExamples(name: string): Example[] {
  const last = (shape: readonly number[]): readonly (readonly number[])[] =>
    name === 'LSTM' ? [shape, shape] : [shape];
  const start = name === 'LSTM' ? '(torch.empty(1, 2, 4), torch.empty(1, 2, 4))' : 'torch.empty(1, 2, 4)';
  return [
    { code: `nn.${name}(3, 4)(x)`, inputs: { x: '[5, 2, 3]' }, output: [[5, 2, 4], ...last([1, 2, 4])] },
    {
      code: `nn.${name}(3, 4, 2, batch_first=True, bidirectional=True, bias=False)(x)`,
      inputs: { x: '[2, 5, 3]' },
      output: [[2, 5, 8], ...last([4, 2, 4])],
    },
    { code: `nn.${name}(3, 4)(x)`, inputs: { x: '[5, 3]' }, output: [[5, 4], ...last([1, 4])] },
    ...(name === 'LSTM'
      ? [
          {
            code: 'nn.LSTM(3, 4, 2, proj_size=2)(x)',
            inputs: { x: '[5, 2, 3]' },
            output: [
              [5, 2, 2],
              [2, 2, 2],
              [2, 2, 4],
            ],
          },
        ]
      : []),
    { code: `nn.${name}(3, 4)(x, ${start})`, inputs: { x: '[5, 2, 3]' }, output: [[5, 2, 4], ...last([1, 2, 4])] },
    { code: `nn.${name}(3, 4)(x, ${start})`, inputs: { x: '[5, 3, 3]' }, problem: 'CS120' },
    { code: `nn.${name}(3, 4)(x)`, inputs: { x: '[5, 2, 4]' }, problem: 'CS104' },
    { code: `nn.${name}(3, 4)(x)`, inputs: { x: '[5]' }, problem: 'CS117' },
    { code: `nn.${name}(3, 0)`, problem: 'CS124', unchecked: true },
    { code: `nn.${name}(3, 4, dropout=2.0)`, problem: 'CS124' },
  ];
}

const sequenceLayer = (name: string, signature: string, init: LayerDeclaration['init']): LayerDeclaration => ({
  name,
  module: 'torch.nn.modules.rnn',
  bases: ['RNNBase'],
  category: 'recurrent',
  signature,
  doc: DOCS[name] ?? '',
  reference: page(`torch.nn.${name}`),
  examples: sequenceExamples(name),
  init,
  forward: { signature: '(input, hx=None)', run: runSequence },
});

function modeOfRnn(a: Arguments, c: OpContext): string {
  const name = a.str('nonlinearity');
  if (name !== 'tanh' && name !== 'relu') {
    c.refuse(
      constructorRefusal(
        `Unknown nonlinearity '${name}'. Select from 'tanh' or 'relu'.`,
        'A plain recurrent network has one of two activations.',
      ),
    );
  }
  return `RNN_${name.toUpperCase()}`;
}

const onlyLstm = (c: OpContext): never =>
  c.refuse(
    constructorRefusal(
      'proj_size argument is only supported for LSTM, not RNN or GRU',
      'Only an LSTM can project its state.',
    ),
  );

const base: LayerDeclaration = {
  ...abstractLayer(
    'RNNBase',
    'rnn',
    'recurrent',
    `(mode, input_size, hidden_size, ${COMMON}, proj_size=0, device=None, dtype=None)`,
    (self, a, c) => {
      initRecurrent(self, a, c, a.str('mode'));
    },
  ),
  methods: {
    flatten_parameters: { signature: '()', run: () => NONE },
    _init_flat_weights: { signature: '()', run: () => NONE },
    permute_hidden: { signature: '(hx, permutation)', run: (_self, a) => a.raw('hx') },
    reset_parameters: { signature: '()', run: () => NONE },
  },
};

export const layers = declareLayers(
  base,
  sequenceLayer(
    'RNN',
    `(input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, dropout=0.0, bidirectional=False, device=None, dtype=None)`,
    (self, a, c) => {
      initRecurrent(self, a, c, modeOfRnn(a, c));
      self.set('nonlinearity', a.raw('nonlinearity'));
    },
  ),
  sequenceLayer('LSTM', `(input_size, hidden_size, ${COMMON}, proj_size=0, device=None, dtype=None)`, (self, a, c) => {
    initRecurrent(self, a, c, 'LSTM');
  }),
  sequenceLayer('GRU', `(input_size, hidden_size, ${COMMON}, device=None, dtype=None, **kwargs)`, (self, a, c) => {
    if (a.extraKeywords.has('proj_size')) onlyLstm(c);
    initRecurrent(self, a, c, 'GRU');
  }),
);
