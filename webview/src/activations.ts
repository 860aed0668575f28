/** The page of a network's activations: an image, what it is taken for and why, and what every layer makes of it. */
import { npyOf } from '../../server/src/inspect';
import type {
  ActivationsState,
  FromActivationsPage,
  ImageSource,
  Numbers,
  Seen,
  ToActivationsPage,
  UnitSeen,
} from '../../server/src/protocol';
import { type Asked, asker } from './activations/asking';
import { bars } from './activations/bars';
import { chooser, tool } from './activations/controls';
import { feature } from './activations/feature';
import { layerList, nameOf } from './activations/layerList';
import { maps } from './activations/maps';
import { picture } from './activations/picture';
import { planeOf } from './activations/planes';
import { sources } from './activations/sources';
import { kept, OVERLAYS, type PageState, sourceIn, stateOf } from './activations/state';
import { element } from './dom/element';
import { onThemeChange } from './dom/theme';

declare function acquireVsCodeApi(): {
  postMessage(message: FromActivationsPage): void;
  getState(): unknown;
  setState(state: PageState): void;
};

const vscode = acquireVsCodeApi();
const page = document.getElementById('page') ?? document.body;
const questions = asker((message) => vscode.postMessage(message));
let state = stateOf(vscode.getState());
let open: Extract<ActivationsState, { kind: 'open' }> | undefined;
let seen: Seen | undefined;
let numbers: { readonly layer: number; readonly maps: Numbers } | undefined;
let unit: UnitSeen | undefined;
let overlay: Numbers | undefined;
let occluding: Asked<Numbers> | undefined;
/** Answers to older questions are dropped. */
const turns = { image: 0, maps: 0, unit: 0, overlay: 0 };

const title = element('h1');
const epochs = chooser('Epoch', [], (id) => vscode.postMessage({ kind: 'epoch', epoch: Number(id) }));
const notice = element('p', { class: 'notice', role: 'status' });
const facts = element('p', { class: 'about facts' });
const from = sources({
  take: (source) => void take(source),
  pick: () => vscode.postMessage({ kind: 'pick' }),
  samples: (part, first, count) => questions.ask('explain/samples', { part, from: first, count }).answer,
  tell,
});
const fitting = chooser(
  'Fitting',
  [
    { id: 'crop', title: 'Cut to the middle' },
    { id: 'stretch', title: 'Stretched' },
  ],
  (id) => void lookAgain({ fitting: id === 'stretch' ? 'stretch' : 'crop' }),
);
const NORMALISINGS = {
  recipe: 'Normalised as the recipe',
  imagenet: 'ImageNet’s mean and deviation',
  none: 'Pixels from 0 to 1',
};
const normalising = chooser(
  'Normalising',
  [],
  (id) => void lookAgain({ normalising: open?.explained.normalisings.find((one) => one === id) }),
);
const image = picture();
const imageTitle = element('p', { class: 'about' });
const overlays = chooser('Overlay', OVERLAYS, (id) =>
  become({ overlay: OVERLAYS.find((one) => one.id === id)?.id ?? 'none' }),
);
const opacity = element('input', {
  type: 'range',
  min: '0',
  max: '1',
  step: '0.05',
  'aria-label': 'Strength of the overlay',
});
opacity.addEventListener('input', () => {
  keep({ opacity: Number(opacity.value) });
  drawImage();
});
const cancelOcclusion = tool(
  'Cancel',
  () => stopOcclusion('Cancelled: the map holds what was done.'),
  'cancelOcclusion',
);
const explaining = element('p', { class: 'about', role: 'status' });
const classes = bars((cls) => become({ class: cls }));
const layers = layerList(
  (layer) => become({ layer, channel: 0, place: undefined }),
  (layer) => vscode.postMessage({ kind: 'reveal', layer }),
);
const mapsView = maps({ become, save });
const featureView = feature({ ask: questions.ask, save: savePicture, tell });
const tabs = [
  tabOf('maps', 'Feature Maps', mapsView.root),
  tabOf('feature', 'Feature Visualisation', featureView.root),
] as const;

