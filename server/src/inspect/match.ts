/**
 * Which stored tensor is which parameter of the model. By name first, after what wrappers put before names is taken
 * away (`module.` of DataParallel, `_orig_mod.` of torch.compile, a common prefix); then by shape and order, and that
 * only where everything that is left fits in order: a guess that fits half is none.
 */
import { isSameShape, shapeText } from './shapes';

export interface NamedShape {
  /** As in `state_dict()`. */
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Pair {
  readonly wanted: string;
  readonly held: string;
  readonly how: 'name' | 'prefix' | 'order';
}
export interface Unmatched {
  readonly name: string;
  readonly reason: string;
}

export interface Match {
  /** In the model's order. */
  readonly pairs: readonly Pair[];
  /** Of the model, not found. */
  readonly missing: readonly Unmatched[];
  /** Stored, and of no use. */
  readonly unused: readonly Unmatched[];
}

export function matchWeights(wanted: readonly NamedShape[], held: readonly NamedShape[]): Match {
  const names = bestNaming(wanted, held);
  const named = wanted.flatMap((one): Pair[] => {
    const found = names.find(one);
    if (found === undefined || !isSameShape(found.shape, one.shape)) return [];
    return [{ wanted: one.name, held: found.name, how: found.name === one.name ? 'name' : 'prefix' }];
  });
  const without = (pairs: readonly Pair[]) => ({
    wanted: wanted.filter(({ name }) => !pairs.some((pair) => pair.wanted === name)),
    held: held.filter(({ name }) => !pairs.some((pair) => pair.held === name)),
  });
  const left = without(named);
  const ordered = left.wanted.some((one) => names.find(one) !== undefined) ? [] : inOrder(left.wanted, left.held);
  const places = new Map(wanted.map(({ name }, place) => [name, place]));
  const pairs = [...named, ...ordered].sort((a, b) => (places.get(a.wanted) ?? 0) - (places.get(b.wanted) ?? 0));
  const rest = without(ordered.length === 0 ? named : pairs);
  return {
    pairs,
    missing: rest.wanted.map((one) => ({ name: one.name, reason: whyMissing(one, names.find(one)) })),
    unused: rest.held.map((one) => ({ name: one.name, reason: whyUnused(one, rest.wanted, names.find) })),
  };
}

interface Naming {
  /** The stored tensor of the same name, whatever its shape. */
  readonly find: (one: NamedShape) => NamedShape | undefined;
}

/** What wrappers add, wherever it stands in a name. */
const WRAPPERS = new Set(['module', '_orig_mod', '_fsdp_wrapped_module', '_checkpoint_wrapped_module']);
const unwrapped = (name: string): string =>
  name
    .split('.')
    .filter((part) => !WRAPPERS.has(part))
    .join('.');

/** Prefixes are looked for this deep (`state_dict.model.backbone.`). */
const DEEPEST_PREFIX = 4;
const MOST_PREFIXES = 400;

/** Of all ways to take prefixes away, the one by which the most names and shapes fit; the plainest of equal ones. */
function bestNaming(wanted: readonly NamedShape[], held: readonly NamedShape[]): Naming {
  let best = naming(wanted, held, (name) => name, '', '');
  const consider = (prefixOfHeld: string, prefixOfWanted: string): void => {
    const one = naming(wanted, held, unwrapped, prefixOfHeld, prefixOfWanted);
    if (one.score > best.score) best = one;
  };
  consider('', '');
  if (best.score === wanted.length) return best;
  for (const prefix of prefixesOf(held)) consider(prefix, '');
  for (const prefix of prefixesOf(wanted)) consider('', prefix);
  return best;
}

function naming(
  wanted: readonly NamedShape[],
  held: readonly NamedShape[],
  plain: (name: string) => string,
  prefixOfHeld: string,
  prefixOfWanted: string,
): Naming & { readonly score: number } {
  const byName = new Map<string, NamedShape>();
  for (const one of held) {
    const name = plain(one.name);
    if (name.startsWith(prefixOfHeld) && !byName.has(name.slice(prefixOfHeld.length)))
      byName.set(name.slice(prefixOfHeld.length), one);
  }
  const find = ({ name }: NamedShape): NamedShape | undefined => {
    const own = plain(name);
    return own.startsWith(prefixOfWanted) ? byName.get(own.slice(prefixOfWanted.length)) : undefined;
  };
  const score = wanted.filter((one) => {
    const found = find(one);
    return found !== undefined && isSameShape(found.shape, one.shape);
  }).length;
  return { find, score };
}

function prefixesOf(all: readonly NamedShape[]): readonly string[] {
  const prefixes = new Set<string>();
  for (const { name } of all) {
    const parts = unwrapped(name).split('.');
    for (let depth = 1; depth <= Math.min(DEEPEST_PREFIX, parts.length - 1); depth += 1)
      prefixes.add(`${parts.slice(0, depth).join('.')}.`);
    if (prefixes.size > MOST_PREFIXES) break;
  }
  return [...prefixes];
}

/** One list has to run through the other from front to back, roles (`weight`, `bias`) and shapes being the same. */
function inOrder(wanted: readonly NamedShape[], held: readonly NamedShape[]): readonly Pair[] {
  if (wanted.length === 0 || held.length === 0) return [];
  const [fewer, more] = wanted.length <= held.length ? [wanted, held] : [held, wanted];
  const partners: NamedShape[] = [];
  let place = 0;
  for (const one of fewer) {
    while (place < more.length && !isAlike(one, more[place])) place += 1;
    const partner = more[place];
    if (partner === undefined) return [];
    partners.push(partner);
    place += 1;
  }
  return fewer.flatMap((one, i): Pair[] => {
    const partner = partners[i];
    if (partner === undefined) return [];
    const [mine, theirs] = fewer === wanted ? [one, partner] : [partner, one];
    return [{ wanted: mine.name, held: theirs.name, how: 'order' }];
  });
}

const roleOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
const isAlike = (a: NamedShape, b: NamedShape | undefined): boolean =>
  b !== undefined && roleOf(a.name) === roleOf(b.name) && isSameShape(a.shape, b.shape);

function whyMissing(one: NamedShape, found: NamedShape | undefined): string {
  if (found === undefined) return 'nothing stored has this name';
  return `'${found.name}' is ${shapeText(found.shape)} there and ${shapeText(one.shape)} in the model`;
}

function whyUnused(one: NamedShape, missing: readonly NamedShape[], find: Naming['find']): string {
  const claimed = missing.find((wanted) => find(wanted)?.name === one.name);
  return claimed === undefined
    ? 'the model has no parameter of this name'
    : `the model's '${claimed.name}' is ${shapeText(claimed.shape)}, not ${shapeText(one.shape)}`;
}
