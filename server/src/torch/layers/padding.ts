/** Padding (torch/nn/modules/padding.py). */
import { NotKnown, type Value } from '../../python';
import { page } from '../common/text';
import { declareLayers, type Example, type LayerDeclaration, type LayerSelf } from '../declare';
import { ntuple } from '../module/arguments';
import { abstractLayer } from '../module/simple';
import { isTensor, shapeOf } from '../tensor';

type Kind = 'Constant' | 'Zero' | 'Reflection' | 'Replication' | 'Circular';

const MODES: Readonly<Record<Kind, { readonly mode: string; readonly doc: string }>> = {
  Constant: { mode: 'constant', doc: 'Surrounds the input with one number.' },
  Zero: { mode: 'constant', doc: 'Surrounds the input with zeros.' },
  Reflection: { mode: 'reflect', doc: 'Continues the input by its mirror image, without the edge itself.' },
  Replication: { mode: 'replicate', doc: 'Continues the input by its edge values.' },
  Circular: { mode: 'circular', doc: 'Continues the input by its other end.' },
};

/** One number pads every side of the last `n` axes. */
function setPadding(self: LayerSelf, value: Value, n: number, spread: (value: Value, n: number) => Value): void {
  if (value.kind === 'unknown') throw new NotKnown(value);
  self.set('padding', spread(value, 2 * n));
}

const RANKS = [[], [2, 3], [3, 4], [4, 5]];

const pad = (kind: Kind, n: number): LayerDeclaration => {
  const { mode, doc } = MODES[kind];
  const name = `${kind}Pad${n}d`;
  const extra = kind === 'Constant' ? ', 3.5' : '';
  const shape = [2, 6, ...new Array<number>(n).fill(4)];
  const x = { x: `[${shape.join(', ')}]` };
  const one = shape.map((size, i) => (i < 2 ? size : size + 2));
  const last = shape.map((size, i) => (i === n + 1 ? size + 3 : size));
  const newer = kind === 'Circular' || (kind === 'Zero' && n !== 2);
  const examples: Example[] = [
    { code: `nn.${name}(1${extra})(x)`, inputs: x, output: one, ...(newer ? { unchecked: true } : {}) },
    {
      code: `nn.${name}((1, 2${', 0, 0'.repeat(n - 1)})${extra})(x)`,
      inputs: x,
      output: last,
      ...(newer ? { unchecked: true } : {}),
    },
  ];
  if (kind === 'Reflection') examples.push({ code: `nn.${name}(4)(x)`, inputs: x, problem: 'CS112' });
  if (kind === 'Circular')
    examples.push({ code: `nn.${name}(1)(x)`, inputs: { x: '[4]' }, problem: 'CS117', unchecked: true });
  return {
    name,
    module: 'torch.nn.modules.padding',
    bases: [kind === 'Zero' ? `ConstantPad${n}d` : `_${kind}PadNd`],
    category: 'shape',
    signature: kind === 'Constant' ? '(padding, value)' : '(padding)',
    doc,
    reference: page(`torch.nn.${name}`),
    examples,
    init: (self, a, c) => {
      setPadding(self, a.raw('padding'), n, (value, count) => ntuple(value, count, c));
      if (kind === 'Constant') self.set('value', a.raw('value'));
      if (kind === 'Zero') self.set('value', { kind: 'float', value: 0 });
    },
    forward: {
      signature: '(input)',
      run: (self, a, c) => {
        const input = a.value('input');
        const ranks = RANKS[n] ?? [];
        if (kind === 'Circular' && isTensor(input) && !ranks.includes(shapeOf(input).length)) {
          const rank = shapeOf(input).length;
          c.refuse({
            code: 'CS117',
            exception: 'ValueError',
            message: `expected ${ranks.map((r) => `${r}D`).join(' or ')} input (got ${rank}D input)`,
            why: 'It takes channels and the axes to pad, with or without a batch.',
          });
        }
        const fill = mode === 'constant' ? [self.get('value')] : [];
        return c.op('torch.nn.functional.pad', [input, self.get('padding'), { kind: 'str', value: mode }, ...fill]);
      },
    },
  };
};

const base = (name: string): LayerDeclaration => abstractLayer(name, 'padding', 'shape', '()', () => undefined);

export const layers = declareLayers(
  ...(['Constant', 'Reflection', 'Replication', 'Circular'] as const).map((kind) => base(`_${kind}PadNd`)),
  ...(['Constant', 'Zero', 'Reflection', 'Replication', 'Circular'] as const).flatMap((kind) =>
    [1, 2, 3].map((n) => pad(kind, n)),
  ),
);