const lookedAt = element('section', { class: 'looked-at', 'aria-label': 'Image' }, [
  image.root,
  imageTitle,
  element('div', { class: 'tools' }, [
    overlays.root,
    opacity,
    cancelOcclusion,
    tool('Save PNG', () => savePicture(image.canvas, 'image.png')),
  ]),
  explaining,
  element('h2', {}, ['What it is taken for']),
  classes.root,
]);
const body = element('div', { class: 'body' }, [
  lookedAt,
  element('nav', { 'aria-label': 'Layers' }, [layers.root]),
  element('div', { class: 'layer' }, [
    element(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': 'Views' },
      tabs.map(({ tab }) => tab),
    ),
    ...tabs.map(({ panel }) => panel),
  ]),
]);
const options = element('div', { class: 'tools' }, [fitting.root, normalising.root]);
const choosing = element('section', { class: 'choosing' }, [from.root, options]);
page.append(
  element('main', {}, [
    element('header', {}, [
      title,
      epochs.root,
      tool('Other Weights…', () => vscode.postMessage({ kind: 'choose' }), 'weights'),
    ]),
    facts,
    notice,
    choosing,
    body,
  ]),
);
body.hidden = true;
choosing.hidden = true;

window.addEventListener('message', ({ data }: MessageEvent<ToActivationsPage>) => {
  switch (data.kind) {
    case 'show':
      title.textContent = data.title;
      keep({ subject: data.subject });
      showState(data.state);
      return;
    case 'picked':
      void take({ kind: 'file', file: data.file });
      return;
    case 'told':
    case 'progress':
    case 'refused':
      questions.receive(data);
      return;
  }
});
onThemeChange(drawImage);
vscode.postMessage({ kind: 'ready' });

function showState(next: ActivationsState): void {
  switch (next.kind) {
    case 'loading':
      tell(next.text);
      return;
    case 'failed':
      body.hidden = true;
      choosing.hidden = true;
      fail(next.message);
      notice.append(
        ' ',
        tool('Try Again', () => vscode.postMessage({ kind: 'again' })),
        ...(next.hasPlace
          ? [' ', tool('Show Line', () => vscode.postMessage({ kind: 'reveal', layer: undefined }))]
          : []),
      );
      return;
    case 'open':
      opened(next);
      return;
  }
}

function opened(next: Extract<ActivationsState, { kind: 'open' }>): void {
  open = next;
  const { explained, mistakes } = next;
  const { weights, data, normalisings } = explained;
  tell('');
  choosing.hidden = false;
  from.show(explained, mistakes);
  epochs.offer(
    weights.epochs.map((epoch) => ({
      id: String(epoch),
      title: epoch === 0 && weights.epochs.length > 1 ? 'Initialisation' : `Epoch ${epoch}`,
    })),
  );
  epochs.show(String(weights.epoch));
  epochs.root.hidden = weights.epochs.length < 2;
  normalising.offer(normalisings.map((id) => ({ id, title: NORMALISINGS[id] })));
  facts.textContent = factsOf();
  const layer = state.layer !== undefined && state.layer < explained.layers.length ? state.layer : explained.first;
  const known = normalisings.find((one) => one === state.normalising) ?? normalisings[0];
  keep({ layer, normalising: known });
  normalising.show(known ?? 'none');
  fitting.show(state.fitting);
  const first: ImageSource | undefined = data && { kind: 'sample', part: data.test > 0 ? 'test' : 'train', index: 0 };
  const source = sourceIn(state.source) ?? first;
  if (source !== undefined) void take(source, state.class);
  else tell('Choose an image of the kind that the model was made for, or drop or paste one here.');
}

function factsOf(): string {
  if (open === undefined) return '';
  const { size, weights, engine, notes, data } = open.explained;
  const unfound = weights.missing.length;
  return [
    `Images of ${size.channels}×${size.height}×${size.width}${data ? ` · ${data.name}` : ''} · ${engine}.`,
    ...(unfound > 0
      ? [
          `${unfound} tensors of the model are not among the weights and are as initialised: ${weights.missing
            .slice(0, 3)
            .map(({ name, reason }) => `${name} (${reason})`)
            .join(', ')}${unfound > 3 ? ', …' : ''}.`,
        ]
      : []),
    ...(weights.unused.length > 0 ? [`${weights.unused.length} stored tensors are of no use to this model.`] : []),
    ...notes,
  ].join(' ');
}

function tell(text: string): void {
  notice.textContent = text;
  notice.className = 'notice';
}
function fail(text: string): void {
  notice.textContent = text;
  notice.className = 'notice error';
}
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function keep(change: Partial<PageState>): void {
  state = { ...state, ...change };
  vscode.setState(state);
}

