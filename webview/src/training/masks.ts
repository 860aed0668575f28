/** Pictures with their masks laid over them: what each pixel is, and what the model says. */
import type { MaskSample, MasksEvent } from '../../../server/src/protocol';
import { element } from '../dom/element';

/** Told apart by eye; class 0, most often the ground, is left clear. */
const COLOURS: readonly (readonly [number, number, number])[] = [
  [31, 119, 180],
  [255, 127, 14],
  [44, 160, 44],
  [214, 39, 40],
  [148, 103, 189],
  [140, 86, 75],
  [227, 119, 194],
  [188, 189, 34],
  [23, 190, 207],
];
/** What counts for nothing. */
const IGNORED = 255;

export function masksView({ epoch, size, samples, worst, iou }: MasksEvent, classes: readonly string[]): Node[] {
  return [legend(iou, classes), grid(`What it says after epoch ${epoch}`, samples, size), grid('Worst', worst, size)];
}

function legend(iou: MasksEvent['iou'], classes: readonly string[]): Node {
  const items = iou.map((value, cls) => {
    const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = cls === 0 ? 'transparent' : `rgb(${colourOf(cls).join(' ')})`;
    const share = value === null ? '–' : `${(100 * value).toFixed(1)} %`;
    return element('li', {}, [swatch, `${classes[cls] ?? cls} `, element('span', { class: 'faint' }, [share])]);
  });
  return element('section', {}, [
    element('h2', {}, ['Intersection over union by class']),
    element('ul', { class: 'classes' }, items),
  ]);
}

function grid(title: string, samples: readonly MaskSample[], size: MasksEvent['size']): Node {
  const items = samples.map((sample) => {
    const share = `${Math.round(100 * sample.iou)} %`;
    return element('li', {}, [
      maskedPicture('what it is', sample.pixels, sample.truth, size),
      maskedPicture(`what the model says, ${share} of it right`, sample.pixels, sample.said, size),
      element('span', { class: 'faint' }, [`is · said: IoU ${share}`]),
    ]);
  });
  return element('section', {}, [element('h2', {}, [title]), element('ul', { class: 'samples masks' }, items)]);
}

const colourOf = (cls: number): readonly [number, number, number] => COLOURS[(cls - 1) % COLOURS.length] ?? [0, 0, 0];
const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

export function maskedPicture(
  label: string,
  pixels: string,
  mask: string,
  { channels, height, width }: MasksEvent['size'],
): Node {
  const canvas = element('canvas', { role: 'img', 'aria-label': label });
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const [bytes, classes] = [bytesOf(pixels), bytesOf(mask)];
  const image = context.createImageData(width, height);
  const plane = width * height;
  for (let i = 0; i < plane; i += 1) {
    const cls = classes[i] ?? 0;
    const own = (channel: number): number => bytes[(channels >= 3 ? channel : 0) * plane + i] ?? 0;
    const colour = cls === IGNORED ? ([128, 128, 128] as const) : colourOf(cls);
    const shown = (channel: 0 | 1 | 2): number =>
      cls === 0 ? 0.75 * own(channel) : 0.35 * own(channel) + 0.65 * colour[channel];
    image.data.set([shown(0), shown(1), shown(2), 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
