/** Sizes that the network itself determines. */
import {
  type Constraint,
  type Dim,
  exactQuotient,
  type Solution,
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
  const variables = variablesIn(specs);
  const batches = variables.filter((v) => COUNTS_EXAMPLES.test(v.name));
  const all = [...constraints, ...constraints.flatMap((c) => batches.flatMap((batch) => perSample(c, batch)))];
  const solutions = groupsOf(
    all.filter((c) => c.relation === '=='),
    variables.filter((v) => !batches.includes(v)),
  ).flatMap((group) => solveGroup(all, group));
  if (solutions.length === 0) return undefined;
  const values = new Map<string, Dim>(solutions.map((s) => [s.variable, s.chosen]));
  const text = solutions
    .map((s) =>
      s.min === s.max ? `${s.variable} = ${s.min}` : `${s.variable} in ${s.min}..${s.max}, ${s.chosen} taken`,
    )
    .join(', ');
  return { specs: specs.map((spec) => withSizes(spec, values)), text };
}

/** Wider ranges are no answer: the size is all but free. */
const WIDEST = 1000;

function solveGroup(constraints: readonly Constraint[], group: readonly Variable[]): readonly Solution[] {
  const relevant = constraints.filter((c) => namesIn(c).every((name) => group.some((v) => v.name === name)));
  if (!relevant.some((c) => c.relation === '==')) return [];
  const solutions = solve(relevant, group);
  const isNarrow = solutions?.every(({ min, max }) => Number.isFinite(max) && max - min <= WIDEST);
  return solutions && isNarrow ? solutions : [];
}

const namesIn = ({ left, right }: Constraint): readonly string[] =>
  [...variablesOf(left), ...variablesOf(right)].map((v) => v.name);

/** Variables that equalities speak of, together where one equality speaks of several. */
function groupsOf(equalities: readonly Constraint[], variables: readonly Variable[]): readonly Variable[][] {
  const linked = equalities.map((c) => new Set(namesIn(c)));
  let groups = variables.filter((v) => linked.some((names) => names.has(v.name))).map((v) => [v]);
  for (const names of linked) {
    const joined = groups.filter((group) => group.some((v) => names.has(v.name)));
    if (joined.length > 1) groups = [...groups.filter((group) => !joined.includes(group)), joined.flat()];
  }
  return groups;
}

/** Names of batches: they are not solved for. */
const COUNTS_EXAMPLES = /^(b|n|bs|batch|batch_?size)$/i;

export const withSizes = (spec: InputSpec, values: ReadonlyMap<string, Dim>): InputSpec =>
  spec.kind === 'tensor' ? { ...spec, shape: spec.shape.map((d) => substitute(d, values)) } : spec;

/**
 * What a constraint says of one sample: both sides of `400·B = 16·B·H·W` have it, and `view(-1, 400)` means the batch
 * to stay, so that 400 is what one sample has.
 */
function perSample({ relation, left, right }: Constraint, batch: Variable): Constraint[] {
  const by = variable(batch.name);
  const of = exactQuotient(right, by);
  if (of === undefined) return [];
  if (relation === 'divides') return typeof left === 'number' ? [{ relation: '==', left: of, right: left }] : [];
  const other = relation === '==' ? exactQuotient(left, by) : undefined;
  return other === undefined ? [] : [{ relation, left: other, right: of }];
}

function variablesIn(specs: readonly InputSpec[]): readonly Variable[] {
  const found = new Map<string, Variable>();
  for (const spec of specs) {
    if (spec.kind === 'tensor') for (const dim of spec.shape) for (const v of variablesOf(dim)) found.set(v.name, v);
  }
  return [...found.values()];
}
