/** The page of a training run: live curves, what the model says of images, how its layers learn. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type {
  FromTrainingPage,
  Remedy,
  RunNews,
  Score,
  ToTrainingPage,
  TrainingPageAction,
} from '../../server/src/protocol';
import { element } from './dom/element';
import { sparingly } from './dom/sparingly';
import { onThemeChange } from './dom/theme';
import { type Choice, toggles } from './dom/toggles';
import { chart, type Data } from './training/chart';
import { confusionTable } from './training/confusion';
import { type HeatKind, heatMap } from './training/heatMap';
import { masksView } from './training/masks';
import { noteField } from './training/note';
import { numbersView } from './training/numbers';
import { pageEngine } from './training/pageEngine';
import { sampleGrid } from './training/samples';
import { emptyStory, type Story, tell } from './training/story';

declare function acquireVsCodeApi(): { postMessage(message: FromTrainingPage): void };

const vscode = acquireVsCodeApi();
const page = document.getElementById('page') ?? document.body;
let story: Story = emptyStory();
let state: Omit<RunNews, 'events' | 'fromStart'> | undefined;
let heatKind: HeatKind = 'gradient';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const short = (value: number): string => Number(value.toPrecision(3)).toString();

const loss = chart({
  title: 'Loss',
  x: 'epoch',
  lines: [
    { label: 'training', colour: 'train' },
    { label: 'validation', colour: 'validation', points: true },
  ],
  format: short,
});
const accuracy = chart({
  title: 'Accuracy',
  x: 'epoch',
  lines: [
    { label: 'training', colour: 'train' },
    { label: 'validation', colour: 'validation', points: true },
  ],
  format: (share) => `${Math.round(1000 * share) / 10} %`,
});
const iou = chart({
  title: 'Mean intersection over union',
  x: 'epoch',
  lines: [{ label: 'validation', colour: 'validation', points: true }],
  format: percent,
});
const rate = chart({ title: 'Learning rate', x: 'epoch', lines: [{ label: 'lr', colour: 'other' }], format: short });
const small = chart({
  title: 'Weights smaller than 0.001',
  x: 'epoch',
  lines: [
    { label: 'all layers', colour: 'train' },
    { label: 'the most in one layer', colour: 'other', dashed: true },
  ],
  format: percent,
});
const sweep = chart({
  title: 'Loss by learning rate',
  x: 'learning rate',
  lines: [{ label: 'loss', colour: 'train' }],
  format: short,
  logarithmic: true,
});
const heat = heatMap();

const measured = sparingly(() => {
  drawNumbers();
  drawCurves();
  if (story.said !== drawn) drawImages();
});
/** What the images show. */
let drawn: Story['said'];

const header = element('header');
const progress = element('progress', { 'aria-label': 'Progress', max: '1', value: '0' });
const note = noteField((text) => vscode.postMessage({ kind: 'note', note: text }));
const notices = element('div', { class: 'notices', role: 'log', 'aria-live': 'polite' });
const totals = element('dl', { class: 'totals' });
const curves = element('div', { class: 'charts' }, [loss.root, accuracy.root, iou.root, rate.root, small.root]);
const sweeps = element('div', { class: 'charts' }, [sweep.root]);
const images = element('div');
const layers = element('section', { class: 'learning' }, [
  element('h2', {}, ['How the layers learn']),
  heatButtons(),
  heat.root,
]);
page.append(element('main', {}, [header, note.root, progress, notices, totals, curves, sweeps, layers, images]));

const compute = pageEngine(document.currentScript, (reply) => vscode.postMessage({ kind: 'engine', reply }));

window.addEventListener('message', ({ data }: MessageEvent<ToTrainingPage>) => {
  if ('kind' in data) void compute(data.request);
  else receive(data);
});

function receive(data: RunNews): void {
  if (data.fromStart) story = emptyStory();
  for (const event of data.events) tell(story, event);
  const { events, fromStart, ...rest } = data;
  const isNewState = JSON.stringify(rest) !== JSON.stringify(state);
  state = rest;
  if (isNewState) drawHeader();
  if (fromStart || isNewState || state.status === 'ended') measured.now();
  else measured.soon();
  if (fromStart || isNewState || events.some(({ event }) => event === 'note' || event === 'end')) drawNotices();
}

onThemeChange(() => {
  for (const one of [loss, accuracy, iou, rate, small, sweep]) one.restyle();
});
vscode.postMessage({ kind: 'ready' });

function drawHeader(): void {
  if (state === undefined) return;
  const focused = document.activeElement?.id;
  header.replaceChildren(
    element('h1', {}, [state.title]),
    element('span', { class: `status ${state.status}`, role: 'status' }, [statusText()]),
    element('div', { class: 'ways' }, buttons()),
  );
  note.show(state.note);
  if (focused) document.getElementById(focused)?.focus();
}

