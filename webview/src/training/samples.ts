/** Images with what the model says of them. */
import type { PredictionsEvent, SampleImage } from '../../../server/src/protocol';
import { element } from '../dom/element';

export function sampleGrid(
  title: string,
  samples: readonly SampleImage[],
  size: PredictionsEvent['size'],
  classes: readonly string[],
): Node {
  const items = samples.map((sample) => sampleItem(sample, size, classes));
  return element('section', {}, [
    element('h2', {}, [title]),
    items.length === 0 ? element('p', { class: 'faint' }, ['None.']) : element('ul', { class: 'samples' }, items),
  ]);
}

function sampleItem(
  { label, said, probability, pixels }: SampleImage,
  size: PredictionsEvent['size'],
  classes: readonly string[],
): Node {
  const name = (index: number): string => classes[index] ?? String(index);
  const isRight = label === said;
  const percent = `${Math.round(100 * probability)} %`;
  const text = isRight ? name(said) : `${name(said)}, not ${name(label)}`;
  const canvas = element('canvas', { role: 'img', 'aria-label': `${name(label)}; the model says ${name(said)}` });
  if (canvas instanceof HTMLCanvasElement) paint(canvas, pixels, size);
  return element('li', { class: isRight ? 'right' : 'wrong' }, [
    canvas,
    element('span', { class: 'said', title: text }, [`${isRight ? '✓' : '✗'} ${text}`]),
    element('span', { class: 'faint' }, [percent]),
  ]);
}

export function paint(
  canvas: HTMLCanvasElement,
  pixels: string,
  { channels, height, width }: PredictionsEvent['size'],
): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
  const image = context.createImageData(width, height);
  const plane = width * height;
  for (let i = 0; i < plane; i += 1) {
    const at = (channel: number): number => bytes[(channels >= 3 ? channel : 0) * plane + i] ?? 0;
    image.data.set([at(0), at(1), at(2), 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}
