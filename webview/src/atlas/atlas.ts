/**
 * A grid of many small pictures on a canvas: zoom (Ctrl or Cmd and the wheel, + and −), pan (wheel, drag), the number
 * under the pointer, selection by keyboard, and words of it for those who cannot see it.
 */
import {
  type AtlasContent,
  coloured,
  fitted,
  type Grid,
  gridOf,
  paintGrid,
  placesOf,
  reduced,
  type Spot,
  spotAt,
  tileAt,
  type View,
  valuesAt,
} from '../../../server/src/inspect';
import { element } from '../dom/element';
import { onThemeChange } from '../dom/theme';
import { placeAfter } from './keys';
import { legend, numberText } from './legend';
import { cornerOf, drawMarks, type Point } from './marks';
import { paletteNow } from './palette';
import { pictureOf } from './picture';

export type { AtlasContent, ColourRange, TileSet, View } from '../../../server/src/inspect';

export interface AtlasOptions {
  /** What it is of, for those who cannot see it. */
  readonly label: string;
  /** Of its canvas, in CSS pixels, at most. */
  readonly height: number;
  /** How it is used, where nothing is pointed at; empty for a small one. */
  readonly help?: string;
  readonly onSelect?: (tile: number | undefined) => void;
  /** Enter, or a double click. */
  readonly onOpen?: (tile: number) => void;
  readonly onView?: (view: View | undefined) => void;
}

export interface Atlas {
  readonly root: HTMLElement;
  /** The view and the selection stay where the grid has the same tiles. */
  readonly show: (content: AtlasContent) => void;
  readonly select: (tile: number | undefined) => void;
  /** Undefined: fitted to the width. */
  readonly look: (view: View | undefined) => void;
  readonly describe: (label: string) => void;
  /** The whole grid, each element at least so many pixels. */
  readonly picture: (pixels: number) => HTMLCanvasElement | undefined;
}

const SMALLEST = 1 / 16;
const LARGEST = 64;
const ZOOM_STEP = 1.25;