function statusText(): string {
  if (state?.status !== 'ended') return state?.text || (state?.status ?? '');
  return story.end?.reason.replaceAll('-', ' ') ?? 'ended';
}

function buttons(): Node[] {
  const always = [
    action('Open Recipe', 'openRecipe'),
    action('Show Images', 'showImages'),
    action('Show Files', 'openFolder'),
  ];
  switch (state?.status) {
    case 'running':
      return [...(state.canPause ? [action('Pause', 'pause')] : []), action('Stop', 'stop'), ...always];
    case 'paused':
      return [action('Continue', 'continue'), action('Stop', 'stop'), ...always];
    case 'ended':
      return [...(state.canResume ? [action('Resume', 'resume')] : []), action('Train Again', 'again'), ...always];
    case 'preparing':
      return [action('Stop', 'stop')];
    case 'stopping':
    case undefined:
      return always;
  }
}

function action(text: string, name: TrainingPageAction): Node {
  return button(text, name, () => vscode.postMessage({ kind: 'action', action: name }));
}

function button(text: string, id: string, act: () => void): HTMLElement {
  const made = element('vscode-button', { id, secondary: '' }, [text]);
  made.addEventListener('click', act);
  return made;
}

function drawNotices(): void {
  const notes = story.notes.map((note) => {
    const remedies = note.remedies ?? [];
    return element('div', { class: `note ${note.kind}` }, [
      remedies.length > 0 ? `${note.text} What helps, each with one click:` : note.text,
      ...(remedies.length > 0 ? [ways(remedies)] : []),
    ]);
  });
  const ending = state?.status === 'ended' ? state.text || story.end?.message : undefined;
  const isBad = story.end === undefined || ['failed', 'not-a-number'].includes(story.end.reason);
  const end = ending ? [element('p', { class: `note ${isBad ? 'error' : 'information'}` }, [ending])] : [];
  const { suggested_lr: suggested } = story.end ?? {};
  const use =
    suggested === undefined
      ? []
      : [
          button(`Use ${suggested} in the Recipe`, 'useRate', () =>
            vscode.postMessage({ kind: 'useRate', lr: suggested }),
          ),
        ];
  notices.replaceChildren(...end, ...use, ...notes);
}

