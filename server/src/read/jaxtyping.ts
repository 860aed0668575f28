/**
 * Sizes in jaxtyping's annotations, `Float[Tensor, "b c h w"]`, and torchtyping's, `TensorType["b", 3, "h", "w"]`.
 * https://docs.kidger.site/jaxtyping/api/array/
 */
import type { DType } from '../python';
import { type Dim, parse, variable } from '../symbolic';
import type { Expr } from '../syntax';

export interface AnnotatedShape {
  /** undefined: any size (`_`), or one that broadcasts (`#b`). */
  readonly before: readonly (Dim | undefined)[];
  /** `*batch` or `...`: any number of axes stand here; undefined: none do. */
  readonly variadic: string | undefined;
  readonly after: readonly (Dim | undefined)[];
  readonly dtype: DType | undefined;
}

/** By the name in front of the brackets; undefined: several are meant. */
const DTYPES: ReadonlyMap<string, DType | undefined> = new Map([
  ['Float', 'float32'],
  ['Float16', 'float16'],
  ['BFloat16', 'bfloat16'],
  ['Float32', 'float32'],
  ['Float64', 'float64'],
  ['Int', 'int64'],
  ['Int8', 'int8'],
  ['Int16', 'int16'],
  ['Int32', 'int32'],
  ['Int64', 'int64'],
  ['UInt8', 'uint8'],
  ['Bool', 'bool'],
  ['Num', undefined],
  ['Real', undefined],
  ['Inexact', undefined],
  ['Shaped', undefined],
]);

/** The shapes it may stand for, the likeliest first: `*batch` is one axis, none or two. */
export function choicesOf({ before, variadic, after }: AnnotatedShape): readonly (readonly Dim[])[] {
  const filled = (sizes: typeof before, from: number): Dim[] =>
    sizes.map((size, i) => size ?? variable(`?${from + i}`));
  const [front, back] = [filled(before, 0), filled(after, before.length)];
  if (variadic === undefined) return [[...front, ...back]];
  const name = variadic === '' || variadic === '_' ? 'B' : variadic;
  return [[variable(name)], [], [variable(name), variable(`${name}2`)]].map((middle) => [...front, ...middle, ...back]);
}

/** undefined: no such annotation, or one that cannot be read. */
export function annotatedShape(annotation: Expr | undefined): AnnotatedShape | undefined {
  if (annotation?.kind === 'BinOp' && annotation.op === '|')
    return annotation.right.kind === 'None' ? annotatedShape(annotation.left) : undefined;
  if (annotation?.kind !== 'Subscript') return undefined;
  const name = nameOf(annotation.value);
  const { index } = annotation;
  if (name === 'Optional') return annotatedShape(index);
  if (name === 'TensorType') return shapeOf(index.kind === 'Tuple' ? index.elements : [index], undefined);
  if (name === undefined || !DTYPES.has(name) || index.kind !== 'Tuple') return undefined;
  const [array, text] = index.elements;
  if (text?.kind !== 'Str' || !isTensorType(array)) return undefined;
  const axes = text.value.trim() === '' ? [] : text.value.trim().split(/\s+/);
  return fromAxes(axes, DTYPES.get(name));
}

const nameOf = (expr: Expr): string | undefined =>
  expr.kind === 'Name' ? expr.id : expr.kind === 'Attribute' ? expr.attr : undefined;

const isTensorType = (expr: Expr | undefined): boolean =>
  expr !== undefined && /^(Tensor|Parameter|Array|ndarray)$/.test(nameOf(expr) ?? '');

function shapeOf(elements: readonly Expr[], dtype: DType | undefined): AnnotatedShape | undefined {
  const axes: string[] = [];
  for (const element of elements) {
    if (element.kind === 'Str') axes.push(element.value);
    else if (element.kind === 'Int' && element.value !== undefined) axes.push(String(element.value));
    else if (element.kind === 'Ellipsis') axes.push('...');
    else return undefined;
  }
  return fromAxes(axes, dtype);
}

function fromAxes(axes: readonly string[], dtype: DType | undefined): AnnotatedShape | undefined {
  const read = axes.map(axisOf);
  if (read.some((axis) => axis === undefined)) return undefined;
  const at = axes.findIndex((axis) => /^([?#]*\*|\.\.\.)/.test(axis));
  const sizes = read.map((axis) => (axis === undefined || axis === 'any' ? undefined : axis));
  if (at < 0) return { before: sizes, variadic: undefined, after: [], dtype };
  const variadic = axes[at]?.replace(/^[?#*]+/, '') ?? '';
  return { before: sizes.slice(0, at), variadic, after: sizes.slice(at + 1), dtype };
}

/** `c=3` is 3; what is computed from the values of arguments (`{n}`) is any size. */
function axisOf(text: string): Dim | 'any' | undefined {
  if (/^(_|\.\.\.|#|\?*\*)/.test(text)) return 'any';
  const bare = text.replace(/^\?/, '').replace(/^[A-Za-z_]\w*=/, '');
  if (bare.includes('{')) return 'any';
  return /^[A-Za-z_]\w*$/.test(bare) ? variable(bare) : parse(bare);
}
