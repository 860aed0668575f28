/**
 * What is only likely is read twice. Options have their defaults, an import that the code expects to fail has failed,
 * a size is chosen that fits: that shows most. An error that depends on such a guess is no error of the code, so where
 * there are errors, the file is read again with every guess left open, and those stand that are found again.
 */
import type { Problem, Reading } from '../graph';
import type { Interpreter, Keywords, Value } from '../python';

export function keepProved(likely: Reading, doubting: Reading): Reading {
  const proved = new Set(doubting.problems.map(keyOf));
  const stands = (problem: Problem): boolean => proved.has(keyOf(problem));
  return {
    ...likely,
    problems: likely.problems.filter(stands),
    graphs: likely.graphs.map((graph) => ({ ...graph, problems: graph.problems.filter(stands) })),
  };
}

const keyOf = ({ code, place }: Problem): string => `${code} ${place.file} ${place.span.start} ${place.span.end}`;

/**
 * Of a call that nobody wrote: parameters whose default says "nothing", which whoever calls in earnest may always
 * give. `given`: how many positional arguments there are.
 */
export function leftOut(interpreter: Interpreter, callee: Value | undefined, given: number): Keywords {
  const open = new Map<string, Value>();
  if (callee?.kind !== 'function') return open;
  for (const [i, { name, kind }] of callee.parameters.entries()) {
    const value = callee.defaults.get(name);
    if (value === undefined || kind === 'positional-only' || (kind === 'positional' && i < given)) continue;
    if (saysNothing(value) && interpreter.doubts())
      open.set(name, interpreter.unknown('argument', `the caller of ${callee.name} decides ${name}`));
  }
  return open;
}

function saysNothing(value: Value): boolean {
  switch (value.kind) {
    case 'none':
      return true;
    case 'list':
    case 'tuple':
      return value.items.length === 0;
    case 'dict':
      return value.entries.size === 0;
    case 'str':
      return value.value === '';
    default:
      return false;
  }
}
