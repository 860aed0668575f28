/** What counts as agreeing with PyTorch: never a wrong size, dtype or layout, never a refusal that PyTorch does not make. */
import type { Case, Made, Outcome } from './harness';

export interface Recorded {
  readonly tensors?: readonly Made[];
  readonly macs?: number;
  readonly values?: readonly number[];
  readonly python?: string;
  readonly error?: string;
  readonly message?: string;
  /** This PyTorch does not have it. */
  readonly absent?: string;
}
export interface Golden {
  readonly torch: string;
  readonly cases: readonly (Case & { readonly op?: string; readonly result: Recorded })[];
}

interface Expected {
  readonly output?: unknown;
  readonly problem?: string;
  readonly unchecked?: boolean;
}

export function differences(theirs: Recorded, ours: Outcome, expected?: Expected): string[] {
  const found: string[] = [];
  if (expected) found.push(...asDeclared(ours, expected));
  if (theirs.absent !== undefined || expected?.unchecked) return found;
  if (theirs.error !== undefined) {
    if ('tensors' in ours)
      found.push(`PyTorch refuses (${theirs.error}: ${theirs.message}), we give ${JSON.stringify(ours)}`);
    return found;
  }
  if ('error' in ours) return [...found, `we refuse (${ours.message}), PyTorch gives ${JSON.stringify(theirs)}`];
  if ('unknown' in ours) return found;
  return [...found, ...compareTensors(theirs, ours)];
}

/** The declaration's own expectation. */
function asDeclared(ours: Outcome, expected: Expected): string[] {
  if (expected.problem !== undefined) {
    return 'code' in ours && ours.code === expected.problem
      ? []
      : [`declared to be refused with ${expected.problem}, but ${JSON.stringify(ours)}`];
  }
  if (expected.output === undefined) return [];
  if (!('tensors' in ours)) return [`declared to give ${JSON.stringify(expected.output)}, but ${JSON.stringify(ours)}`];
  const shapes = ours.tensors.map((x) => x.shape);
  const wanted = JSON.stringify(expected.output);
  const same = wanted === JSON.stringify(shapes) || (shapes.length === 1 && wanted === JSON.stringify(shapes[0]));
  return same ? [] : [`declared to give ${wanted}, but ${JSON.stringify(shapes)}`];
}

function compareTensors(theirs: Recorded, ours: Extract<Outcome, { tensors: unknown }>): string[] {
  const found: string[] = [];
  const wanted = theirs.tensors ?? [];
  if (wanted.length !== ours.tensors.length) return [`${wanted.length} tensors, we give ${ours.tensors.length}`];
  wanted.forEach((x, i) => {
    const y = ours.tensors[i];
    if (!y) return;
    if (!sameSizes(x.shape, y.shape))
      found.push(`sizes ${JSON.stringify(x.shape)}, we give ${JSON.stringify(y.shape)}`);
    else if (x.strides && y.strides && !sameLayout(x, y))
      found.push(
        `strides ${JSON.stringify(x.strides)} of ${JSON.stringify(x.shape)}, we give ${JSON.stringify(y.strides)}`,
      );
    if (y.dtype !== undefined && x.dtype !== y.dtype) found.push(`dtype ${x.dtype}, we give ${y.dtype}`);
  });
  const [values] = ours.tensors.map((x) => x.values);
  if (theirs.values && values && !sameNumbers(theirs.values, values))
    found.push(`numbers ${theirs.values.join()}, we give ${values.join()}`);
  if (theirs.macs !== ours.macs) found.push(`${theirs.macs} multiply-adds, we count ${ours.macs}`);
  if (theirs.python !== undefined && ours.python !== undefined && theirs.python !== ours.python)
    found.push(`${theirs.python}, we give ${ours.python}`);
  return found;
}

/** A size that depends on data stands for any. */
const sameSizes = (a: Made['shape'], b: Made['shape']): boolean =>
  a.length === b.length && b.every((size, i) => typeof size === 'string' || size === a[i]);

/** To seven digits: some functions of float32 differ in the last one. */
const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => Math.abs(x - (b[i] ?? Number.NaN)) <= 1e-6 * Math.max(1, Math.abs(x)));

/** Strides of axes of size 1, and of tensors without elements, mean nothing. */
const sameLayout = (x: Made, y: Made): boolean =>
  x.shape.includes(0) ||
  x.shape.every((size, i) => size === 1 || typeof y.strides?.[i] === 'string' || x.strides?.[i] === y.strides?.[i]);
