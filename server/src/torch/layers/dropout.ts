/** Dropout (torch/nn/modules/dropout.py). */
import { NotKnown } from '../../python';
import { page } from '../common/text';
import { declareLayers, type Example, type LayerDeclaration } from '../declare';
import { constructorRefusal, keep, trainingFlag } from '../module/arguments';
import { abstractLayer } from '../module/simple';

const SIGNATURE = '(p=0.5, inplace=False)';

/** The probability must lie in 0..1. */
const init: LayerDeclaration['init'] = (self, a, c) => {
  const p = a.raw('p');
  if (p.kind === 'unknown') throw new NotKnown(p);
  const value = a.float('p');
  if (value !== undefined && (value < 0 || value > 1)) {
    c.refuse(
      constructorRefusal(
        `dropout probability has to be between 0 and 1, but got ${c.interpreter.text(p) ?? value}`,
        'p is the chance that a value becomes 0.',
      ),
    );
  }
  keep(self, a, 'p', 'inplace');
};

const dropout = (name: string, op: string, doc: string, example: Example): LayerDeclaration => ({
  name,
  module: 'torch.nn.modules.dropout',
  bases: ['_DropoutNd'],
  category: 'dropout',
  signature: SIGNATURE,
  doc,
  reference: page(`torch.nn.${name}`),
  examples: [example, { code: `nn.${name}(1.5)`, problem: 'CS124' }],
  init,
  forward: {
    signature: '(input)',
    run: (self, a, c) =>
      c.op(`torch.nn.functional.${op}`, [a.raw('input'), self.get('p'), trainingFlag(self)], {
        inplace: self.get('inplace'),
      }),
  },
});

const on = (code: string, ...shape: number[]): Example => ({
  code,
  inputs: { x: `[${shape.join(', ')}]` },
  output: shape,
});

export const layers = declareLayers(
  abstractLayer('_DropoutNd', 'dropout', 'dropout', SIGNATURE, init),
  dropout(
    'Dropout',
    'dropout',
    'While training, sets each value to 0 with probability p and scales up the rest.',
    on('nn.Dropout(0.2)(x)', 2, 3),
  ),
  dropout(
    'Dropout1d',
    'dropout1d',
    'While training, drops whole channels of sequences.',
    on('nn.Dropout1d()(x)', 2, 3, 4),
  ),
  dropout(
    'Dropout2d',
    'dropout2d',
    'While training, drops whole channels of images.',
    on('nn.Dropout2d()(x)', 2, 3, 4, 4),
  ),
  dropout(
    'Dropout3d',
    'dropout3d',
    'While training, drops whole channels of volumes.',
    on('nn.Dropout3d()(x)', 2, 3, 4, 4, 4),
  ),
  dropout(
    'AlphaDropout',
    'alpha_dropout',
    'Dropout that keeps mean and variance, for SELU networks.',
    on('nn.AlphaDropout()(x)', 2, 3),
  ),
  dropout(
    'FeatureAlphaDropout',
    'feature_alpha_dropout',
    'Alpha dropout of whole channels.',
    on('nn.FeatureAlphaDropout()(x)', 2, 3, 4),
  ),
);
