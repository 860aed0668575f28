/** Pooling (torch/nn/modules/pooling.py). */
import { NotKnown, type Value } from '../../python';
import { declareLayers, type Example, type LayerDeclaration } from '../declare';
import { constructorRefusal, keep, ntuple } from '../module/arguments';
import { abstractLayer, simple } from '../module/simple';

type Init = LayerDeclaration['init'];
const WHAT = ['', 'sequence', 'image', 'volume'];
const DIMS = [1, 2, 3];

/** A missing stride is the kernel's size, so that windows touch and do not overlap. */
const windowed =
  (...names: readonly string[]): Init =>
  (self, a) => {
    keep(self, a, ...names);
    const stride = a.raw('stride');
    self.set('stride', stride.kind === 'none' ? a.raw('kernel_size') : stride);
  };

const base = (name: string, signature: string, init: Init): LayerDeclaration =>
  abstractLayer(name, 'pooling', 'pool', signature, init);

const MAX = '(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False)';
const LP = '(norm_type, kernel_size, stride=None, ceil_mode=False)';
const initMax = windowed('kernel_size', 'padding', 'dilation', 'return_indices', 'ceil_mode');
const initAvg = windowed('kernel_size', 'padding', 'ceil_mode', 'count_include_pad');
const initAvgWithDivisor = windowed('kernel_size', 'padding', 'ceil_mode', 'count_include_pad', 'divisor_override');
const initLp = windowed('norm_type', 'kernel_size', 'ceil_mode');

const x = (n: number, size = 9): Record<string, string> => ({ x: `[2, 6${`, ${size}`.repeat(n)}]` });
const out = (n: number, size: number): number[] => [2, 6, ...new Array<number>(n).fill(size)];

const pool = (
  n: number,
  kind: 'Max' | 'Avg' | 'LP',
  init: Init,
  signature: string,
  args: readonly string[],
  keywords: readonly string[],
  doc: string,
  examples: readonly Example[],
): LayerDeclaration => ({
  ...simple({
    name: `${kind}Pool${n}d`,
    module: 'pooling',
    bases: [`_${kind}PoolNd`],
    category: 'pool',
    signature,
    doc,
    op: `${kind.toLowerCase()}_pool${n}d`,
    args,
    keywords,
    examples,
  }),
  init,
});

const max = (n: number): LayerDeclaration =>
  pool(
    n,
    'Max',
    initMax,
    MAX,
    ['kernel_size', 'stride', 'padding', 'dilation'],
    ['ceil_mode', 'return_indices'],
    `Keeps the largest value of each window of a ${WHAT[n]}.`,
    [
      { code: `nn.MaxPool${n}d(3, stride=2, padding=1)(x)`, inputs: x(n), output: out(n, 5) },
      { code: `nn.MaxPool${n}d(2, ceil_mode=True)(x)`, inputs: x(n), output: out(n, 5) },
      { code: `nn.MaxPool${n}d(2, return_indices=True)(x)`, inputs: x(n), output: [out(n, 4), out(n, 4)] },
      { code: `nn.MaxPool${n}d(3, padding=2)(x)`, inputs: x(n), problem: 'CS110' },
      { code: `nn.MaxPool${n}d(10)(x)`, inputs: x(n), problem: 'CS103', ...(n === 1 ? { unchecked: true } : {}) },
    ],
  );

const avg = (n: number): LayerDeclaration =>
  pool(
    n,
    'Avg',
    n === 1 ? initAvg : initAvgWithDivisor,
    `(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True${n === 1 ? '' : ', divisor_override=None'})`,
    ['kernel_size', 'stride', 'padding', 'ceil_mode', 'count_include_pad', ...(n === 1 ? [] : ['divisor_override'])],
    [],
    `Averages each window of a ${WHAT[n]}.`,
    [
      { code: `nn.AvgPool${n}d(3, stride=2, padding=1)(x)`, inputs: x(n), output: out(n, 5) },
      { code: `nn.AvgPool${n}d(2, ceil_mode=True, count_include_pad=False)(x)`, inputs: x(n), output: out(n, 5) },
      { code: `nn.AvgPool${n}d(3, padding=2)(x)`, inputs: x(n), problem: 'CS110' },
    ],
  );

const lp = (n: number): LayerDeclaration =>
  pool(
    n,
    'LP',
    initLp,
    LP,
    ['norm_type', 'kernel_size', 'stride', 'ceil_mode'],
    [],
    `Takes the p-norm of each window of a ${WHAT[n]}.`,
    [
      {
        code: `nn.LPPool${n}d(2, 3, stride=2)(x)`,
        inputs: x(n),
        output: out(n, 4),
        ...(n === 3 ? { unchecked: true } : {}),
      },
    ],
  );

const adaptive = (n: number, kind: 'Max' | 'Avg'): LayerDeclaration =>
  simple({
    name: `Adaptive${kind}Pool${n}d`,
    module: 'pooling',
    bases: [`_Adaptive${kind}PoolNd`],
    category: 'pool',
    op: `adaptive_${kind.toLowerCase()}_pool${n}d`,
    signature: kind === 'Max' ? '(output_size, return_indices=False)' : '(output_size)',
    args: kind === 'Max' ? ['output_size', 'return_indices'] : ['output_size'],
    doc: `${kind === 'Max' ? 'Keeps the largest value of' : 'Averages'} as many windows of a ${WHAT[n]} as the output shall have positions.`,
    examples: [
      { code: `nn.Adaptive${kind}Pool${n}d(1)(x)`, inputs: x(n), output: out(n, 1) },
      {
        code: `nn.Adaptive${kind}Pool${n}d(${n === 1 ? '5' : `(5${', None'.repeat(n - 1)})`})(x)`,
        inputs: x(n),
        output: [2, 6, 5, ...new Array<number>(n - 1).fill(9)],
      },
      { code: `nn.Adaptive${kind}Pool${n}d(2)(x)`, inputs: { x: '[6]' }, problem: 'CS117' },
    ],
  });

