/** Sizes that the network itself determines. */
import {
  type Constraint,
  type Dim,
  exactQuotient,
  solve,
  substitute,
  type Variable,
  variable,
  variablesOf,
} from '../symbolic';
import type { InputSpec } from './inputs';

/** A flatten into `Linear(16·5·5, …)` fixes H and W: solves for them and takes a usual size in the range. */
export function solveSizes(
  constraints: readonly Constraint[],
  specs: readonly InputSpec[],
): { readonly specs: readonly InputSpec[]; readonly text: string } | undefined {
  const all = [...constraints, ...constraints.flatMap(batchKept)];
  const equalities = all.filter((c) => c.relation === '==');
  const spatial = variablesIn(specs).filter((v) => !COUNTS_EXAMPLES.test(v.name));
  const wanted = spatial.filter((v) =>
    equalities.some((c) => [...variablesOf(c.left), ...variablesOf(c.right)].some((u) => u.name === v.name)),
  );
  if (wanted.length === 0) return undefined;
  const relevant = all.filter((c) =>
    [...variablesOf(c.left), ...variablesOf(c.right)].every((v) => wanted.some((w) => w.name === v.name)),
  );
  if (!relevant.some((c) => c.relation === '==')) return undefined;
  const solutions = solve(relevant, wanted);
  if (!solutions || solutions.some((s) => s.max === Number.POSITIVE_INFINITY || s.max - s.min > 1000)) return undefined;
  const values = new Map<string, Dim>(solutions.map((s) => [s.variable, s.chosen]));
  const text = solutions
    .map((s) =>
      s.min === s.max ? `${s.variable} = ${s.min}` : `${s.variable} in ${s.min}..${s.max}, ${s.chosen} taken`,
    )
    .join(', ');
  return {
    specs: specs.map((spec) => withSizes(spec, values)),
    text,
  };
}

/** Names of batches and channels: they are not solved for. */
const COUNTS_EXAMPLES = /^(b|n|bs|batch|batch_?size|c\d?|channels?)$/i;

export const withSizes = (spec: InputSpec, values: ReadonlyMap<string, Dim>): InputSpec =>
  spec.kind === 'tensor' ? { ...spec, shape: spec.shape.map((d) => substitute(d, values)) } : spec;

/** `view(-1, 400)` means the batch to stay: 400 then is what one sample has. */
function batchKept({ relation, left, right }: Constraint): Constraint[] {
  const sample = relation === 'divides' ? exactQuotient(right, variable('B')) : undefined;
  return sample !== undefined && typeof left === 'number' ? [{ relation: '==', left: sample, right: left }] : [];
}

function variablesIn(specs: readonly InputSpec[]): readonly Variable[] {
  const found = new Map<string, Variable>();
  for (const spec of specs) {
    if (spec.kind === 'tensor') for (const dim of spec.shape) for (const v of variablesOf(dim)) found.set(v.name, v);
  }
  return [...found.values()];
}
