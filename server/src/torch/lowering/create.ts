/** New tensors: of one value, of known numbers, of random ones. */
import type { ValueId } from '../../program';
import {
  every,
  type Lower,
  type Lowering,
  maybeNumber,
  number,
  operand,
  outputElement,
  outputShape,
  type Rules,
  tensor,
} from './lowering';

const filled =
  (value: number): Lower =>
  (l) =>
    l.b.fill(value, outputShape(l), outputElement(l));

const full: Lower = (l) => l.b.expand(operand(l, 'fill_value', outputElement(l)), outputShape(l));

/** start, start + step, …, as many as the result has. */
function arange(l: Lowering): ValueId {
  const [size] = outputShape(l);
  if (typeof size !== 'number') return l.refuse('a range as long as the batch is not trained here');
  const hasEnd = maybeNumber(l, 'end') !== undefined;
  const start = hasEnd ? number(l, 'start') : 0;
  const step = number(l, 'step', 1);
  return l.b.constant(
    every(size).map((i) => start + i * step),
    [size],
    outputElement(l),
  );
}

/** Symmetric, as PyTorch computes it: from the front in the first half, from the back in the second. */
function linspace(l: Lowering): ValueId {
  const [size] = outputShape(l);
  if (typeof size !== 'number') return l.refuse('the number of steps is not known');
  const [start, end] = [number(l, 'start'), number(l, 'end')];
  const step = size > 1 ? (end - start) / (size - 1) : 0;
  return l.b.constant(
    every(size).map((i) => (i < size / 2 ? start + i * step : end - (size - 1 - i) * step)),
    [size],
  );
}

function eye(l: Lowering): ValueId {
  const [rows, columns] = outputShape(l);
  if (typeof rows !== 'number' || typeof columns !== 'number') return l.refuse('the matrix has no known size');
  return l.b.constant(
    every(rows).flatMap((i) => every(columns).map((j) => Number(i === j))),
    [rows, columns],
    outputElement(l),
  );
}

const uniform = (l: Lowering, low: number, high: number): ValueId =>
  l.draw(outputShape(l), { kind: 'uniform', low, high });
const normal = (l: Lowering, mean: number, std: number): ValueId =>
  l.draw(outputShape(l), { kind: 'normal', mean, std });

export const rules: Rules = {
  'torch.zeros': filled(0),
  'torch.ones': filled(1),
  'torch.empty': filled(0),
  'torch.zeros_like': filled(0),
  'torch.ones_like': filled(1),
  'torch.empty_like': filled(0),
  'torch.Tensor.new_zeros': filled(0),
  'torch.Tensor.new_ones': filled(1),
  'torch.Tensor.new_empty': filled(0),
  'torch.full': full,
  'torch.full_like': full,
  'torch.Tensor.new_full': full,
  'torch.arange': arange,
  'torch.linspace': linspace,
  'torch.eye': eye,
  'torch.rand': (l) => uniform(l, 0, 1),
  'torch.rand_like': (l) => uniform(l, 0, 1),
  'torch.randn': (l) => normal(l, 0, 1),
  'torch.randn_like': (l) => normal(l, 0, 1),
  'torch.normal': (l) => normal(l, number(l, 'mean'), number(l, 'std', 1)),
  'torch.Tensor.normal_': (l) => normal(l, number(l, 'mean', 0), number(l, 'std', 1)),
  'torch.Tensor.uniform_': (l) => uniform(l, number(l, 'a', 0), number(l, 'b', 1)),
  'torch.Tensor.bernoulli_': (l) => l.draw(outputShape(l), { kind: 'bernoulli', keep: number(l, 'p', 0.5) }),
  'torch.as_tensor': (l) => l.b.cast(tensor(l, 'data'), outputElement(l)),
};
