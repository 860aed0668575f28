/** The page of a network's filters: layers on the left, the chosen one's kernels as an atlas, and what they are like. */
import { laidOut, layoutsOf, npyOf, tileOrder } from '../../server/src/inspect';
import type {
  FilterAnswer,
  FilterLayer,
  FiltersState,
  FromFiltersPage,
  ToFiltersPage,
} from '../../server/src/protocol';
import { type AtlasContent, atlas } from './atlas/atlas';
import { element } from './dom/element';
import { controls, tool } from './filters/controls';
import { chartsOf, filterText, flagsOf, layerTitle, matchText, numbersOf } from './filters/facts';
import { layerList } from './filters/layerList';
import { scrubber } from './filters/scrubber';
import { type FiltersPageState, stateOf } from './filters/state';

declare function acquireVsCodeApi(): {
  postMessage(message: FromFiltersPage): void;
  getState(): unknown;
  setState(state: FiltersPageState): void;
};

const vscode = acquireVsCodeApi();
const page = document.getElementById('page') ?? document.body;
let state = stateOf(vscode.getState());
let shown: Extract<FiltersState, { kind: 'open' }> | undefined;
let answer: FilterAnswer | undefined;
let asked = 0;
let wantsSpectrum = false;

/** Up to here singular values cost less than a blink. */
const QUICK_SPECTRUM = 128;
const PIXELS_OF_PNG = 12;

const title = element('h1');
const notice = element('p', { class: 'notice', role: 'status' });
const list = layerList(
  (layer) => become({ layer: layer.name, from: 0, filter: undefined, layout: undefined }),
  (layer) => layer.location && vscode.postMessage({ kind: 'reveal', location: layer.location }),
);
const epochs = scrubber((epoch) => become({ epoch }));
const tools = controls({
  sort: (sort) => become({ sort }),
  scale: (scale) => become({ scale }),
  layout: (layout) => become({ layout }),
  difference: (difference) => become({ difference }),
  save,
});
const kernels = atlas({
  label: 'Filters',
  height: 560,
  onSelect: (tile) => {
    const each = laid()?.each ?? 1;
    keep({ filter: tile === undefined || answer === undefined ? undefined : answer.from + Math.floor(tile / each) });
    drawFilter();
  },
});
const fourier = atlas({ label: 'Frequencies', height: 280, help: '' });
const fourierFigure = element('figure', { class: 'fourier' }, [
  element('figcaption', {}, [
    element('b', {}, ['Frequencies']),
    element('span', { class: 'about small' }, [
      'mean over all kernels; the middle is the constant part, the edge stripes of two pixels',
    ]),
  ]),
  fourier.root,
]);
const layerHeading = element('h2');
const part = element('p', { class: 'about part' });
const chosen = element('p', { class: 'about chosen' });
const numbers = element('div');
const charts = element('div', { class: 'charts' });
const flags = element('div', { class: 'flags' });
const matches = element('div');
const body = element('div', { class: 'body' }, [
  element('nav', { 'aria-label': 'Layers' }, [list.root]),
  element('div', { class: 'layer' }, [
    layerHeading,
    epochs.root,
    tools.root,
    part,
    kernels.root,
    chosen,
    flags,
    numbers,
    charts,
    matches,
  ]),
]);
page.append(
  element('main', {}, [
    element('header', {}, [title, tool('Other Weights…', () => vscode.postMessage({ kind: 'choose' }))]),
    notice,
    body,
  ]),
);
body.hidden = true;

window.addEventListener('message', ({ data }: MessageEvent<ToFiltersPage>) => {
  switch (data.kind) {
    case 'show':
      title.textContent = data.title;
      keep({ subject: data.subject });
      become({});
      showState(data.state);
      return;
    case 'epochs':
      if (shown === undefined) return;
      shown = { ...shown, weights: { ...shown.weights, epochs: data.epochs }, isLive: data.isLive };
      drawEpochs();
      if (state.epoch === undefined) ask();
      return;
    case 'answer':
      if (data.id !== asked) return;
      answer = data.answer;
      draw();
      return;
    case 'refused':
      if (data.id === asked) tell(data.message);
      return;
  }
});
vscode.postMessage({ kind: 'ready' });

function showState(next: FiltersState): void {
  switch (next.kind) {
    case 'loading':
      tell('Reading the weights …');
      return;
    case 'failed':
      body.hidden = true;
      notice.textContent = next.message;
      notice.className = 'notice error';
      notice.append(
        ' ',
        tool('Try Again', () => vscode.postMessage({ kind: 'again' })),
      );
      return;
    case 'open':
      shown = next;
      tell(
        next.layers.length === 0 ? 'There are no layers with filters in these weights: no tensor has two axes.' : '',
      );
      body.hidden = next.layers.length === 0;
      if (!next.layers.some(({ name }) => name === state.layer)) keep({ layer: next.layers[0]?.name, from: 0 });
      list.show(next.layers, state.layer);
      drawEpochs();
      matches.replaceChildren(
        ...[next.weights.match && matchText(next.weights.match)].filter((one) => one !== undefined),
      );
      ask();
      return;
  }
}

function tell(text: string): void {
  notice.textContent = text;
  notice.className = 'notice';
}

function keep(change: Partial<FiltersPageState>): void {
  state = { ...state, ...change };
  vscode.setState(state);
}

/** What changes only the picture is drawn at once; everything else is asked for. */
function become(change: Partial<FiltersPageState>): void {
  const before = state;
  keep(change);
  if (shown === undefined) return;
  const needs: (keyof FiltersPageState)[] = ['layer', 'epoch', 'difference', 'from'];
  if (before.layer !== state.layer) wantsSpectrum = false;
  drawEpochs();
  if (needs.some((key) => before[key] !== state[key]) || (state.sort === 'similarity' && answer?.order === undefined))
    ask();
  else draw();
}