/** Each remedy is one click: a change of the recipe or the code, which can be undone there. */
function ways(remedies: readonly Remedy[]): Node {
  const made = remedies.map((remedy) => {
    const what = remedy.kind === 'recipe' ? `Set ${remedy.path} to ${remedy.value}` : 'Change the code of the model';
    const one = element('vscode-button', { secondary: '', title: what, class: 'remedy' }, [capital(remedy.title)]);
    one.addEventListener('click', () => vscode.postMessage({ kind: 'remedy', remedy }));
    return one;
  });
  return element('div', { class: 'ways', role: 'group', 'aria-label': 'Remedies' }, made);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function drawNumbers(): void {
  const last = story.steps.at(-1);
  const epoch = story.epochs.at(-1);
  const best = bestOf(story.epochs);
  const { start } = story;
  const done = start === undefined || last === undefined ? 0 : last.step / (start.epochs * start.steps_per_epoch);
  progress.setAttribute('value', String(story.end === undefined ? done : Math.max(done, 0)));
  progress.hidden = state?.mode !== 'train' || state.status === 'ended';
  // Before the first step there is nothing to show but what is being prepared.
  totals.hidden = last === undefined && epoch === undefined;
  totals.replaceChildren(
    total(
      'Epoch',
      start && last ? `${last.epoch} of ${start.epochs}` : '–',
      start ? `${start.steps_per_epoch} ${start.steps_per_epoch === 1 ? 'step' : 'steps'} each` : '',
    ),
    total(
      'Training',
      last ? measureText(last) : '–',
      last && Number.isFinite(last.accuracy) ? `loss ${short(last.loss)}` : '',
    ),
    total(
      'Validation',
      epoch ? measureText(epoch.validation) : '–',
      epoch === undefined || best === undefined
        ? (start?.validation_text ?? '')
        : validationNote(epoch.validation, best),
    ),
    total('Learning rate', last ? short(last.lr) : '–', ''),
    total('Speed', last ? `${Math.round(last.images_per_second).toLocaleString('en')}` : '–', 'images a second'),
    story.end === undefined
      ? total('Time left', last ? timeText(last.seconds_left) : '–', '')
      : total('Time', timeText(story.end.seconds), 'in all'),
    total('Memory', last ? `${Math.round(last.memory_bytes / 2 ** 20)} MiB` : '–', 'of the training process'),
    total('Engine', start?.device.toUpperCase() ?? '–', start?.engine ?? ''),
  );
}

/** By what runs are judged. */
function bestOf(epochs: Story['epochs']): Score | undefined {
  return epochs.findLast((one) => one.best)?.validation;
}

/** The loss where the measure is another, and the best. */
function validationNote(now: Score, best: Score): string {
  const isLoss = now.iou === undefined && !Number.isFinite(now.accuracy);
  return [...(isLoss ? [] : [`loss ${short(now.loss)}`]), `best ${measureText(best)}`].join(' · ');
}

function measureText({ loss: value, accuracy: share, iou: overlap }: Score): string {
  if (overlap !== undefined) return `IoU ${percent(overlap)}`;
  return Number.isFinite(share) ? percent(share) : `loss ${short(value)}`;
}

function total(name: string, value: string, note: string): Node {
  return element('div', {}, [
    element('dt', {}, [name]),
    element('dd', {}, [value]),
    ...(note === '' ? [] : [element('dd', { class: 'note' }, [note])]),
  ]);
}

function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function drawCurves(): void {
  const isSweep = state?.mode === 'find-learning-rate';
  curves.hidden = isSweep || (story.steps.length === 0 && story.epochs.length === 0);
  sweeps.hidden = !isSweep;
  layers.hidden = story.layers.length === 0;
  if (isSweep) {
    sweep.show([story.rates.map(({ lr }) => lr), story.rates.map((one) => one.loss)]);
    return;
  }
  const perEpoch = state?.mode === 'train' ? (story.start?.steps_per_epoch ?? 1) : 1;
  loss.show(merged(perEpoch, (one) => one.loss));
  const isMasks = story.epochs.some(({ validation }) => validation.iou !== undefined);
  accuracy.root.hidden =
    story.epochs.length > 0 && !story.epochs.some((one) => Number.isFinite(one.validation.accuracy));
  iou.root.hidden = !isMasks;
  if (isMasks)
    iou.show([story.epochs.map(({ epoch }) => epoch), story.epochs.map((one) => one.validation.iou ?? null)]);
  accuracy.show(merged(perEpoch, (one) => (Number.isFinite(one.accuracy) ? one.accuracy : null)));
  rate.show([story.steps.map(({ step }) => step / perEpoch), story.steps.map(({ lr }) => lr)]);
  small.show([
    story.epochs.map(({ epoch }) => epoch),
    story.epochs.map(({ small_weights: shares }) => shares.reduce((a, b) => a + b, 0) / Math.max(1, shares.length)),
    story.epochs.map(({ small_weights: shares }) => Math.max(0, ...shares)),
  ]);
  if (story.start !== undefined && story.layers.length > 0) heat.show({ ...story, start: story.start }, heatKind);
}

interface Measured {
  readonly loss: number;
  readonly accuracy: number;
}

/** Training by step and validation by epoch, on one horizontal axis. */
function merged(perEpoch: number, value: (one: Measured) => number | null): Data {
  const points: [number, number | null, number | null][] = [
    ...story.steps.map((one): [number, number | null, null] => [one.step / perEpoch, value(one), null]),
    ...story.epochs.map((one): [number, null, number | null] => [one.epoch, null, value(one.validation)]),
  ];
  points.sort((a, b) => a[0] - b[0]);
  return [points.map(([x]) => x), points.map(([, train]) => train), points.map(([, , validation]) => validation)];
}

function drawImages(): void {
  drawn = story.said;
  images.replaceChildren(...saidOf(story));
}

function saidOf({ said, start }: Story): Node[] {
  if (said === undefined || start === undefined) return [];
  switch (said.event) {
    case 'masks':
      return masksView(said, start.classes);
    case 'numbers':
      return numbersView(said);
    case 'predictions':
      return [
        sampleGrid(`What it says after epoch ${said.epoch}`, said.samples, said.size, start.classes),
        sampleGrid('Worst mistakes: wrong, and sure of it', said.mistakes, said.size, start.classes),
        confusionTable(said.confusion, start.classes),
      ];
  }
}

function heatButtons(): Node {
  const choices: readonly Choice<HeatKind>[] = [
    { text: 'Gradients', id: 'heatGradient', value: 'gradient' },
    { text: 'Steps / Weights', id: 'heatUpdate', value: 'update' },
    { text: 'Small Weights', id: 'heatSmall', value: 'small' },
  ];
  return toggles('What is shown of the layers', choices, heatKind, (kind) => {
    heatKind = kind;
    drawCurves();
  });
}
