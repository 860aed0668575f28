/**
 * What a contraction of two operands keeps: batched matrices of the axes that both have, that one has and that are
 * summed, copied where the axes do not lie so in memory (`sumproduct_pair` in aten/src/ATen/native/Linear.cpp).
 */
import { type Dim, equal, product } from '../../symbolic';
import type { Keeps } from '../declare';
import type { TensorInfo } from '../trace';
import { keepsReshaped, together } from './kept';

export interface Contracted {
  /** Place among the record's inputs. */
  readonly input: number;
  readonly info: TensorInfo;
  readonly labels: readonly string[];
}

export function keepsContraction(left: Contracted, right: Contracted, output: readonly string[]): Keeps {
  if (repeats(left) || repeats(right)) return { atLeast: true };
  const [ours, theirs] = [realLabels(left), realLabels(right)];
  const isSummed = (label: string): boolean => !output.includes(label);
  const summed = ours.filter((label) => isSummed(label) && theirs.includes(label)).sort();
  if ([...ours, ...theirs].some((label) => isSummed(label) && !summed.includes(label))) return { atLeast: true };
  const batch = output.filter((label) => ours.includes(label) && theirs.includes(label));
  const own = (labels: readonly string[], others: readonly string[]) =>
    output.filter((label) => labels.includes(label) && !others.includes(label));
  const ofLeft = [batch, own(ours, theirs), summed];
  const ofRight = [batch, summed, own(theirs, ours)];
  // Without a sum it is an elementwise product.
  const kept = (x: Contracted, groups: readonly (readonly string[])[]): Keeps =>
    summed.length === 0 ? { inputs: [x.input] } : keepsGrouped(x, groups);
  return together(
    right.info.requiresGrad ? kept(left, ofLeft) : {},
    left.info.requiresGrad ? kept(right, ofRight) : {},
  );
}

const repeats = ({ labels }: Contracted): boolean => new Set(labels).size < labels.length;
const realLabels = (x: Contracted): readonly string[] =>
  x.labels.filter((_, i) => equal(x.info.shape?.[i] ?? 1, 1) !== 'yes');

function keepsGrouped(x: Contracted, groups: readonly (readonly string[])[]): Keeps {
  const { shape = [], strides } = x.info;
  const sizeOf = (label: string): Dim => shape[x.labels.indexOf(label)] ?? 1;
  const order = groups.flat();
  const laid = {
    shape: order.map(sizeOf),
    strides: strides && order.map((label) => strides[x.labels.indexOf(label)] ?? 1),
  };
  return keepsReshaped(
    { inputs: [x.input] },
    laid,
    groups.map((group) => product(group.map(sizeOf))),
  );
}