/** What has changed is asked for; what is there is drawn at once. */
function become(change: Partial<PageState>): void {
  const before = state;
  keep(change);
  const differs = (...keys: (keyof PageState)[]): boolean => keys.some((key) => before[key] !== state[key]);
  if (open === undefined || seen === undefined) return;
  if (differs('layer')) void askMaps();
  if (differs('layer', 'channel', 'place')) void askUnit();
  if (differs('overlay', 'class') || (state.overlay === 'grad-cam' && differs('layer'))) void askOverlay();
  draw();
}

function lookAgain(change: Partial<PageState>): void {
  keep(change);
  const source = sourceIn(state.source);
  if (source !== undefined) void take(source, state.class);
}

/** `cls`: the class that is explained, where it was chosen before. */
async function take(source: ImageSource, cls?: number): Promise<void> {
  if (open === undefined) return;
  turns.image += 1;
  const turn = turns.image;
  tell('Computing …');
  try {
    const found = await questions.ask('explain/image', {
      source,
      fitting: state.fitting,
      normalising: state.normalising ?? 'none',
    }).answer;
    if (turn !== turns.image) return;
    seen = found;
    tell('');
    body.hidden = false;
    keep({ source: kept(source), class: cls });
    layers.show(open.explained.layers, found.statistics, layerNow());
    numbers = undefined;
    overlay = undefined;
    void askMaps();
    void askUnit();
    void askOverlay();
    draw();
  } catch (error) {
    if (turn === turns.image) fail(messageOf(error));
  }
}

