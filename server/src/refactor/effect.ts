/** What a change costs, in words: `+ 74.1 k params · + 75.5 M MACs · field 7 → 11`. */
import { countText } from '../graph';
import type { Dim } from '../symbolic';
import type { Effect } from './examine';

export function effectText(effects: readonly Effect[]): string {
  const [effect] = [...effects].sort((a, b) => size(b.params) - size(a.params));
  if (!effect) return 'the network stays the same';
  const parts = [change(effect.params, 'params'), change(effect.macs, 'MACs'), fieldText(effect)];
  const text = parts.filter((part) => part !== undefined).join(' · ');
  return text === '' ? 'same parameters and MACs' : text;
}

const size = (dim: Dim | undefined): number => (typeof dim === 'number' ? Math.abs(dim) : 0);

function change(dim: Dim | undefined, unit: string): string | undefined {
  if (typeof dim !== 'number' || dim === 0) return undefined;
  return `${dim < 0 ? '−' : '+'} ${countText(Math.abs(dim))} ${unit}`;
}

function fieldText({ field }: Effect): string | undefined {
  return !field || field[0] === field[1] ? undefined : `field ${fieldSize(field[0])} → ${fieldSize(field[1])}`;
}

const fieldSize = (size: Dim | 'all'): string => (size === 'all' ? 'whole input' : countText(size));
