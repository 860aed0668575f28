/** AdaptiveLogSoftmaxWithLoss (torch/nn/modules/adaptive.py). */
import { type Arguments, bool, int, list, type Value } from '../../python';
import { type Dim, floorDiv, sub } from '../../symbolic';
import { namedResult } from '../common/results';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { constructorRefusal, keep } from '../module/arguments';
import { construct } from '../module/layer';
import { isTensor, shapeOf } from '../tensor';

function cutoffsOf(a: Arguments, c: OpContext): readonly number[] {
  const cutoffs = a.ints('cutoffs') ?? [];
  const classes = a.number('n_classes');
  const numbers = cutoffs.map((cut) =>
    typeof cut === 'number' ? cut : c.unknown('undecided', 'a cutoff is not a known number'),
  );
  if (numbers.length === 0)
    c.refuse(
      constructorRefusal(
        'cutoffs should be a sequence of length larger than 0',
        'They say where one cluster of classes ends.',
      ),
    );
  if (numbers.some((cut, i) => cut <= (numbers[i - 1] ?? 0) || cut > classes - 1)) {
    c.refuse(
      constructorRefusal(
        'cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and n_classes-1',
        'Each says where one cluster of classes ends.',
      ),
    );
  }
  return [...numbers, classes];
}

const linear = (from: Dim, to: Dim, bias: boolean, c: OpContext): Value =>
  construct('Linear', [int(from), int(to)], { bias: bool(bias) }, c);

function init(self: LayerSelf, a: Arguments, c: OpContext): void {
  const cutoffs = cutoffsOf(a, c);
  const [shortlist = 0] = cutoffs;
  const features = a.int('in_features');
  const divisor = a.float('div_value') ?? c.unknown('undecided', 'div_value is not known');
  keep(self, a, 'in_features', 'n_classes', 'div_value', 'head_bias');
  self.set('cutoffs', list(cutoffs.map(int)));
  self.set('shortlist_size', shortlist);
  self.set('n_clusters', cutoffs.length - 1);
  self.set('head_size', shortlist + cutoffs.length - 1);
  self.module('head', linear(features, shortlist + cutoffs.length - 1, a.bool('head_bias'), c));
  const tails = cutoffs.slice(1).map((cut, i) => {
    const hidden =
      typeof features === 'number' ? Math.floor(features / divisor ** (i + 1)) : floorDiv(features, divisor ** (i + 1));
    return construct(
      'Sequential',
      [linear(features, hidden, false, c), linear(hidden, sub(cut, cutoffs[i] ?? 0), false, c)],
      {},
      c,
    );
  });
  self.module('tail', construct('ModuleList', [list(tails)], {}, c));
}

const adaptive: LayerDeclaration = {
  name: 'AdaptiveLogSoftmaxWithLoss',
  module: 'torch.nn.modules.adaptive',
  category: 'loss',
  signature: '(in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None)',
  doc: 'Softmax over very many classes: frequent ones directly, rare ones through smaller clusters.',
  reference: page('torch.nn.AdaptiveLogSoftmaxWithLoss'),
  examples: [
    {
      code: 'nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10])(x, y)',
      inputs: { x: '[3, 16]', y: '[3]:long' },
      output: [[3], []],
    },
    { code: 'nn.AdaptiveLogSoftmaxWithLoss(16, 20, [10, 5])', problem: 'CS124' },
  ],
  init,
  /** Which clusters run depends on the targets: only the shapes of the result are known. */
  forward: {
    signature: '(input_, target_)',
    run: (_self, a, c) => {
      const target = a.value('target_');
      if (!isTensor(target)) return a.wrongType('target_', 'Tensor');
      return namedResult(c.interpreter, '_ASMoutput', { output: c.tensor(shapeOf(target)), loss: c.tensor([]) });
    },
  },
};

export const layers = declareLayers(adaptive);