const layerNow = (): number => state.layer ?? open?.explained.first ?? 0;
function classNow(): number {
  if (state.class !== undefined && state.class < (seen?.probabilities.length ?? 0)) return state.class;
  const said = seen?.probabilities ?? new Float32Array(0);
  return said.length === 0 ? 0 : said.indexOf(said.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
}
const nameOfClass = (cls: number): string => open?.explained.classes?.names[cls] ?? `class ${cls}`;

async function askMaps(): Promise<void> {
  turns.maps += 1;
  const turn = turns.maps;
  const layer = layerNow();
  try {
    const found = await questions.ask('explain/maps', { layer }).answer;
    if (turn !== turns.maps) return;
    numbers = { layer, maps: found };
    if (state.channel >= (found.shape[0] ?? 1)) keep({ channel: 0, place: undefined });
    draw();
  } catch (error) {
    if (turn === turns.maps) fail(messageOf(error));
  }
}

async function askUnit(): Promise<void> {
  turns.unit += 1;
  const turn = turns.unit;
  unit = undefined;
  const { channel, place } = state;
  if (place === undefined) return;
  try {
    const found = await questions.ask('explain/unit', { layer: layerNow(), channel, place }).answer;
    if (turn !== turns.unit) return;
    unit = found;
    draw();
  } catch {
    // A place of another layer, from before a reload.
    if (turn === turns.unit) keep({ place: undefined });
  }
}

async function askOverlay(): Promise<void> {
  turns.overlay += 1;
  const turn = turns.overlay;
  occluding?.cancel();
  occluding = undefined;
  overlay = undefined;
  const { overlay: kind } = state;
  explaining.textContent = '';
  if (kind === 'none' || kind === 'map' || open?.explained.classes === undefined) return;
  const cls = classNow();
  const asked = kind === 'occlusion' ? occlusionOf(cls, turn) : attributionOf(kind, cls);
  explaining.textContent = 'Computing …';
  try {
    const found = await asked.answer;
    if (turn !== turns.overlay) return;
    overlay = found;
    occluding = undefined;
    explaining.textContent = explained(kind, cls);
    drawImage();
  } catch (error) {
    if (turn === turns.overlay) explaining.textContent = messageOf(error);
  }
}

const attributionOf = (kind: 'grad-cam' | 'gradient' | 'guided', cls: number): Asked<Numbers> =>
  questions.ask('explain/attribution', {
    how: kind === 'grad-cam' ? { kind, layer: layerNow() } : { kind },
    class: cls,
  });

/** Patches of a seventh of the image, moved by a third of that. */
function occlusionOf(cls: number, turn: number): Asked<Numbers> {
  const { height = 1, width = 1 } = open?.explained.size ?? {};
  const side = Math.max(1, Math.round(Math.min(height, width) / 7));
  const settings = { side, stride: Math.max(1, Math.round(side / 3)) };
  occluding = questions.ask('explain/occlusion', { class: cls, settings }, (done, partial) => {
    if (turn !== turns.overlay) return;
    overlay = partial as Numbers;
    explaining.textContent = `Hiding one part after the other: ${Math.round(100 * done)} %`;
    drawImage();
  });
  return occluding;
}

function stopOcclusion(text: string): void {
  turns.overlay += 1;
  occluding?.cancel();
  occluding = undefined;
  explaining.textContent = text;
  overlays.root.focus();
  drawImage();
}

function explained(kind: PageState['overlay'], cls: number): string {
  const name = nameOfClass(cls);
  const row = open?.explained.layers[layerNow()];
  switch (kind) {
    case 'grad-cam':
      return overlay?.data.some((value) => value > 0)
        ? `What speaks for ${name} in ${row ? nameOf(row) : ''}.`
        : `Nothing in ${row ? nameOf(row) : ''} speaks for ${name}.`;
    case 'gradient':
    case 'guided':
      return `Pixels that the score of ${name} depends on the most.`;
    case 'occlusion':
      return `Where hiding makes ${name} less likely${overlay?.data.some((value) => value < 0) ? ' (orange) or likelier (blue)' : ''}.`;
    case 'map':
    case 'none':
      return '';
  }
}

function draw(): void {
  if (open === undefined || seen === undefined) return;
  const { explained: about } = open;
  const layer = layerNow();
  const row = about.layers[layer];
  const cls = classNow();
  imageTitle.textContent = seen.label === undefined ? seen.title : `${seen.title}: ${nameOfClass(seen.label)}`;
  overlays.show(state.overlay);
  opacity.value = String(state.opacity);
  classes.show({ probabilities: seen.probabilities, nameOf: nameOfClass, label: seen.label, explained: cls });
  classes.root.hidden = seen.probabilities.length === 0;
  for (const { id, tab, panel } of tabs) {
    tab.setAttribute('aria-selected', String(state.tab === id));
    tab.tabIndex = state.tab === id ? 0 : -1;
    panel.hidden = state.tab !== id;
  }
  if (row !== undefined && numbers?.layer === layer)
    mapsView.show({ layer: row, maps: numbers.maps, statistics: seen.statistics[layer], unit, state });
  featureView.show(about, { ...state, layer, class: cls });
  drawImage();
}

function drawImage(): void {
  if (open === undefined || seen === undefined) return;
  const { size } = open.explained;
  const map = state.overlay === 'map' ? channelNow() : state.overlay === 'none' ? undefined : overlay;
  const words = OVERLAYS.find(({ id }) => id === state.overlay)?.title ?? '';
  opacity.hidden = state.overlay === 'none';
  cancelOcclusion.hidden = occluding === undefined;
  image.show({
    pixels: seen.pixels,
    size,
    map,
    opacity: state.opacity,
    unit: state.place === undefined ? undefined : unit,
    label: `${imageTitle.textContent ?? ''}${map === undefined ? '' : `; ${words}`}`,
  });
}

/** The chosen channel of a layer that is a picture. */
function channelNow(): Numbers | undefined {
  if (numbers === undefined || numbers.layer !== layerNow() || numbers.maps.shape.length !== 3) return undefined;
  const [, height, width] = planeOf(numbers.maps.shape);
  const from = state.channel * height * width;
  return { shape: [height, width], data: numbers.maps.data.slice(from, from + height * width) };
}

function save(what: 'png' | 'npy'): void {
  const row = open?.explained.layers[layerNow()];
  if (numbers === undefined || row === undefined) return;
  const name = `${nameOf(row).replace(/[^\w.-]+/g, '_')}`;
  if (what === 'npy') {
    vscode.postMessage({ kind: 'save', name: `${name}.npy`, bytes: npyOf(numbers.maps.shape, numbers.maps.data) });
    return;
  }
  const canvas = mapsView.picture();
  if (canvas) savePicture(canvas, `${name}.png`);
}

function savePicture(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    void blob
      ?.arrayBuffer()
      .then((buffer) => vscode.postMessage({ kind: 'save', name, bytes: new Uint8Array(buffer) }));
  });
}

function tabOf(id: PageState['tab'], text: string, content: HTMLElement) {
  const tab = element(
    'button',
    { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}`, class: 'tab' },
    [text],
  );
  const panel = element('div', { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}` }, [content]);
  tab.addEventListener('click', () => become({ tab: id }));
  tab.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    become({ tab: id === 'maps' ? 'feature' : 'maps' });
    document.getElementById(`tab-${state.tab}`)?.focus();
  });
  return { id, tab, panel };
}
