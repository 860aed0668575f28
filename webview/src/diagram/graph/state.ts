/** What the graph view keeps: what is open, where it is looked at, what is heated. */
import type { Placement } from './canvas';
import { HEATS, type HeatId } from './heat';

export interface GraphState {
  readonly model: string;
  readonly open: readonly string[];
  readonly unrolled: readonly string[];
  readonly placement: Placement | undefined;
  readonly heat: HeatId;
}

/** undefined where it is nothing that this view kept. */
export function graphState(kept: unknown): GraphState | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { model, open, unrolled, placement, heat } = kept as Record<string, unknown>;
  if (typeof model !== 'string' || !isTexts(open) || !isTexts(unrolled)) return undefined;
  return {
    model,
    open,
    unrolled,
    placement: isPlacement(placement) ? placement : undefined,
    heat: HEATS.find(({ id }) => id === heat)?.id ?? 'none',
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isPlacement = (value: unknown): value is Placement =>
  typeof value === 'object' &&
  value !== null &&
  'x' in value &&
  'y' in value &&
  'scale' in value &&
  [value.x, value.y, value.scale].every((part) => typeof part === 'number' && Number.isFinite(part));
