/** Slide a kernel over a picture: hand-made kernels whose nine numbers can be changed. */
import { convolvePicture, KERNELS, type Picture } from '../../../server/src/draw/arithmetic';
import { element } from '../dom/element';
import { pictureOf, testCard } from './testCard';

/** Built once; it keeps its picture and its kernel while layers change. */
export function kernelLab(): HTMLElement {
  let picture = testCard();
  let rows = (KERNELS.find(({ name }) => name === 'Edges') ?? KERNELS[0])?.rows.map((row) => [...row]) ?? [];
  const [before, after] = [element('canvas', { class: 'picture' }), element('canvas', { class: 'picture' })];
  before.setAttribute('aria-label', 'The picture');
  after.setAttribute('aria-label', 'The picture after the kernel');
  const what = element('p', { class: 'faint' });
  const numbers = element('div', { class: 'kernel', role: 'group', 'aria-label': 'Kernel' });
  const choice = element('select', { 'aria-label': 'Kernel' }, [
    ...KERNELS.map(({ name }) => element('option', { value: name }, [name])),
    element('option', { value: '', hidden: '' }, ['Your own']),
  ]);
  const file = element('input', { type: 'file', accept: 'image/*', 'aria-label': 'Choose a picture' });
  choice.value = 'Edges';

  choice.addEventListener('change', () => {
    const chosen = KERNELS.find(({ name }) => name === choice.value);
    if (chosen) rows = chosen.rows.map((row) => [...row]);
    fill();
    draw();
  });
  file.addEventListener('change', async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    try {
      picture = await pictureOf(chosen);
      draw();
    } catch {
      what.textContent = `${chosen.name} is not a picture that can be read here. PNG, JPEG and WebP can.`;
    }
  });

  function fill(): void {
    numbers.replaceChildren(
      ...rows.flatMap((row, r) =>
        row.map((weight, c) => {
          const input = element('input', {
            type: 'number',
            step: '0.1',
            'aria-label': `Row ${r + 1}, column ${c + 1}`,
          });
          input.value = String(Number(weight.toFixed(3)));
          input.addEventListener('input', () => {
            rows[r]?.splice(c, 1, Number(input.value) || 0);
            choice.value = '';
            draw();
          });
          return input;
        }),
      ),
    );
  }

  function draw(): void {
    paint(before, picture);
    paint(after, convolvePicture(picture, rows));
    what.textContent = KERNELS.find(({ name }) => name === choice.value)?.what ?? 'Your own kernel.';
  }

  fill();
  draw();
  return element('section', { class: 'lab' }, [
    element('h2', {}, ['A kernel on a picture']),
    element('div', { class: 'row' }, [before, element('div', { class: 'middle' }, [choice, numbers, what]), after]),
    element('label', { class: 'file' }, ['Another picture: ', file]),
  ]);
}

/** Brightness outside 0 to 1 is cut off. */
function paint(canvas: HTMLCanvasElement, { width, height, values }: Picture): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  values.forEach((value, i) => {
    const grey = Math.round(Math.min(1, Math.max(0, value)) * 255);
    image.data.set([grey, grey, grey, 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
}
