/** What the page keeps over a reload. */
import type { ActivationsSubject, Fitting, ImageSource, Normalising } from '../../../server/src/protocol';

export const OVERLAYS = [
  { id: 'none', title: 'No overlay' },
  { id: 'map', title: 'Feature map' },
  { id: 'grad-cam', title: 'Grad-CAM' },
  { id: 'gradient', title: 'Gradient' },
  { id: 'guided', title: 'Guided gradient' },
  { id: 'occlusion', title: 'Occlusion' },
] as const;
export type Overlay = (typeof OVERLAYS)[number]['id'];

export const SORTS = [
  { id: 'index', title: 'In order' },
  { id: 'most', title: 'Most active first' },
] as const;
export type Sort = (typeof SORTS)[number]['id'];
export type Scale = 'shared' | 'each';
export type Tab = 'maps' | 'feature';

export interface PageState {
  readonly subject: ActivationsSubject | undefined;
  /** Bytes as base64: what is kept is text. */
  readonly source: string | undefined;
  readonly fitting: Fitting;
  readonly normalising: Normalising | undefined;
  readonly layer: number | undefined;
  readonly channel: number;
  readonly place: readonly number[] | undefined;
  /** Undefined: the likeliest. */
  readonly class: number | undefined;
  readonly overlay: Overlay;
  readonly opacity: number;
  readonly sort: Sort;
  readonly scale: Scale;
  readonly tab: Tab;
}

const FRESH: PageState = {
  subject: undefined,
  source: undefined,
  fitting: 'crop',
  normalising: undefined,
  layer: undefined,
  channel: 0,
  place: undefined,
  class: undefined,
  overlay: 'none',
  opacity: 0.7,
  sort: 'index',
  scale: 'shared',
  tab: 'maps',
};

/** What was kept by another version is taken where it fits. */
export function stateOf(kept: unknown): PageState {
  if (typeof kept !== 'object' || kept === null) return FRESH;
  const field = (key: keyof PageState): unknown => Reflect.get(kept, key);
  const number = (key: keyof PageState): number | undefined => {
    const value = field(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const place = field('place');
  const source = field('source');
  return {
    subject: isSubject(field('subject')) ? (field('subject') as ActivationsSubject) : undefined,
    source: typeof source === 'string' ? source : undefined,
    fitting: field('fitting') === 'stretch' ? 'stretch' : 'crop',
    normalising: (['recipe', 'imagenet', 'none'] as const).find((one) => one === field('normalising')),
    layer: number('layer'),
    channel: number('channel') ?? 0,
    place: Array.isArray(place) && place.every((one) => typeof one === 'number') ? place : undefined,
    class: number('class'),
    overlay: OVERLAYS.find(({ id }) => id === field('overlay'))?.id ?? 'none',
    opacity: number('opacity') ?? FRESH.opacity,
    sort: SORTS.find(({ id }) => id === field('sort'))?.id ?? 'index',
    scale: field('scale') === 'each' ? 'each' : 'shared',
    tab: field('tab') === 'feature' ? 'feature' : 'maps',
  };
}

const isSubject = (value: unknown): boolean => typeof value === 'object' && value !== null && 'uri' in value;

/** Larger pictures are not kept: the page asks for them again. */
const MOST_KEPT = 1_500_000;

export function kept(source: ImageSource): string | undefined {
  const bytes = source.kind === 'bytes' ? source.bytes : source.kind === 'pixels' ? source.pixels : undefined;
  if (bytes === undefined) return JSON.stringify(source);
  if (bytes.length > MOST_KEPT) return undefined;
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return JSON.stringify({ ...source, bytes: undefined, pixels: undefined, base64: btoa(text) });
}

export function sourceIn(text: string | undefined): ImageSource | undefined {
  if (text === undefined) return undefined;
  try {
    const value: ImageSource & { readonly base64?: string } = JSON.parse(text);
    const { base64, ...source } = value;
    if (base64 === undefined) return source;
    const bytes = bytesIn(base64);
    return source.kind === 'bytes'
      ? { ...source, bytes }
      : source.kind === 'pixels'
        ? { ...source, pixels: bytes }
        : source;
  } catch {
    return undefined;
  }
}

export const bytesIn = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
