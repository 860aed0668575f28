/** Distances (torch/nn/modules/distance.py). */
import { declareLayers } from '../declare';
import { simple } from '../module/simple';

export const layers = declareLayers(
  simple({
    name: 'CosineSimilarity',
    module: 'distance',
    category: 'reduce',
    op: 'cosine_similarity',
    signature: '(dim=1, eps=1e-08)',
    inputs: '(x1, x2)',
    args: ['dim', 'eps'],
    doc: 'The cosine of the angle between vectors along an axis.',
    examples: [
      { code: 'nn.CosineSimilarity()(x, y)', inputs: { x: '[2, 5, 3]', y: '[2, 5, 3]' }, output: [2, 3] },
      { code: 'nn.CosineSimilarity()(x, y)', inputs: { x: '[2, 5]', y: '[2, 4]' }, problem: 'CS107' },
    ],
  }),
  simple({
    name: 'PairwiseDistance',
    module: 'distance',
    category: 'reduce',
    op: 'pairwise_distance',
    signature: '(p=2.0, eps=1e-06, keepdim=False)',
    inputs: '(x1, x2)',
    args: ['p', 'eps', 'keepdim'],
    doc: 'The p-norm of the difference of vectors.',
    examples: [
      { code: 'nn.PairwiseDistance()(x, y)', inputs: { x: '[2, 5]', y: '[2, 5]' }, output: [2] },
      { code: 'nn.PairwiseDistance(keepdim=True)(x, y)', inputs: { x: '[2, 5]', y: '[2, 5]' }, output: [2, 1] },
    ],
  }),
);
