/** Where the image comes from: a file, what is dropped or pasted, the data set, what the last run has said wrongly. */
import type { Explained, ImageSource, Mistakes, Part, Sample } from '../../../server/src/protocol';
import { element } from '../dom/element';
import { chooser, tool } from './controls';
import { smallPicture } from './pixels';
import { bytesIn } from './state';

export interface Sources {
  readonly root: HTMLElement;
  readonly show: (explained: Explained, mistakes: Mistakes | undefined) => void;
}

export interface SourceActions {
  readonly take: (source: ImageSource) => void;
  /** A file dialog. */
  readonly pick: () => void;
  readonly samples: (part: Part, from: number, count: number) => Promise<readonly Sample[]>;
  readonly tell: (text: string) => void;
}

const AT_ONCE = 24;
/** Larger files are not read into the page; a file that is chosen is read where it lies. */
const MOST_BYTES = 64 * 2 ** 20;

export function sources(actions: SourceActions): Sources {
  const strip = element('div', { class: 'strip', hidden: '' });
  const list = element('div', { class: 'thumbs' });
  const about = element('p', { class: 'about' });
  const part = chooser('Part of the data set', [], (id) => {
    from = 0;
    shownPart = id === 'train' ? 'train' : 'test';
    void drawSamples();
  });
  const back = tool('Previous', () => void turn(-AT_ONCE));
  const on = tool('Next', () => void turn(AT_ONCE));
  const pages = element('div', { class: 'tools' }, [part.root, back, on]);
  strip.append(pages, about, list);
  const samplesTool = tool('Samples', () => toggle('samples'), 'samples');
  const mistakesTool = tool('Wrong Predictions', () => toggle('mistakes'), 'mistakes');
  const bar = element('div', { class: 'tools', role: 'toolbar', 'aria-label': 'Image' }, [
    tool('Choose Image…', actions.pick, 'pick'),
    samplesTool,
    mistakesTool,
    element('span', { class: 'about' }, ['or drop or paste one']),
  ]);
  const root = element('div', { class: 'sources' }, [bar, strip]);

  let explained: Explained | undefined;
  let mistakes: Mistakes | undefined;
  let opened: 'samples' | 'mistakes' | undefined;
  let from = 0;
  let shownPart: Part = 'test';

  function toggle(which: 'samples' | 'mistakes'): void {
    opened = opened === which ? undefined : which;
    strip.hidden = opened === undefined;
    samplesTool.setAttribute('aria-expanded', String(opened === 'samples'));
    mistakesTool.setAttribute('aria-expanded', String(opened === 'mistakes'));
    if (opened === 'samples') void drawSamples();
    if (opened === 'mistakes') drawMistakes();
  }

  const nameOf = (cls: number): string => explained?.classes?.names[cls] ?? `class ${cls}`;

  function turn(by: number): Promise<void> {
    const data = explained?.data;
    const count = data === undefined ? 0 : data[shownPart];
    from = Math.max(0, Math.min(from + by, Math.max(0, count - 1)));
    return drawSamples();
  }

  async function drawSamples(): Promise<void> {
    const data = explained?.data;
    if (data === undefined || explained === undefined) return;
    pages.hidden = false;
    const { size } = explained;
    const samples = await actions.samples(shownPart, from, AT_ONCE).catch((error: Error) => {
      actions.tell(error.message);
      return [];
    });
    if (opened !== 'samples') return;
    about.textContent = `${data.name}: images ${from} to ${from + samples.length - 1} of ${data[shownPart].toLocaleString('en')}`;
    back.disabled = from === 0;
    on.disabled = from + AT_ONCE >= data[shownPart];
    list.replaceChildren(
      ...samples.map((sample) => {
        const name = nameOf(sample.label);
        const picture = smallPicture(sample.pixels, size, '');
        return thumb(picture, name, `Image ${sample.index}: ${name}`, () =>
          actions.take({ kind: 'sample', part: sample.part, index: sample.index }),
        );
      }),
    );
  }

  function drawMistakes(): void {
    if (mistakes === undefined) return;
    const { size, images } = mistakes;
    pages.hidden = true;
    about.textContent = 'What the run was surest of, and wrong, after its last epoch:';
    list.replaceChildren(
      ...images.map(({ pixels, label, said, probability }) => {
        const bytes = bytesIn(pixels);
        const text = `${nameOf(said)}, not ${nameOf(label)}`;
        const name = `${nameOf(label)}, taken for ${nameOf(said)}`;
        return thumb(smallPicture(bytes, size, ''), text, `${name}, ${Math.round(100 * probability)} %`, () =>
          actions.take({ kind: 'pixels', name, size, pixels: bytes, label }),
        );
      }),
    );
  }

  async function takeFile(file: File | null | undefined): Promise<void> {
    if (!file) return;
    if (file.size > MOST_BYTES) {
      actions.tell(`${file.name} has ${Math.round(file.size / 2 ** 20)} MB; take a picture of less than 64 MB`);
      return;
    }
    actions.take({ kind: 'bytes', name: file.name || 'pasted image', bytes: new Uint8Array(await file.arrayBuffer()) });
  }

  window.addEventListener('dragover', (event) => event.preventDefault());
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    void takeFile(event.dataTransfer?.files[0]);
  });
  window.addEventListener('paste', (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (file) void takeFile(file);
    else actions.tell('There is no image on the clipboard.');
  });

  return {
    root,
    show(next, wrong) {
      explained = next;
      mistakes = wrong;
      const { data } = next;
      samplesTool.hidden = data === undefined;
      mistakesTool.hidden = wrong === undefined || wrong.images.length === 0;
      if (data) {
        const parts = [
          ...(data.test > 0 ? [{ id: 'test', title: 'Test images' }] : []),
          ...(data.train > 0 ? [{ id: 'train', title: 'Training images' }] : []),
        ];
        part.offer(parts);
        shownPart = data.test > 0 ? 'test' : 'train';
        part.show(shownPart);
      }
    },
  };
}

function thumb(picture: HTMLCanvasElement, text: string, label: string, act: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'thumb', 'aria-label': label }, [
    picture,
    element('span', {}, [text]),
  ]);
  picture.removeAttribute('role');
  picture.removeAttribute('aria-label');
  button.addEventListener('click', act);
  return button;
}
