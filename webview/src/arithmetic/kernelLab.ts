/** Slide a kernel over a picture: hand-made ones whose numbers can be changed, and those that a layer has learned. */
import {
  convolvePicture,
  inGreys,
  KERNELS,
  type NamedKernel,
  type Picture,
  trainedKernels,
} from '../../../server/src/draw/arithmetic';
import type { KernelsAnswer } from '../../../server/src/protocol';
import { element } from '../dom/element';
import { pictureOf, testCard } from './testCard';

/** Kernels of the layer under the cursor; `chooses`: a person is asked for the weights. Undefined: given up. */
export type AskKernels = (chooses: boolean) => Promise<KernelsAnswer | undefined>;

export interface KernelLab {
  readonly root: HTMLElement;
  /** Another layer is under the cursor, with or without kernels of its own. */
  readonly moved: (hasKernels: boolean) => void;
}

/** Larger ones are shown as greys, not as numbers. */
const MOST_NUMBERS = 5;

/** Built once; it keeps its picture and its kernel while layers change. */
export function kernelLab(ask: AskKernels): KernelLab {
  let picture = testCard();
  let kernel: NamedKernel = KERNELS.find(({ name }) => name === 'Edges') ?? { name: '', what: '', rows: [[1]] };
  let rows = kernel.rows.map((row) => [...row]);
  let trained: readonly NamedKernel[] = [];
  let hasWeights = false;
  const [before, after] = [element('canvas', { class: 'picture' }), element('canvas', { class: 'picture' })];
  before.setAttribute('aria-label', 'The picture');
  after.setAttribute('aria-label', 'The picture after the kernel');
  const what = element('p', { class: 'faint' });
  const numbers = element('div', { class: 'kernel', role: 'group', 'aria-label': 'Kernel' });
  const own = element('option', { value: '', hidden: '' }, ['Your own']);
  const learned = element('optgroup', { hidden: '' });
  const handMade = element(
    'optgroup',
    { label: 'Hand-made' },
    KERNELS.map(({ name }) => optionOf(name)),
  );
  const choice = element('select', { 'aria-label': 'Kernel' }, [handMade, learned, own]);
  const file = element('input', { type: 'file', accept: 'image/*', 'aria-label': 'Choose a picture' });
  const weights = element('button', { type: 'button', class: 'button' }, ['Trained kernels of this layer…']);
  const source = element('span', { class: 'source', role: 'status' });
  choice.value = kernel.name;

  choice.addEventListener('change', () => {
    const chosen = [...KERNELS, ...trained].find(({ name }) => name === choice.value);
    if (chosen) take(chosen);
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
  weights.addEventListener('click', () => void load(true));

  /** A question that another one has overtaken is dropped. */
  let asked = 0;
  async function load(chooses: boolean): Promise<void> {
    asked += 1;
    const turn = asked;
    const answer = await ask(chooses);
    if (turn !== asked || !answer) return;
    const wasTrained = trained.includes(kernel);
    hasWeights ||= 'data' in answer;
    trained = 'data' in answer ? trainedKernels(answer) : [];
    source.textContent = 'data' in answer ? `${answer.layer} in ${answer.title}` : answer.reason;
    learned.label = source.textContent;
    learned.hidden = trained.length === 0;
    learned.replaceChildren(...trained.map(({ name }) => optionOf(name)));
    const [first] = trained;
    if (first && (chooses || wasTrained)) take(first);
  }

  function take(chosen: NamedKernel): void {
    kernel = chosen;
    rows = chosen.rows.map((row) => [...row]);
    choice.value = chosen.name;
    fill();
    draw();
  }

  function fill(): void {
    const across = rows[0]?.length ?? 1;
    numbers.style.setProperty('--across', String(across));
    if (Math.max(rows.length, across) > MOST_NUMBERS) {
      const greys = element('canvas', {
        class: 'picture',
        role: 'img',
        'aria-label': `${rows.length}×${across} numbers`,
      });
      paint(greys, inGreys({ width: across, height: rows.length, values: Float32Array.from(rows.flat()) }));
      numbers.replaceChildren(greys);
      numbers.style.setProperty('--across', '1');
      return;
    }
    numbers.replaceChildren(...rows.flatMap((row, r) => row.map((weight, c) => numberInput(weight, r, c))));
  }

  function numberInput(weight: number, r: number, c: number): HTMLInputElement {
    const input = element('input', { type: 'number', step: '0.1', 'aria-label': `Row ${r + 1}, column ${c + 1}` });
    input.value = String(Number(weight.toFixed(3)));
    input.addEventListener('input', () => {
      rows[r]?.splice(c, 1, Number(input.value) || 0);
      choice.value = '';
      draw();
    });
    return input;
  }

  function draw(): void {
    const result = convolvePicture(picture, rows);
    paint(before, picture);
    paint(after, trained.includes(kernel) ? inGreys(result) : result);
    what.textContent = choice.value === '' ? 'Your own kernel.' : kernel.what;
  }

  fill();
  draw();
  const ofLayer = element('div', { class: 'file' }, [weights, source]);
  const root = element('section', { class: 'lab' }, [
    element('h2', {}, ['A kernel on a picture']),
    element('div', { class: 'row' }, [before, element('div', { class: 'middle' }, [choice, numbers, what]), after]),
    element('label', { class: 'file' }, ['Another picture: ', file]),
    ofLayer,
  ]);
  function moved(hasKernels: boolean): void {
    ofLayer.hidden = !hasKernels;
    if (hasWeights) load(false);
  }
  return { root, moved };
}

const optionOf = (name: string): Node => element('option', { value: name }, [name]);

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
