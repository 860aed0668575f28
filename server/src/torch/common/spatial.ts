/** What ops over spatial axes share: sizes that are an int or a list, ranks, the memory format of results. */
import { type Arguments, known, type TensorValue, toInt, type Value } from '../../python';
import type { Dim } from '../../symbolic';
import type { OpContext, Refusal } from '../declare';
import { isContiguous } from '../tensor';
import { sizes } from './text';

/** An integer where PyTorch takes no float: a float is what `planes / 4` gives. */
export function whole(a: Arguments, c: OpContext, name: string): Dim {
  const value = a.value(name);
  refuseFloat(a, c, name, value, 'int');
  return a.int(name);
}

/** A list of ints as it is written; an int alone is a list of one. */
export function wholes(a: Arguments, c: OpContext, name: string): readonly Dim[] {
  const value = a.value(name);
  const single = toInt(value);
  if (single !== undefined) return [single];
  refuseFloat(a, c, name, value, 'tuple of ints');
  if (value.kind === 'list' || value.kind === 'tuple') {
    for (const item of value.items) refuseFloat(a, c, name, known(item), 'tuple of ints');
  }
  return a.ints(name) ?? a.wrongType(name, 'tuple of ints');
}

/** An int, or a list of one or `n`, spread over `n` axes; `wrong` says PyTorch's words for another length. */
export function perAxis(
  a: Arguments,
  c: OpContext,
  name: string,
  n: number,
  wrong: (got: readonly Dim[]) => string,
): readonly Dim[] {
  const dims = wholes(a, c, name);
  const [first] = dims;
  if (dims.length === n) return dims;
  if (dims.length === 1 && first !== undefined) return new Array<Dim>(n).fill(first);
  return c.refuse({
    code: 'CS124',
    message: wrong(dims),
    why: `${name} has ${dims.length} values; one or ${n} are needed here.`,
  });
}

function refuseFloat(a: Arguments, c: OpContext, name: string, value: Value, wanted: string): void {
  if (value.kind !== 'float') return;
  c.refuse({
    code: 'CS122',
    exception: 'TypeError',
    message: `${a.name}(): argument '${name}' must be ${wanted}, not float`,
    why: `${name} is a float; a division with / gives one even where it comes out even, // gives an int.`,
  });
}

/** A check on a tensor's rank; `message` gets the sizes as PyTorch prints them. */
export function requireRank(
  c: OpContext,
  shape: readonly Dim[],
  ranks: readonly number[],
  message: (got: string) => string,
  wanted: string,
  fix?: Refusal['fix'],
): void {
  if (ranks.includes(shape.length)) return;
  c.refuse({
    ...(fix ? { fix } : {}),
    code: 'CS117',
    message: message(sizes(shape)),
    why: `The input has ${shape.length} dimension${shape.length === 1 ? '' : 's'}, and ${wanted} needed.`,
  });
}

/**
 * Layout of a freshly allocated result that follows the memory format of its inputs: contiguous where they
 * all are, else left open, so that nothing is concluded from it.
 */
export const followingFormat = (...inputs: readonly (TensorValue | undefined)[]): { readonly strides?: null } =>
  inputs.every((input) => input === undefined || isContiguous(input)) ? {} : { strides: null };