const unpool = (n: number): LayerDeclaration => ({
  ...simple({
    name: `MaxUnpool${n}d`,
    module: 'pooling',
    bases: ['_MaxUnpoolNd'],
    category: 'pool',
    op: `max_unpool${n}d`,
    signature: '(kernel_size, stride=None, padding=0)',
    inputs: '(input, indices, output_size=None)',
    doc: `Puts values back where max pooling of a ${WHAT[n]} took them from, with zeros between.`,
    examples: [
      { code: `nn.MaxUnpool${n}d(2)(x, y)`, inputs: { ...x(n, 4), y: `${x(n, 4)['x']}:long` }, output: out(n, 8) },
      {
        code: `nn.MaxUnpool${n}d(2)(x, y, output_size=[${out(n, 9).slice(2).join(', ')}])`,
        inputs: { ...x(n, 4), y: `${x(n, 4)['x']}:long` },
        output: out(n, 9),
      },
    ],
  }),
  init: (self, a, c) => {
    const kernel = ntuple(a.raw('kernel_size'), n, c);
    const stride = a.raw('stride');
    self.set('kernel_size', kernel);
    self.set('stride', stride.kind === 'none' ? kernel : ntuple(stride, n, c));
    self.set('padding', ntuple(a.raw('padding'), n, c));
  },
  forward: {
    signature: '(input, indices, output_size=None)',
    run: (self, a, c) =>
      c.op(`torch.nn.functional.max_unpool${n}d`, [
        a.raw('input'),
        a.raw('indices'),
        self.get('kernel_size'),
        self.get('stride'),
        self.get('padding'),
        a.raw('output_size'),
      ]),
  },
});

const fractional = (n: number): LayerDeclaration => ({
  ...simple({
    name: `FractionalMaxPool${n}d`,
    module: 'pooling',
    category: 'pool',
    op: `fractional_max_pool${n}d`,
    signature: '(kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)',
    args: ['kernel_size', 'output_size', 'output_ratio', 'return_indices'],
    more: (self) => ({ _random_samples: self.get('_random_samples') }),
    doc: `Max pooling over randomly placed windows, so that a ${WHAT[n]} may shrink by any ratio.`,
    examples: [
      { code: `nn.FractionalMaxPool${n}d(2, output_size=5)(x)`, inputs: x(n), output: out(n, 5) },
      { code: `nn.FractionalMaxPool${n}d(2, output_ratio=0.5)(x)`, inputs: x(n), output: out(n, 4) },
      { code: `nn.FractionalMaxPool${n}d(2)`, problem: 'CS124' },
      { code: `nn.FractionalMaxPool${n}d(2, output_ratio=1.5)`, problem: 'CS124' },
    ],
  }),
  init: (self, a, c) => {
    const spread = (value: Value): Value => {
      if (value.kind === 'unknown') throw new NotKnown(value);
      return value.kind === 'none' ? value : ntuple(value, n, c);
    };
    self.set('kernel_size', ntuple(a.raw('kernel_size'), n, c));
    self.set('return_indices', a.raw('return_indices'));
    const size = spread(a.raw('output_size'));
    const ratio = spread(a.raw('output_ratio'));
    self.set('output_size', size);
    self.set('output_ratio', ratio);
    self.set('_random_samples', a.raw('_random_samples'));
    const name = `FractionalMaxPool${n}d`;
    if (size.kind === 'none' && ratio.kind === 'none') {
      c.refuse(
        constructorRefusal(
          `${name} requires specifying either an output size, or a pooling ratio`,
          'It cannot tell how large its output shall be.',
        ),
      );
    }
    if (size.kind !== 'none' && ratio.kind !== 'none') {
      c.refuse(
        constructorRefusal(
          'only one of output_size and output_ratio may be specified',
          'Each of them says how large the output is.',
        ),
      );
    }
    const numbers =
      ratio.kind === 'tuple'
        ? ratio.items.map((r) =>
            r.kind === 'float' ? r.value : r.kind === 'int' && typeof r.value === 'number' ? r.value : undefined,
          )
        : [];
    if (numbers.some((r) => r !== undefined && (r <= 0 || r >= 1))) {
      c.refuse(
        constructorRefusal(
          `output_ratio must be between 0 and 1 (got ${c.interpreter.text(a.raw('output_ratio')) ?? ''})`,
          'Pooling makes a size smaller.',
        ),
      );
    }
  },
});

const forEachDim = (make: (n: number) => LayerDeclaration): LayerDeclaration[] => DIMS.map(make);

export const layers = declareLayers(
  base('_MaxPoolNd', MAX, initMax),
  base('_AvgPoolNd', '(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True)', initAvg),
  base('_LPPoolNd', LP, initLp),
  base('_MaxUnpoolNd', '()', () => undefined),
  base('_AdaptiveMaxPoolNd', '(output_size, return_indices=False)', (self, a) => {
    keep(self, a, 'output_size', 'return_indices');
  }),
  base('_AdaptiveAvgPoolNd', '(output_size)', (self, a) => {
    keep(self, a, 'output_size');
  }),
  ...forEachDim(max),
  ...forEachDim(avg),
  ...forEachDim(lp),
  ...forEachDim(unpool),
  ...forEachDim((n) => adaptive(n, 'Max')),
  ...forEachDim((n) => adaptive(n, 'Avg')),
  fractional(2),
  fractional(3),
);
