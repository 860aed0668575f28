/** The page that compares training runs: their curves over each other, figures, recipes, the loss around the weights. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ComparedRun, EpochEvent, FromComparePage, Landscape, ToComparePage } from '../../server/src/protocol';
import { element } from './dom/element';
import { onThemeChange, RUN_COLOURS } from './dom/theme';
import { toggles } from './dom/toggles';
import { landscapeMap, middle, scaleOf } from './runs/landscape';
import { differencesTable, figuresTable } from './runs/table';
import { type Chart, chart, type Data } from './training/chart';

declare function acquireVsCodeApi(): { postMessage(message: FromComparePage): void };

const vscode = acquireVsCodeApi();
const page = document.getElementById('page') ?? document.body;
const post = (message: FromComparePage): void => vscode.postMessage(message);

let runs: readonly ComparedRun[] = [];
let charts: Chart[] = [];
let byTime = false;
let slice: Chart | undefined;
const landscapes = new Map<string, Landscape>();

const short = (value: number): string => Number(value.toPrecision(3)).toString();
const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;

const curves = element('div', { class: 'charts' });
const slicePlace = element('div', { class: 'charts' });
const maps = element('div', { class: 'landscapes' });
const measuring = element('span', { class: 'faint', role: 'status' });
const measure = button('Measure the Loss Around the Weights', 'measure', () => post({ kind: 'landscape' }));
const cancel = button('Cancel', 'cancel', () => post({ kind: 'cancel' }));
cancel.hidden = true;

window.addEventListener('message', ({ data }: MessageEvent<ToComparePage>) => {
  switch (data.kind) {
    case 'runs':
      runs = data.runs;
      show(data.differences);
      return;
    case 'landscape':
      landscapes.set(data.run, data.landscape);
      drawLandscapes();
      return;
    case 'measuring': {
      const hadFocus = document.activeElement === measure || document.activeElement === cancel;
      measuring.textContent = data.text;
      measure.hidden = data.isRunning;
      cancel.hidden = !data.isRunning;
      if (hadFocus) (data.isRunning ? cancel : measure).focus();
      return;
    }
  }
});
onThemeChange(() => {
  for (const one of [...charts, ...(slice === undefined ? [] : [slice])]) one.restyle();
});
post({ kind: 'ready' });

function show(differences: Extract<ToComparePage, { kind: 'runs' }>['differences']): void {
  const hindered = runs.flatMap(({ name, hindrance }) => (hindrance === undefined ? [] : [`${name}: ${hindrance}`]));
  measure.hidden = hindered.length === runs.length;
  page.replaceChildren(
    element('main', {}, [
      element('header', {}, [element('h1', {}, [`${runs.length} runs compared`]), axisButtons()]),
      figuresTable(runs, { mark, open: (run) => post({ kind: 'openRun', run }) }),
      element('h2', {}, ['What their recipes have different']),
      differencesTable(runs, differences),
      element('h2', {}, ['Curves']),
      curves,
      element('h2', {}, ['The loss around the weights']),
      element('p', { class: 'faint' }, [
        'The validation loss when the best weights are moved in two random directions, each filter by up to its own length: a wide, even bowl is easy to train in. Normalisation and skips smooth it.',
      ]),
      element('div', { class: 'ways' }, [measure, cancel, measuring]),
      ...(hindered.length === 0 ? [] : [element('p', { class: 'faint' }, [`Left out: ${hindered.join('; ')}.`])]),
      slicePlace,
      maps,
    ]),
  );
  drawCurves();
}

function linesOf(names: readonly string[]) {
  return names.map((label) => {
    const at = runs.findIndex(({ name }) => name === label);
    return { label, colour: colourOf(at), points: true, dashed: at >= RUN_COLOURS.length };
  });
}

const colourOf = (index: number) => RUN_COLOURS[index % RUN_COLOURS.length] ?? 'train';

function mark(index: number): Node {
  return element('span', { class: `mark ${colourOf(index)}`, 'aria-hidden': 'true' });
}

function drawCurves(): void {
  const lines = linesOf(runs.map(({ name }) => name));
  const x = byTime ? 'seconds' : 'epoch';
  const loss = chart({ title: 'Validation loss', x, lines, format: short });
  const accuracy = chart({ title: 'Validation accuracy', x, lines, format: percent });
  const train = chart({ title: 'Training loss', x, lines, format: short });
  charts = [loss, accuracy, train];
  curves.replaceChildren(...charts.map(({ root }) => root));
  loss.show(overlaid(({ validation }) => validation.loss));
  accuracy.show(overlaid(({ validation }) => validation.accuracy));
  train.show(overlaid((one) => one.train.loss));
}

/** The curves of all runs on one horizontal axis: epochs, or seconds since each began. */
function overlaid(value: (epoch: EpochEvent) => number): Data {
  const points = runs.map(({ epochs }) => {
    let seconds = 0;
    return new Map(
      epochs.map((one) => {
        seconds += one.seconds;
        return [byTime ? seconds : one.epoch, value(one)];
      }),
    );
  });
  const places = [...new Set(points.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);
  return [places, ...points.map((one) => places.map((place) => one.get(place) ?? null))];
}

function axisButtons(): Node {
  const choices = [
    { text: 'By Epoch', id: 'byEpoch', value: false },
    { text: 'By Time', id: 'byTime', value: true },
  ];
  return toggles('Horizontal axis', choices, byTime, (value) => {
    byTime = value;
    drawCurves();
  });
}

function drawLandscapes(): void {
  const shown = runs.flatMap(({ name }, index) => {
    const landscape = landscapes.get(name);
    return landscape === undefined ? [] : [{ name, index, landscape }];
  });
  const steps = shown[0]?.landscape.steps;
  if (steps === undefined) return;
  const lines = linesOf(shown.map(({ name }) => name));
  if (slicePlace.childElementCount === 0 || slice?.root.dataset['lines'] !== String(lines.length)) {
    slice = chart({ title: 'Loss along one direction', x: 'distance', lines, format: short });
    slice.root.dataset['lines'] = String(lines.length);
    slicePlace.replaceChildren(slice.root);
  }
  slice?.show([[...steps], ...shown.map(({ landscape }) => [...middle(landscape)])]);
  const scale = scaleOf(shown.map(({ landscape }) => landscape));
  const legend = `Both directions; dark ${short(10 ** scale.low)}, bright ${short(10 ** scale.high)} and more, ${shown[0]?.landscape.images} validation images.`;
  maps.replaceChildren(
    ...shown.map(({ name, index, landscape }) => landscapeMap(name, mark(index), landscape, scale)),
    element('p', { class: 'faint' }, [legend]),
  );
}

function button(text: string, id: string, act: () => void): HTMLElement {
  const made = element('vscode-button', { id, secondary: '' }, [text]);
  made.addEventListener('click', act);
  return made;
}
