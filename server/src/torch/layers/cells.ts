/** The cells of recurrent networks: one step at a time (torch/nn/modules/rnn.py). */
import { type Arguments, NONE, tuple, type Value } from '../../python';
import { type Dim, mul } from '../../symbolic';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { keep, requireSizes } from '../module/arguments';
import { squeeze, unsqueeze, zeros } from '../module/batch';
import { abstractLayer } from '../module/simple';
import { isTensor, shapeOf } from '../tensor';

const CELL = '(input_size, hidden_size, bias=True, device=None, dtype=None)';

function registerCell(self: LayerSelf, a: Arguments, c: OpContext, gates: number): void {
  keep(self, a, 'input_size', 'hidden_size', 'bias');
  const rows = mul(gates, a.int('hidden_size'));
  const shapes = [
    [rows, a.int('input_size')],
    [rows, a.int('hidden_size')],
  ];
  for (const shape of shapes) requireSizes(c, shape);
  self.parameter('weight_ih', shapes[0] ?? []);
  self.parameter('weight_hh', shapes[1] ?? []);
  const bias = a.bool('bias') ? [rows] : null;
  self.parameter('bias_ih', bias);
  self.parameter('bias_hh', bias);
}

function runCell(self: LayerSelf, a: Arguments, c: OpContext, name: string, op: string): Value {
  const input = a.value('input');
  if (!isTensor(input)) return a.wrongType('input', 'Tensor');
  const rank = shapeOf(input).length;
  if (rank !== 1 && rank !== 2) {
    c.refuse({
      code: 'CS117',
      exception: 'ValueError',
      message: `${name}: Expected input to be 1D or 2D, got ${rank}D instead`,
      why: 'A cell reads one step: batch and features, or features alone.',
    });
  }
  const isBatched = rank === 2;
  const batched = isBatched ? input : unsqueeze(input, 0, c);
  const isLstm = op === 'lstm_cell';
  const shape: readonly Dim[] = [isTensor(batched) ? (shapeOf(batched)[0] ?? 1) : 1, self.int('hidden_size')];
  const given = a.value('hx');
  const parts =
    given.kind === 'none'
      ? [zeros(shape, input.dtype, c), zeros(shape, input.dtype, c)]
      : (isLstm ? c.interpreter.iterate(given).items : [given]).map((state) =>
          isBatched ? state : unsqueeze(state, 0, c),
        );
  const weights = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((weight) => self.get(weight));
  const result = c.op(`torch.${op}`, [batched, isLstm ? tuple(parts) : (parts[0] ?? NONE), ...weights]);
  if (isBatched) return result;
  return result.kind === 'tuple' ? tuple(result.items.map((state) => squeeze(state, 0, c))) : squeeze(result, 0, c);
}

const cell = (name: string, gates: number): LayerDeclaration => {
  const isLstm = name === 'LSTMCell';
  return {
    name,
    module: 'torch.nn.modules.rnn',
    bases: ['RNNCellBase'],
    category: 'recurrent',
    signature:
      name === 'RNNCell' ? "(input_size, hidden_size, bias=True, nonlinearity='tanh', device=None, dtype=None)" : CELL,
    doc: `One step of ${name.replace('Cell', '')}, for loops of your own.`,
    reference: page(`torch.nn.${name}`),
    examples: [
      {
        code: `nn.${name}(3, 4)(x)`,
        inputs: { x: '[2, 3]' },
        output: isLstm
          ? [
              [2, 4],
              [2, 4],
            ]
          : [2, 4],
      },
      { code: `nn.${name}(3, 4, bias=False)(x)`, inputs: { x: '[3]' }, output: isLstm ? [[4], [4]] : [4] },
      { code: `nn.${name}(3, 4)(x)`, inputs: { x: '[2, 4]' }, problem: 'CS104' },
      { code: `nn.${name}(3, 4)(x)`, inputs: { x: '[2, 3, 3]' }, problem: 'CS117' },
    ],
    init: (self, a, c) => {
      registerCell(self, a, c, gates);
      if (name === 'RNNCell') self.set('nonlinearity', a.raw('nonlinearity'));
    },
    forward: {
      signature: '(input, hx=None)',
      run: (self, a, c) => {
        const kind = name === 'RNNCell' ? self.get('nonlinearity') : NONE;
        const op =
          name === 'RNNCell'
            ? `rnn_${kind.kind === 'str' ? kind.value : 'tanh'}_cell`
            : `${name.replace('Cell', '').toLowerCase()}_cell`;
        return runCell(self, a, c, name, op);
      },
    },
  };
};

export const layers = declareLayers(
  abstractLayer(
    'RNNCellBase',
    'rnn',
    'recurrent',
    '(input_size, hidden_size, bias, num_chunks, device=None, dtype=None)',
    (self, a, c) => {
      registerCell(self, a, c, a.number('num_chunks'));
    },
  ),
  cell('RNNCell', 1),
  cell('LSTMCell', 4),
  cell('GRUCell', 3),
);
