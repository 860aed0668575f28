/** Normalisation. */
import type { ValueId } from '../../program';
import { type Dim, product } from '../../symbolic';
import {
  every,
  flag,
  indexOf,
  type Lower,
  type Lowering,
  maybeTensor,
  number,
  numbersOf,
  type Rules,
  tensor,
} from './lowering';
import { counted } from './reduce';

/** A vector over channels, beside [batch, channels, …]. */
const beside = (l: Lowering, vector: ValueId, rank: number): ValueId =>
  l.b.reshape(vector, [l.b.shape(vector)[0] ?? 1, ...new Array<number>(Math.max(rank - 2, 0)).fill(1)]);

/** x·weight + bias per channel */
function affine(l: Lowering, x: ValueId): ValueId {
  const rank = l.b.rank(x);
  const [weight, bias] = [maybeTensor(l, 'weight'), maybeTensor(l, 'bias')];
  const scaled = weight === undefined ? x : l.b.mul(x, beside(l, weight, rank));
  return bias === undefined ? scaled : l.b.add(scaled, beside(l, bias, rank));
}

const batchNorm: Lower = (l) => (flag(l, 'training') ? byBatch(l) : byRunning(l));

/** (x − mean)/√(variance + eps) with the running statistics */
function byRunning(l: Lowering): ValueId {
  const x = tensor(l);
  const rank = l.b.rank(x);
  const s = l.b.unary('reciprocal', l.b.unary('sqrt', l.b.plus(tensor(l, 'running_var'), number(l, 'eps', 1e-5))));
  const weight = maybeTensor(l, 'weight');
  const bias = maybeTensor(l, 'bias');
  const scale = weight === undefined ? s : l.b.mul(weight, s);
  const back = l.b.neg(l.b.mul(tensor(l, 'running_mean'), scale));
  const shift = bias === undefined ? back : l.b.add(bias, back);
  return l.b.add(l.b.mul(x, beside(l, scale, rank)), beside(l, shift, rank));
}

/** By the batch's statistics; running ones move by `momentum`, the variance unbiased. */
function byBatch(l: Lowering): ValueId {
  const x = tensor(l);
  const shape = l.b.shape(x);
  const channels = shape[1] ?? 1;
  const weight = maybeTensor(l, 'weight') ?? l.b.fill(1, [channels]);
  const bias = maybeTensor(l, 'bias') ?? l.b.fill(0, [channels]);
  const [y = x, mean = x, variance = x] = l.b.apply('batchNorm', { eps: number(l, 'eps', 1e-5) }, [x, weight, bias]);
  const [meanAt, varianceAt] = [indexOf(l, 'running_mean'), indexOf(l, 'running_var')];
  if (meanAt === undefined || varianceAt === undefined) return y;
  const momentum = number(l, 'momentum', 0.1);
  if (momentum === 0) l.refuse('a BatchNorm with momentum=None averages over all batches, which is not trained here');
  const n = counted(l, shape.toSpliced(1, 1));
  const unbiased = l.b.mul(variance, l.b.div(n, l.b.plus(n, -1)));
  const moved = (old: ValueId, now: ValueId): ValueId =>
    l.b.add(l.b.times(old, 1 - momentum), l.b.times(l.b.detach(now), momentum));
  l.updateBuffer(meanAt, moved(l.input(meanAt), mean));
  l.updateBuffer(varianceAt, moved(l.input(varianceAt), unbiased));
  l.countBatch(meanAt);
  return y;
}

const normalised = (l: Lowering, x: ValueId, axes: number, otherwise = 1e-5): ValueId =>
  l.b.apply('normalise', { axes, eps: number(l, 'eps', otherwise) }, [x])[0] ?? x;

function instanceNorm(l: Lowering): ValueId {
  if (!flag(l, 'use_input_stats')) return byRunning(l);
  if (indexOf(l, 'running_mean') !== undefined) l.refuse('running statistics of an InstanceNorm are not trained here');
  const x = tensor(l);
  const [batch = 1, channels = 1, ...space] = l.b.shape(x);
  const flat = normalised(l, l.b.reshape(x, [batch, channels, product(space)]), 1);
  return affine(l, l.b.reshape(flat, l.b.shape(x)));
}

function groupNorm(l: Lowering): ValueId {
  const x = tensor(l);
  const [batch = 1, ...rest] = l.b.shape(x);
  const groups = number(l, 'num_groups');
  const size = product(rest);
  if (typeof size !== 'number') return l.refuse('the size of a group must be a number to train');
  const flat = normalised(l, l.b.reshape(x, [batch, groups, size / groups]), 1);
  return affine(l, l.b.reshape(flat, l.b.shape(x)));
}

/** Over the last axes; several of them as one. */
function layerNorm(l: Lowering): ValueId {
  const x = tensor(l);
  const shape: readonly Dim[] = l.b.shape(x);
  const n = numbersOf(l, 'normalized_shape').length;
  const lead = shape.slice(0, shape.length - n);
  const flat = l.b.reshape(x, [...lead, product(shape.slice(shape.length - n))]);
  const y = l.b.reshape(normalised(l, flat, 1), shape);
  const [weight, bias] = [maybeTensor(l, 'weight'), maybeTensor(l, 'bias')];
  const scaled = weight === undefined ? y : l.b.mul(y, weight);
  return bias === undefined ? scaled : l.b.add(scaled, bias);
}

/** x / √(mean(x²) + eps) (Zhang and Sennrich 2019) */
function rmsNorm(l: Lowering): ValueId {
  const x = tensor(l);
  const rank = l.b.rank(x);
  const n = numbersOf(l, 'normalized_shape').length;
  const axes = every(n).map((i) => rank - n + i);
  const mean = l.b.reduce('mean', l.b.mul(x, x), axes, true);
  const y = l.b.div(x, l.b.unary('sqrt', l.b.plus(mean, number(l, 'eps', 1.1920928955078125e-7))));
  const weight = maybeTensor(l, 'weight');
  return weight === undefined ? y : l.b.mul(y, weight);
}

export const rules: Rules = {
  'torch.nn.functional.batch_norm': batchNorm,
  'torch.batch_norm': batchNorm,
  'torch.nn.functional.instance_norm': instanceNorm,
  'torch.nn.functional.group_norm': groupNorm,
  'torch.nn.functional.layer_norm': layerNorm,
  'torch.nn.functional.rms_norm': rmsNorm,
};