export function atlas(options: AtlasOptions): Atlas {
  const help = options.help ?? HELP;
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const spoken = element('div', { role: 'option', class: 'hidden', 'aria-selected': 'true' });
  count += 1;
  spoken.id = `atlas-${count}`;
  const box = element('div', { class: 'atlas-box', role: 'listbox', tabindex: '0', 'aria-label': options.label }, [
    canvas,
    spoken,
  ]);
  const status = element('p', { class: 'atlas-status' }, [help]);
  const scale = legend();
  const root = element('div', { class: 'atlas' }, [box, element('div', { class: 'atlas-foot' }, [status, scale.root])]);

  let content: AtlasContent | undefined;
  let pixels = new Int32Array(0);
  let small:
    | { readonly by: number; readonly content: AtlasContent; readonly pixels: Int32Array<ArrayBuffer> }
    | undefined;
  let view: View | undefined;
  let selected: number | undefined;
  let cell: { row: number; column: number } | undefined;
  let hovered: Spot | undefined;
  let isQueued = false;

  const ratio = (): number => window.devicePixelRatio || 1;
  /** The box's rim takes no part. */
  const room = (): number => Math.max(1, Math.floor(box.clientWidth * ratio()));

  function gridNow(shown: AtlasContent): { grid: Grid; corner: Point } {
    const fit = fitted(shown, room(), ratio());
    const grid = gridOf(shown, fit.columns, view?.scale ?? fit.scale);
    return { grid, corner: { x: view?.x ?? 0, y: view?.y ?? 0 } };
  }

  function draw(): void {
    if (isQueued) return;
    isQueued = true;
    requestAnimationFrame(() => {
      isQueued = false;
      drawNow();
    });
  }

  function drawNow(): void {
    if (content === undefined) return;
    const { grid, corner } = gridNow(content);
    const fit = gridOf(content, grid.columns, fitted(content, room(), ratio()).scale);
    const height = Math.max(24 * ratio(), Math.min(options.height * ratio(), Math.ceil(fit.height)));
    if (canvas.width !== room() || canvas.height !== Math.round(height)) {
      canvas.width = room();
      canvas.height = Math.round(height);
      canvas.style.height = `${Math.round(height) / ratio()}px`;
    }
    const context = canvas.getContext('2d');
    if (context === null) return;
    const image = context.createImageData(canvas.width, canvas.height);
    const target = { data: new Int32Array(image.data.buffer), width: canvas.width, height: canvas.height };
    const shown = atScale(grid.scale);
    const shownGrid = shown.content === content ? grid : squeezed(grid, shown.content.tiles, content.tiles);
    paintGrid(target, shown.content, shown.pixels, shownGrid, corner);
    context.putImageData(image, 0, 0);
    drawMarks(context, { content, grid, corner, ratio: ratio(), selected, hovered: hovered?.place, cell });
  }

  /** Elements smaller than a pixel are shown by the means of blocks of them. */
  function atScale(size: number): { content: AtlasContent; pixels: Int32Array } {
    if (content === undefined) throw new Error('nothing is shown');
    const by = Math.floor(1 / size);
    if (by < 2) return { content, pixels };
    if (small?.by !== by) {
      const fewer = { ...content, tiles: reduced(content.tiles, by) };
      small = { by, content: fewer, pixels: coloured(fewer, paletteNow()) };
    }
    return small;
  }

  function show(next: AtlasContent): void {
    const isSameGrid = content !== undefined && isAlike(content, next);
    content = next;
    pixels = coloured(next, paletteNow());
    small = undefined;
    hovered = undefined;
    if (!isSameGrid) {
      view = undefined;
      cell = undefined;
      if (selected !== undefined && selected >= placesOf(next)) selected = undefined;
    }
    scale.show(next, paletteNow());
    say();
    // At once: what is new is seen in this frame.
    drawNow();
  }

  function textOf(spot: Spot): string {
    if (content === undefined) return '';
    const values = valuesAt(content.tiles, spot.tile, spot.row, spot.column).map(numberText);
    const isOne = content.tiles.height * content.tiles.width === 1;
    const where = isOne ? '' : `, row ${spot.row}, column ${spot.column}`;
    return `${nameOf(spot.tile)}${where}: ${values.join(', ')}`;
  }

  function nameOf(tile: number): string {
    if (content === undefined) return '';
    const flag = content.flags.get(tile);
    return flag === undefined ? content.nameOf(tile) : `${content.nameOf(tile)} (${flag})`;
  }

  /** The selection in words, for the status line and the screen reader. */
  function say(): void {
    if (content === undefined || selected === undefined) {
      box.removeAttribute('aria-activedescendant');
      spoken.textContent = 'Nothing is selected';
      status.textContent = hovered === undefined ? help : textOf(hovered);
      return;
    }
    const tile = tileAt(content, selected);
    const text = cell === undefined ? nameOf(tile) : textOf({ place: selected, tile, ...cell });
    spoken.textContent = text;
    spoken.setAttribute('aria-posinset', String(selected + 1));
    spoken.setAttribute('aria-setsize', String(placesOf(content)));
    box.setAttribute('aria-activedescendant', spoken.id);
    status.textContent = hovered === undefined ? text : textOf(hovered);
  }

  function choose(place: number | undefined): void {
    if (place !== selected) cell = undefined;
    selected = place;
    say();
    reveal();
    draw();
    options.onSelect?.(place === undefined || content === undefined ? undefined : tileAt(content, place));
  }

  /** Moves what is selected into sight. */
  function reveal(): void {
    if (content === undefined || selected === undefined) return;
    const { grid, corner } = gridNow(content);
    const { x, y } = cornerOf(grid, selected, { x: 0, y: 0 });
    const seen = (at: number, from: number, size: number, all: number): number =>
      at - grid.gap < from ? at - grid.gap : at + size > from + all ? at + size - all + grid.gap : from;
    moveTo(grid, seen(x, corner.x, grid.pitchX, canvas.width), seen(y, corner.y, grid.pitchY, canvas.height));
  }

  function moveTo(grid: Grid, x: number, y: number): boolean {
    const clamp = (at: number, all: number, room: number): number => Math.max(0, Math.min(at, all - room));
    const to = { x: clamp(x, grid.width, canvas.width), y: clamp(y, grid.height, canvas.height) };
    const isMoved = to.x !== (view?.x ?? 0) || to.y !== (view?.y ?? 0);
    if (isMoved) {
      view = { scale: grid.scale, ...to };
      options.onView?.(view);
      draw();
    }
    return isMoved;
  }

  /** What stands at `x`, `y` of the canvas stays there. */
  function zoom(by: number, x: number, y: number): void {
    if (content === undefined) return;
    const { grid, corner } = gridNow(content);
    const next = Math.max(SMALLEST, Math.min(LARGEST * ratio(), grid.scale * by));
    const to = gridOf(content, grid.columns, next > 3 ? roundTowards(next, by) : next);
    const share = { x: (corner.x + x) / grid.width, y: (corner.y + y) / grid.height };
    view = { scale: to.scale, x: corner.x, y: corner.y };
    moveTo(to, share.x * to.width - x, share.y * to.height - y);
    options.onView?.(view);
    draw();
  }

  function fitWidth(): void {
    view = undefined;
    options.onView?.(undefined);
    draw();
  }

  function inCanvas(event: MouseEvent): { x: number; y: number } {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: (event.clientX - left) * ratio(), y: (event.clientY - top) * ratio() };
  }

  function under(event: MouseEvent): Spot | undefined {
    if (content === undefined) return undefined;
    const { grid, corner } = gridNow(content);
    const { x, y } = inCanvas(event);
    return spotAt(content, grid, x + corner.x, y + corner.y);
  }

  box.addEventListener(
    'wheel',
    (event) => {
      if (content === undefined) return;
      const { grid, corner } = gridNow(content);
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const { x, y } = inCanvas(event);
        zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, x, y);
      } else if (moveTo(grid, corner.x + event.deltaX * ratio(), corner.y + event.deltaY * ratio()))
        event.preventDefault();
    },
    { passive: false },
  );

  let drag:
    | { readonly x: number; readonly y: number; readonly corner: { x: number; y: number }; isMoved: boolean }
    | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (content === undefined || event.button !== 0) return;
    drag = { x: event.clientX, y: event.clientY, corner: gridNow(content).corner, isMoved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag !== undefined && content !== undefined) {
      const [across, down] = [event.clientX - drag.x, event.clientY - drag.y];
      if (Math.hypot(across, down) > 4) drag.isMoved = true;
      if (drag.isMoved) moveTo(gridNow(content).grid, drag.corner.x - across * ratio(), drag.corner.y - down * ratio());
    }
    const spot = under(event);
    if (spot?.place === hovered?.place && spot?.row === hovered?.row && spot?.column === hovered?.column) return;
    hovered = spot;
    say();
    draw();
  });
  canvas.addEventListener('pointerup', (event) => {
    const wasMoved = drag?.isMoved === true;
    drag = undefined;
    if (!wasMoved) choose(under(event)?.place);
  });
  canvas.addEventListener('pointerleave', () => {
    hovered = undefined;
    say();
    draw();
  });
  canvas.addEventListener('dblclick', (event) => {
    const spot = under(event);
    if (spot) options.onOpen?.(spot.tile);
  });

  box.addEventListener('keydown', (event) => {
    if (content === undefined || event.altKey) return;
    if (event.shiftKey && moveCell(event.key)) event.preventDefault();
    else if (act(event)) event.preventDefault();
  });

  function act(event: KeyboardEvent): boolean {
    if (content === undefined) return false;
    const middle = { x: canvas.width / 2, y: canvas.height / 2 };
    switch (event.key) {
      case '+':
      case '=':
        zoom(ZOOM_STEP, middle.x, middle.y);
        return true;
      case '-':
        zoom(1 / ZOOM_STEP, middle.x, middle.y);
        return true;
      case '0':
        fitWidth();
        return true;
      case 'Enter':
        if (selected === undefined || options.onOpen === undefined) return false;
        options.onOpen(tileAt(content, selected));
        return true;
      case 'Escape':
        if (selected === undefined) return false;
        if (cell === undefined) choose(undefined);
        else {
          cell = undefined;
          say();
          draw();
        }
        return true;
      default:
        return move(event.key, event.ctrlKey || event.metaKey);
    }
  }

  function move(key: string, isFar: boolean): boolean {
    if (content === undefined) return false;
    const { grid } = gridNow(content);
    const to = placeAfter(key, isFar, selected, { ...grid, last: placesOf(content) - 1, page: canvas.height });
    if (to === undefined) return false;
    choose(to);
    return true;
  }

  /** From number to number inside the tile. */
  function moveCell(key: string): boolean {
    const by = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[key];
    if (by === undefined || content === undefined) return false;
    if (selected === undefined) choose(0);
    const { height, width } = content.tiles;
    const within = (at: number, size: number): number => Math.max(0, Math.min(size - 1, at));
    cell = cell
      ? { row: within(cell.row + (by[0] ?? 0), height), column: within(cell.column + (by[1] ?? 0), width) }
      : { row: 0, column: 0 };
    say();
    draw();
    return true;
  }

  new ResizeObserver(() => draw()).observe(box);
  onThemeChange(() => {
    if (content !== undefined) show(content);
  });

  return {
    root,
    show,
    select(tile) {
      if (content === undefined) return;
      const { order } = content;
      const place = tile === undefined ? undefined : order === undefined ? tile : order.indexOf(tile);
      selected = place === undefined || place < 0 || place >= placesOf(content) ? undefined : place;
      cell = undefined;
      say();
      reveal();
      draw();
    },
    look(next) {
      view = next;
      draw();
    },
    describe(label) {
      box.setAttribute('aria-label', label);
    },
    picture(wanted) {
      return content && pictureOf(content, pixels, fitted(content, room(), ratio()).columns, wanted);
    },
  };
}

let count = 0;
const HELP =
  'Point at a number, or move with the arrow keys; Shift and the arrows go from number to number, + and − zoom.';

/** Zooming never stands still. */
const roundTowards = (size: number, by: number): number => (by > 1 ? Math.ceil(size) : Math.floor(size));

function isAlike(a: AtlasContent, b: AtlasContent): boolean {
  return (
    a.tiles.height === b.tiles.height &&
    a.tiles.width === b.tiles.width &&
    placesOf(a) === placesOf(b) &&
    a.columns === b.columns
  );
}

/** Where a pixel shows a block of elements, the grid's steps stay as they are. */
function squeezed(grid: Grid, fewer: AtlasContent['tiles'], all: AtlasContent['tiles']): Grid {
  return { ...grid, scale: (grid.scale * all.width) / fewer.width };
}
