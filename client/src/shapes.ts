/** Shapes as a person writes them in a directive, `[B, 3, 224, 224], [B, 10]`, as text only. */

/** At commas outside brackets. */
function splitShapes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const letter of text) {
    if ('[('.includes(letter)) depth += 1;
    if ('])'.includes(letter)) depth -= 1;
    if (letter === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += letter;
  }
  return [...parts, part.trim()].filter((one) => one !== '');
}

interface Shape {
  readonly sizes: readonly string[];
  /** `:long`, or nothing. */
  readonly type: string;
}

/** undefined where it is not one tensor in brackets. */
function shapeOf(text: string): Shape | undefined {
  const match = /^\[([^[\]]*)\](:\w+)?$/.exec(text.trim());
  if (match === null) return undefined;
  const sizes = (match[1] ?? '').split(',').map((size) => size.trim());
  return { sizes: sizes.filter((size) => size !== ''), type: match[2] ?? '' };
}

function textOf({ sizes, type }: Shape): string {
  return `[${sizes.join(', ')}]${type}`;
}

/** Axes after batch and channels: two for pictures. */
export function spatialAxes(inputs: string): number {
  return Math.max(0, ...splitShapes(inputs).map((text) => (shapeOf(text)?.sizes.length ?? 0) - 2));
}

/** Every input that has spatial axes, with all of them `size`. */
export function withSpatialSize(inputs: string, size: string): string {
  return changed(inputs, (sizes) => (sizes.length < 3 ? sizes : sizes.map((old, axis) => (axis < 2 ? old : size))));
}

export function withBatchSize(inputs: string, size: string): string {
  return changed(inputs, (sizes) => sizes.map((old, axis) => (axis === 0 ? size : old)));
}

function changed(inputs: string, change: (sizes: readonly string[]) => readonly string[]): string {
  const texts = splitShapes(inputs).map((text) => {
    const shape = shapeOf(text);
    return shape ? textOf({ ...shape, sizes: change(shape.sizes) }) : text;
  });
  return texts.join(', ');
}

/** What is wrong with free text, or undefined. The server has the last word. */
export function complaintAbout(text: string): string | undefined {
  const parts = splitShapes(text);
  if (parts.length === 0) return 'A size for every axis, such as [B, 3, 224, 224]';
  for (const part of parts) {
    if (part === 'None' || /^[\w×+*/-]+(:\w+)?$/.test(part) || isNested(part)) continue;
    const shape = shapeOf(part);
    if (shape === undefined) return `'${part}' is not a list of sizes in brackets, such as [B, 3, 224, 224]`;
    const wrong = shape.sizes.find((size) => !/^(\d+|(?=.*[A-Za-z_])\w[\w\s+*/-]*)$/.test(size));
    if (wrong !== undefined) return `'${wrong}' is neither a whole number nor a name such as B, H or W`;
  }
  return undefined;
}

/** A list of several tensors: the server reads it. */
function isNested(part: string): boolean {
  return /^\[.*[x[].*\]$/.test(part);
}
