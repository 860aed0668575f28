/** Sizes as the lecture writes them: `B×64×112×112`. */

import { type Dim, display } from '../symbolic';
import type { GraphValue } from './graph';

export type Separator = '×' | ', ';
const LONGEST = 40;

export function shapeText(shape: readonly Dim[], separator: Separator = '×'): string {
  if (shape.length === 0) return 'scalar';
  return separator === '×' ? shape.map((d) => factor(d)).join('×') : `[${shape.map((d) => display(d)).join(', ')}]`;
}

/** A sum inside a product of sizes needs brackets. */
function factor(dim: Dim): string {
  const text = display(dim);
  return /[+−-]/.test(text.replace(/⌊[^⌋]*⌋|⌈[^⌉]*⌉|\([^)]*\)/g, '')) && text.length > 1 ? `(${text})` : text;
}

/** undefined: nothing to show for this value. */
export function valueText(value: GraphValue, separator: Separator = '×'): string | undefined {
  switch (value.kind) {
    case 'tensor':
      return shapeText(value.shape, separator);
    case 'int':
      return display(value.value);
    case 'size':
      return `[${value.dims.map((d) => display(d)).join(', ')}]`;
    case 'seq':
      return sequenceText(value.items, value.open, separator);
    case 'dict': {
      const items = value.entries.map(([key, item]) => [key, valueText(item, separator)] as const);
      return items.length > 0 && items.every(([, t]) => t !== undefined)
        ? `{${items.map(([k, t]) => `${k}: ${t}`).join(', ')}}`
        : undefined;
    }
    default:
      return undefined;
  }
}

function sequenceText(items: readonly GraphValue[], open: boolean, separator: Separator): string | undefined {
  const texts = items.map((item) => valueText(item, separator));
  if (texts.length === 0 || texts.some((t) => t === undefined)) return undefined;
  const same = texts.every((t) => t === texts[0]);
  if (same && texts.length > 2) return `${texts.length} × (${texts[0]})`;
  return `[${texts.join(', ')}${open ? ', …' : ''}]`;
}

/** Over 40 characters elided in the middle; the whole stands in the tooltip. */
export function elide(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST ? text : `${letters.slice(0, LONGEST - 12).join('')}⋯${letters.slice(-11).join('')}`;
}

/** 1,234 / 37.8 M / 1.81 G. */
export function countText(dim: Dim): string {
  if (typeof dim !== 'number') return display(dim);
  if (dim < 10_000) return dim.toLocaleString('en-US');
  for (const [size, unit] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (dim >= size) return `${Number((dim / size).toPrecision(3))} ${unit}`;
  }
  return String(dim);
}

export function bytesText(dim: Dim): string {
  if (typeof dim !== 'number') return `${display(dim)} B`;
  let value = dim;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (value < 1024) return `${Number(value.toPrecision(3))} ${unit}`;
    value /= 1024;
  }
  return `${Number(value.toPrecision(3))} TiB`;
}