const layerNow = (): FilterLayer | undefined => shown?.layers.find(({ name }) => name === state.layer);
const epochNow = (): number => state.epoch ?? shown?.weights.epochs.at(-1) ?? 0;
const canDiffer = (): boolean => (shown?.weights.epochs.length ?? 0) > 1 && shown?.weights.epochs[0] === 0;

function ask(): void {
  const layer = layerNow();
  if (layer === undefined) return;
  const [filters = 1, ...rest] = layer.shape;
  const size = rest.reduce((product, one) => product * one, 1);
  asked += 1;
  vscode.postMessage({
    kind: 'ask',
    id: asked,
    question: {
      epoch: epochNow(),
      name: layer.name,
      transposed: layer.transposed,
      from: state.from,
      difference: state.difference && canDiffer(),
      similarity: state.sort === 'similarity',
      spectrum: wantsSpectrum || Math.min(filters, size) <= QUICK_SPECTRUM,
    },
  });
}

function drawEpochs(): void {
  if (shown === undefined) return;
  const { weights, isLive } = shown;
  if (state.epoch !== undefined && !weights.epochs.includes(state.epoch)) keep({ epoch: undefined });
  epochs.show(weights.epochs, state.epoch, isLive);
}

function laid() {
  const layer = layerNow();
  if (answer === undefined || layer === undefined || answer.name !== layer.name) return undefined;
  const offered = layoutsOf(answer.shape, layer.image);
  const kind = offered.find((one) => one === state.layout) ?? offered[0] ?? 'matrix';
  return { kind, offered, ...laidOut(answer.values.shape, answer.values.data, kind, layer.image) };
}

function draw(): void {
  const layer = layerNow();
  const layout = laid();
  if (answer === undefined || layer === undefined || layout === undefined) return;
  tell('');
  layerHeading.textContent = layerTitle(layer);
  tools.show(state, layout.offered, canDiffer());
  kernels.describe(`Filters of ${layer.label}`);
  kernels.show(contentOf(answer, layout));
  drawPart(answer);
  drawFilter();
  numbers.replaceChildren(numbersOf(answer));
  charts.replaceChildren(
    ...chartsOf(answer, fourierFigure, () => {
      wantsSpectrum = true;
      ask();
    }),
  );
  drawFourier(answer);
  flags.replaceChildren(...flagsOf(answer, (filter) => kernels.select(filter * layout.each)));
}

function contentOf(
  held: FilterAnswer,
  { tiles, columns, each, kind }: NonNullable<ReturnType<typeof laid>>,
): AtlasContent {
  const filters = sorted(held);
  const flagged = new Map<number, string>();
  const flag = (filter: number, text: string): void => {
    // A matrix has no room for marks.
    if (kind !== 'matrix') flagged.set(filter * each, text);
  };
  for (const { first, second } of held.twins) {
    flag(first, `like filter ${second + held.from}`);
    flag(second, `like filter ${first + held.from}`);
  }
  for (const filter of held.dead) flag(filter, 'dead');
  return {
    tiles,
    columns,
    order: filters && tileOrder(filters, each),
    colours: 'diverging',
    range: state.scale === 'each' ? { kind: 'each', tiles: each } : { kind: 'shared' },
    nameOf: (tile) => {
      const filter = `filter ${held.from + Math.floor(tile / each)}`;
      return each === 1 ? filter : `${filter}, ${kind === 'matrix' ? 'input' : 'channel'} ${tile % each}`;
    },
    flags: flagged,
  };
}

function sorted(held: FilterAnswer): readonly number[] | undefined {
  switch (state.sort) {
    case 'index':
      return undefined;
    case 'norm':
      return [...held.norms.keys()].sort((a, b) => (held.norms[b] ?? 0) - (held.norms[a] ?? 0));
    case 'similarity':
      return held.order;
  }
}

/** Where a layer is too large to be held at once. */
function drawPart(held: FilterAnswer): void {
  const count = held.values.shape[0] ?? 0;
  part.hidden = count >= held.filters;
  const step = (text: string, from: number): HTMLElement => tool(text, () => become({ from }));
  part.replaceChildren(
    `Filters ${held.from} to ${held.from + count - 1} of ${held.filters.toLocaleString('en')}; the numbers below are of these. `,
    ...(held.from > 0 ? [step('Before', Math.max(0, held.from - count))] : []),
    ...(held.from + count < held.filters ? [step('Next', held.from + count)] : []),
  );
}

function drawFilter(): void {
  const layer = layerNow();
  chosen.textContent =
    answer === undefined || layer === undefined || state.filter === undefined
      ? ''
      : filterText(answer, layer, state.filter);
}

function drawFourier({ spectrum }: FilterAnswer): void {
  const found = spectrum?.fourier;
  if (found === undefined) return;
  const [height = 1, width = 1] = found.shape;
  fourier.show({
    tiles: { data: found.data, count: 1, channels: 1, height, width },
    columns: 1,
    order: undefined,
    colours: 'heat',
    range: { kind: 'shared' },
    nameOf: () => 'mean magnitude',
    flags: new Map(),
  });
}

function save(what: 'png' | 'npy'): void {
  if (answer === undefined) return;
  const name = `${answer.name}-epoch-${answer.epoch}.${what}`.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  if (what === 'npy') {
    vscode.postMessage({ kind: 'save', name, bytes: npyOf(answer.values.shape, answer.values.data) });
    return;
  }
  kernels.picture(PIXELS_OF_PNG)?.toBlob((blob) => {
    void blob?.arrayBuffer().then((buffer) => {
      vscode.postMessage({ kind: 'save', name, bytes: new Uint8Array(buffer) });
    });
  });
}
