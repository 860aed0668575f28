/** The page with training images: each as it is, and as the recipe varies it. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { FromImagesPage, ImageRow, ToImagesPage, TrainingImages } from '../../server/src/protocol';
import { element } from './dom/element';
import { maskedPicture } from './training/masks';
import { paint } from './training/samples';

declare function acquireVsCodeApi(): { postMessage(message: FromImagesPage): void };

const vscode = acquireVsCodeApi();
const page = document.getElementById('page') ?? document.body;
page.replaceChildren(element('p', { role: 'status' }, ['Reading images …']));

window.addEventListener('message', ({ data }: MessageEvent<ToImagesPage>) => {
  const open = element('vscode-button', { secondary: '', id: 'openRecipe' }, ['Open Recipe']);
  open.addEventListener('click', () => vscode.postMessage({ kind: 'openRecipe' }));
  const head = element('header', {}, [element('h1', {}, [data.title]), element('div', { class: 'ways' }, [open])]);
  const body =
    data.images === undefined
      ? [
          element('div', { class: 'notices' }, [
            element('p', { class: 'note error', role: 'alert' }, [data.problem ?? '']),
          ]),
        ]
      : shown(data.images);
  page.replaceChildren(element('main', {}, [head, ...body]));
});
vscode.postMessage({ kind: 'ready' });

function shown(images: TrainingImages): Node[] {
  const { data, size, rows, variations } = images;
  const sizes = `${size.channels}×${size.height}×${size.width}`;
  const varied =
    variations.length === 0
      ? 'The recipe varies nothing: training sees the same images in every epoch. Its "augmentation" says how to, and this page follows when it is saved.'
      : `Varied by ${variations.join(', ')}: the first five epochs of training see them like this. Save the recipe to see a change.`;
  return [
    element('p', { class: 'faint', role: 'status' }, [`${data}, ${sizes}. ${varied}`]),
    element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Images' }, [
      element('table', { class: 'images' }, [
        element('thead', {}, [headRow(rows[0]?.varied.length ?? 0)]),
        element(
          'tbody',
          {},
          rows.map((row) => imageRow(row, images)),
        ),
      ]),
    ]),
  ];
}

function headRow(epochs: number): Node {
  const titles = ['as it is', ...Array.from({ length: epochs }, (_, i) => `epoch ${i + 1}`)];
  return element('tr', {}, [element('td', {}), ...titles.map((title) => element('th', { scope: 'col' }, [title]))]);
}

function imageRow({ label, plain, varied }: ImageRow, { size }: TrainingImages): Node {
  const cells = [plain, ...varied].map(({ pixels, mask }, i) => {
    const about = [label || 'image', i === 0 ? 'as it is' : `varied in epoch ${i}`].join(', ');
    if (mask !== undefined) return element('td', {}, [maskedPicture(about, pixels, mask, size)]);
    const canvas = element('canvas', { role: 'img', 'aria-label': about });
    paint(canvas, pixels, size);
    return element('td', {}, [canvas]);
  });
  return element('tr', {}, [element('th', { scope: 'row' }, [label]), ...cells]);
}
