/** The image with what is laid over it: a map of numbers, and the fields of a unit. */
import { PALETTES, rampOf } from '../../../server/src/inspect';
import type { ImageSize, Numbers, UnitSeen } from '../../../server/src/protocol';
import { paletteNow } from '../atlas/palette';
import { element } from '../dom/element';
import { paintPixels } from './pixels';

export interface Laid {
  readonly pixels: ArrayLike<number>;
  readonly size: ImageSize;
  /** Any height and width; stretched over the image. */
  readonly map: Numbers | undefined;
  readonly opacity: number;
  readonly unit: UnitSeen | undefined;
  readonly label: string;
}

export interface Picture {
  readonly root: HTMLElement;
  readonly show: (laid: Laid) => void;
  readonly canvas: HTMLCanvasElement;
}

/** Side in CSS pixels that an image is shown at, about. */
const SIDE = 300;
type Box = NonNullable<UnitSeen['field']>;

export function picture(): Picture {
  const canvas = element('canvas', { role: 'img', class: 'image' });
  const root = element('div', { class: 'picture' }, [canvas]);
  return {
    root,
    canvas,
    show(laid) {
      const { size, label } = laid;
      const ratio = window.devicePixelRatio || 1;
      const scale = Math.max(1, Math.round((SIDE * ratio) / Math.max(size.width, size.height)));
      canvas.width = size.width * scale;
      canvas.height = size.height * scale;
      canvas.style.width = `${canvas.width / ratio}px`;
      canvas.setAttribute('aria-label', label);
      const context = canvas.getContext('2d');
      if (context) draw(context, laid, scale);
    },
  };
}

function draw(context: CanvasRenderingContext2D, { pixels, size, map, opacity, unit }: Laid, scale: number): void {
  const { width, height } = context.canvas;
  const under = element('canvas');
  paintPixels(under, pixels, size);
  context.imageSmoothingEnabled = false;
  context.drawImage(under, 0, 0, width, height);
  if (map !== undefined) {
    context.imageSmoothingEnabled = true;
    context.drawImage(heat(map, opacity), 0, 0, width, height);
  }
  if (unit?.field) frame(context, unit.field, scale, []);
  if (unit?.measuredBox) frame(context, unit.measuredBox, scale, [4, 3]);
}

/** Strong where there is much; blue where numbers are under zero. */
function heat({ shape, data }: Numbers, opacity: number): HTMLCanvasElement {
  const [height = 1, width = 1] = shape;
  const canvas = element('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(width, height);
  const most = data.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const isSigned = data.some((value) => value < 0);
  const ramp = rampOf(isSigned ? 'diverging' : 'heat', isSigned ? PALETTES.dark : paletteNow());
  data.forEach((value, i) => {
    const share = isSigned ? (value / most + 1) / 2 : value / most;
    const colour = ramp[Math.round(share * (ramp.length - 1))] ?? 0;
    const alpha = 255 * opacity * (Math.abs(value) / most) ** 0.75;
    image.data.set([colour & 255, (colour >> 8) & 255, (colour >> 16) & 255, alpha], 4 * i);
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** White on black, so that it is seen on any image. */
function frame(
  context: CanvasRenderingContext2D,
  { top, bottom, left, right }: Box,
  scale: number,
  dash: number[],
): void {
  const ratio = window.devicePixelRatio || 1;
  const box: [number, number, number, number] = [
    left * scale + ratio,
    top * scale + ratio,
    (right - left + 1) * scale - 2 * ratio,
    (bottom - top + 1) * scale - 2 * ratio,
  ];
  context.setLineDash([]);
  context.lineWidth = 4 * ratio;
  context.strokeStyle = 'rgb(0 0 0 / 65%)';
  if (dash.length === 0) context.strokeRect(...box);
  context.setLineDash(dash.map((one) => one * ratio));
  context.lineWidth = 2 * ratio;
  context.strokeStyle = dash.length === 0 ? '#ffffff' : '#ffd166';
  context.strokeRect(...box);
}
