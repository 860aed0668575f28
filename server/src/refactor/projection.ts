/** The shortcut that makes the input of a residual connection agree with what is added to it. */
import { type Dim, equal } from '../symbolic';
import type { Context } from './context';
import { layerNames, type Names } from './imports';
import { common, rankOf, type Shape, sameShape, sizeText } from './sizes';

/** `identity` where nothing changes; else the text of a projection, one for each stride that may be the right one. */
export type Shortcut =
  | { readonly kind: 'identity' }
  | { readonly kind: 'projection'; readonly names: Names; readonly texts: readonly string[] };

const STRIDES = [1, 2, 4, 8];

/** undefined: no shortcut can make them agree. `channels`: how the code writes the channels before and after. */
export function shortcutFor(
  context: Context,
  pairs: readonly (readonly [Shape, Shape])[],
  channels: readonly [string | undefined, string | undefined],
): Shortcut | undefined {
  if (pairs.length === 0 || pairs.some(([a, b]) => a.length === 0 || a.length !== b.length)) return undefined;
  if (pairs.every(([a, b]) => sameShape(a, b))) return { kind: 'identity' };
  const before = pairs.map(([a]) => a),
    after = pairs.map(([, b]) => b);
  const inputs = channels[0] ?? sizeText(common(before, 1));
  const outputs = channels[1] ?? sizeText(common(after, 1));
  const rank = rankOf(before);
  if (inputs === undefined || outputs === undefined || rank === undefined) return undefined;
  if (rank === 2) {
    const names = layerNames(context, ['Linear']);
    return { kind: 'projection', names, texts: [`${names.of('Linear')}(${inputs}, ${outputs})`] };
  }
  if (rank > 5) return undefined;
  const conv = `Conv${rank - 2}d`;
  const names = layerNames(context, [conv]);
  const strides = STRIDES.filter((stride) => pairs.every(([a, b]) => mayAgree(a, b, stride)));
  const texts = strides.map((s) => `${names.of(conv)}(${inputs}, ${outputs}, 1${s === 1 ? '' : `, stride=${s}`})`);
  return texts.length === 0 ? undefined : { kind: 'projection', names, texts };
}

/** ⌊(i − 1)/s⌋ + 1 of every axis, where it is a number. */
function mayAgree(before: Shape, after: Shape, stride: number): boolean {
  return before.slice(2).every((size, i) => {
    const wanted: Dim = after[i + 2] ?? 0;
    if (typeof size !== 'number' || typeof wanted !== 'number') return stride > 1 || equal(size, wanted) !== 'no';
    return Math.floor((size - 1) / stride) + 1 === wanted;
  });
}
