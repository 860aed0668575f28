/** What a change does to the whole network, number by number. */
import type { Graph } from '../../graph';
import type { Dim } from '../../symbolic';

export interface ComparedTotal {
  readonly name: string;
  readonly unit: 'count' | 'bytes' | 'pixels';
  /** undefined: a symbol, or not known. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** False where one of them is only a lower bound. */
  readonly exact: boolean;
}

export function compareTotals(before: Graph, after: Graph): ComparedTotal[] {
  const total = (
    name: string,
    unit: ComparedTotal['unit'],
    of: (graph: Graph) => Dim | undefined,
    isExact: (graph: Graph) => boolean,
  ): ComparedTotal => ({
    name,
    unit,
    before: numberOf(of(before)),
    after: numberOf(of(after)),
    exact: isExact(before) && isExact(after),
  });
  return [
    total(
      'Parameters',
      'count',
      ({ params }) => params.total,
      ({ params }) => params.exact,
    ),
    total(
      'Trainable',
      'count',
      ({ params }) => params.trainable,
      ({ params }) => params.exact,
    ),
    total(
      'Multiply-adds',
      'count',
      ({ macs }) => macs.total,
      ({ macs }) => macs.exact,
    ),
    total(
      'Activations kept',
      'bytes',
      ({ memory }) => memory.activations,
      ({ memory }) => memory.exact,
    ),
    total(
      'Memory to train',
      'bytes',
      ({ memory }) => memory.training,
      ({ memory }) => memory.exact,
    ),
    total('Receptive field', 'pixels', fieldOf, () => true),
  ];
}

const numberOf = (size: Dim | undefined): number | undefined => (typeof size === 'number' ? size : undefined);

/** The largest axis; undefined where it is the whole input or not known. */
function fieldOf({ receptiveField }: Graph): number | undefined {
  const sizes = (receptiveField?.size ?? []).filter((size) => typeof size === 'number');
  return sizes.length > 0 && sizes.length === receptiveField?.size.length ? Math.max(...sizes) : undefined;
}
