/** What lies over the grid: flags, the tile under the pointer, the selection. */
import { type AtlasContent, type Grid, placesOf, tileAt } from '../../../server/src/inspect';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Marks {
  readonly content: AtlasContent;
  readonly grid: Grid;
  readonly corner: Point;
  readonly ratio: number;
  readonly selected: number | undefined;
  readonly hovered: number | undefined;
  readonly cell: { readonly row: number; readonly column: number } | undefined;
}

export function drawMarks(context: CanvasRenderingContext2D, marks: Marks): void {
  const style = getComputedStyle(document.body);
  const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  drawFlags(context, marks, colour('--vscode-charts-red', '#f14c4c'));
  const { hovered, selected, cell, grid, corner } = marks;
  if (hovered !== undefined) frame(context, marks, hovered, 1, colour('--vscode-foreground', '#888888'));
  if (selected === undefined) return;
  frame(context, marks, selected, 2, colour('--vscode-focusBorder', '#0078d4'));
  if (cell === undefined || grid.scale < 3) return;
  const { x, y } = cornerOf(grid, selected, corner);
  context.strokeRect(x + cell.column * grid.scale, y + cell.row * grid.scale, grid.scale, grid.scale);
}

function drawFlags(context: CanvasRenderingContext2D, { content, grid, corner, ratio }: Marks, colour: string): void {
  if (content.flags.size === 0) return;
  const { width, height } = context.canvas;
  const side = Math.min(10 * ratio, Math.max(4, grid.pitchX / 3));
  context.fillStyle = colour;
  for (let place = 0; place < placesOf(content); place += 1) {
    if (!content.flags.has(tileAt(content, place))) continue;
    const { x, y } = cornerOf(grid, place, corner);
    if (y > height || y + grid.pitchY < 0 || x > width || x + grid.pitchX < 0) continue;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + side, y);
    context.lineTo(x, y + side);
    context.fill();
  }
}

function frame(
  context: CanvasRenderingContext2D,
  { content, grid, corner, ratio }: Marks,
  place: number,
  width: number,
  colour: string,
): void {
  const { x, y } = cornerOf(grid, place, corner);
  const line = width * ratio;
  context.lineWidth = line;
  context.strokeStyle = colour;
  const { tiles } = content;
  context.strokeRect(x - line / 2, y - line / 2, tiles.width * grid.scale + line, tiles.height * grid.scale + line);
}

/** Where a place begins, in pixels of the canvas. */
export function cornerOf(grid: Grid, place: number, corner: Point): Point {
  return {
    x: grid.gap + (place % grid.columns) * grid.pitchX - corner.x,
    y: grid.gap + Math.floor(place / grid.columns) * grid.pitchY - corner.y,
  };
}
