/** What a channel, a unit or a class looks for: an image made for it, and the images that come closest to it. */
import type { Explained, TopImage, Visualised, Wanted } from '../../../server/src/protocol';
import { element } from '../dom/element';
import type { Asked, Asker } from './asking';
import { chooser, numberField, numberText, tool } from './controls';
import { nameOf } from './layerList';
import { smallPicture } from './pixels';
import type { PageState } from './state';

export interface Feature {
  readonly root: HTMLElement;
  readonly show: (explained: Explained, state: Aimed) => void;
}
export type Aimed = Pick<PageState, 'layer' | 'channel' | 'place'> & { readonly class: number };

export interface FeatureActions {
  readonly ask: Asker['ask'];
  readonly save: (canvas: HTMLCanvasElement, name: string) => void;
  readonly tell: (text: string) => void;
}

const KINDS = ['channel', 'unit', 'class'] as const;
type Kind = (typeof KINDS)[number];
const TOP = 9;
const MOST_MADE = 12;

export function feature({ ask, save, tell }: FeatureActions): Feature {
  let explained: Explained | undefined;
  let aimed: Aimed | undefined;
  let kind: Kind = 'channel';
  let running: Asked<unknown> | undefined;

  const aim = chooser('What is wanted', [], (id) => {
    kind = KINDS.find((one) => one === id) ?? 'channel';
  });
  const make = tool('Visualise', () => void visualise(), 'visualise');
  const find = tool('Top Images', () => void findTop(), 'top');
  const cancel = tool('Cancel', () => stop('Cancelled.'), 'cancel');
  cancel.hidden = true;
  const progress = element('progress', { 'aria-label': 'Progress', max: '1', value: '0', hidden: '' });
  const status = element('p', { class: 'about', role: 'status' });
  const fields = {
    steps: numberField('Steps', 128, { least: 1, most: 4096, step: 1 }),
    jitter: numberField('Jitter (pixels)', 4, { least: 0, most: 64, step: 1 }),
    rotation: numberField('Rotation (°)', 6, { least: 0, most: 45, step: 1 }),
    scaling: numberField('Scaling (%)', 5, { least: 0, most: 50, step: 1 }),
    variation: numberField('Total variation', 0, { least: 0, most: 100, step: 0.1 }),
    seed: numberField('Seed', 0, { least: 0, most: 1e6, step: 1 }),
  };
  const describe = chooser(
    'What is optimised',
    [
      { id: 'frequencies', title: 'Frequencies, decorrelated' },
      { id: 'pixels', title: 'Pixels, for comparison' },
    ],
    () => {},
  );
  const settings = element('details', {}, [
    element('summary', {}, ['How it is made']),
    element('div', { class: 'fields' }, [describe.root, ...Object.values(fields).map(({ root }) => root)]),
  ]);
  const made = element('ul', { class: 'made', 'aria-label': 'Made images' });
  const top = element('ul', { class: 'made', 'aria-label': 'Top images' });
  const topTitle = element('h3', { hidden: '' });
  const madeTitle = element('h3', { hidden: '' }, ['Made for it']);
  const root = element('div', { class: 'feature' }, [
    element('div', { class: 'tools', role: 'toolbar', 'aria-label': 'Feature visualisation' }, [
      aim.root,
      make,
      find,
      cancel,
    ]),
    settings,
    progress,
    status,
    madeTitle,
    made,
    topTitle,
    top,
  ]);

  function begin(asked: Asked<unknown>): void {
    running = asked;
    for (const one of [make, find]) one.disabled = true;
    cancel.hidden = false;
    progress.hidden = false;
    progress.value = 0;
  }

  function stop(text: string): void {
    running?.cancel();
    running = undefined;
    for (const one of [make, find]) one.disabled = false;
    if (document.activeElement === cancel) make.focus();
    cancel.hidden = true;
    progress.hidden = true;
    status.textContent = text;
  }

  function wanted(): { wanted: Wanted; text: string } | undefined {
    if (explained === undefined || aimed?.layer === undefined) return undefined;
    const { layer, channel, place } = aimed;
    const row = explained.layers[layer];
    if (kind === 'class')
      return {
        wanted: { kind, class: aimed.class },
        text: explained.classes?.names[aimed.class] ?? `class ${aimed.class}`,
      };
    if (row === undefined) return undefined;
    const text = `${nameOf(row)}, channel ${channel}`;
    if (kind === 'channel') return { wanted: { kind, layer, channel }, text };
    if (place === undefined) {
      tell('Choose a unit first: among the feature maps, in the large map of a channel.');
      return undefined;
    }
    return { wanted: { kind, layer, channel, place }, text: `${text}, unit ${place.join(', ')}` };
  }

  async function visualise(): Promise<void> {
    const what = wanted();
    if (what === undefined || explained === undefined) return;
    const { size } = explained;
    const item = element('li');
    const show = ({ pixels, activations }: Visualised): void => {
      const canvas = smallPicture(pixels, size, `Made for ${what.text}`);
      const [first = 0, last = 0] = [activations[0], activations.at(-1)];
      item.replaceChildren(
        canvas,
        element('span', {}, [what.text]),
        element('span', { class: 'about' }, [`${numberText(first)} → ${numberText(last)}`]),
        tool('Save PNG', () => save(canvas, `${what.text}.png`)),
      );
    };
    madeTitle.hidden = false;
    made.prepend(item);
    while (made.children.length > MOST_MADE) made.lastElementChild?.remove();
    status.textContent = `Looking for what ${what.text} wants to see …`;
    const asked = ask(
      'explain/visualise',
      {
        wanted: what.wanted,
        settings: {
          steps: fields.steps.value(),
          jitter: fields.jitter.value(),
          rotation: fields.rotation.value(),
          scaling: fields.scaling.value() / 100,
          variation: fields.variation.value(),
          seed: fields.seed.value(),
          describe: describe.root.value === 'pixels' ? 'pixels' : 'frequencies',
        },
      },
      (done, partial) => {
        progress.value = done;
        show(partial as Visualised);
      },
    );
    begin(asked);
    try {
      show(await asked.answer);
      stop('');
    } catch (error) {
      item.remove();
      stop('');
      tell(error instanceof Error ? error.message : String(error));
    }
  }

  async function findTop(): Promise<void> {
    if (explained?.data === undefined || aimed?.layer === undefined) return;
    const { layer, channel } = aimed;
    const row = explained.layers[layer];
    status.textContent = `Looking through ${explained.data.name} …`;
    const asked = ask('explain/top', { layer, channel, count: TOP }, (done) => {
      progress.value = done;
    });
    begin(asked);
    try {
      const found = await asked.answer;
      stop('');
      topTitle.hidden = false;
      topTitle.textContent = `Where ${row ? nameOf(row) : ''}, channel ${channel} is most active`;
      top.replaceChildren(...found.map((one) => topItem(one, explained)));
    } catch (error) {
      stop('');
      tell(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    root,
    show(next, state) {
      if (next !== explained) {
        const side = Math.min(next.size.height, next.size.width);
        fields.steps.show(side <= 64 ? 256 : 128);
        fields.jitter.show(Math.round(side / 20));
        fields.rotation.show(side < 16 ? 3 : 6);
        find.hidden = next.data === undefined;
        made.replaceChildren();
        madeTitle.hidden = true;
      }
      explained = next;
      aimed = state;
      const row = next.layers[state.layer ?? 0];
      const cls = next.classes?.names[state.class] ?? `class ${state.class}`;
      aim.offer([
        { id: 'channel', title: row ? `${nameOf(row)}, channel ${state.channel}` : 'Channel' },
        { id: 'unit', title: state.place ? `Its unit ${state.place.join(', ')}` : 'One of its units' },
        ...(next.classes ? [{ id: 'class', title: `Class ${cls}` }] : []),
      ]);
      aim.show(kind);
    },
  };
}

function topItem({ pixels, label, value, field, index }: TopImage, explained: Explained | undefined): HTMLElement {
  const size = explained?.size ?? { channels: 1, height: 1, width: 1 };
  const name = explained?.classes?.names[label] ?? `class ${label}`;
  const canvas = smallPicture(pixels, size, `Image ${index}, ${name}: ${numberText(value)}`);
  const context = canvas.getContext('2d');
  if (context && field && size.width >= 16) {
    context.strokeStyle = '#ffd166';
    context.strokeRect(field.left + 0.5, field.top + 0.5, field.right - field.left, field.bottom - field.top);
  }
  return element('li', {}, [
    canvas,
    element('span', {}, [name]),
    element('span', { class: 'about' }, [numberText(value)]),
  ]);
}
