/** Sizes, formulas and links in words. */
import type { Value } from '../../python';
import { type Dim, display } from '../../symbolic';

/** `[1, 64, 7, 7]`, as PyTorch prints sizes. */
export const sizes = (shape: readonly Dim[]): string => `[${shape.map(display).join(', ')}]`;

/** `torch.Size([1, 64])`, as Python prints them. */
export const torchSize = (shape: readonly Dim[]): string => `torch.Size(${sizes(shape)})`;

/** `(1, 64)`, as Python prints a tuple. */
export const pythonTuple = (dims: readonly Dim[]): string =>
  dims.length === 1 ? `(${dims.map(display).join('')},)` : `(${dims.map(display).join(', ')})`;

/** Sizes in Python's words for the kind of list that they came in. */
export const listed = (value: Value, items: readonly string[]): string => {
  if (value.kind === 'list') return `[${items.join(', ')}]`;
  if (value.kind === 'tuple' && value.cls?.name === 'Size') return `torch.Size([${items.join(', ')}])`;
  return items.length === 1 ? `(${items.join('')},)` : `(${items.join(', ')})`;
};

/** `2 x 2`, as some of PyTorch's messages write sizes. */
export const spaced = (dims: readonly Dim[]): string => dims.map(display).join(' x ');

/** `1536x5x5`. */
export const joined = (dims: readonly Dim[]): string => dims.map(display).join('x');

/** An operand of a formula: bracketed where it is more than one number, name or `⌊…⌋`. */
export function term(dim: Dim): string {
  const text = display(dim);
  return /^(?:[\p{L}\p{N}_.]+|⌊[^⌊⌋]*⌋)$/u.test(text) ? text : `(${text})`;
}

const AXES: Readonly<Record<number, readonly string[]>> = { 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] };
/** The lecture's letters for the spatial axes. */
export const axisNames = (n: number): readonly string[] => AXES[n] ?? Array.from({ length: n }, (_, i) => `axis ${i}`);

/** One line of arithmetic per spatial axis; axes with the same arithmetic share a line: `H, W: …`. */
export function axisLines(formulas: readonly string[]): readonly string[] {
  const names = axisNames(formulas.length);
  const lines = new Map<string, string[]>();
  formulas.forEach((formula, i) => {
    lines.set(formula, [...(lines.get(formula) ?? []), names[i] ?? '']);
  });
  return [...lines].map(([formula, axes]) => `${axes.join(', ')}: ${formula}`);
}

/** A page of PyTorch's reference. */
export const page = (name: string): string => `https://pytorch.org/docs/stable/generated/${name}.html`;
export const NOTES = 'https://pytorch.org/docs/stable/notes';
