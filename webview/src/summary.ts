/** The page of the summary: totals, the table of layers, what it rests on and what is not known. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type {
  FromSummaryPage,
  PlainLocation,
  SummaryModel,
  SummaryPageCommand,
  SummaryState,
  ToSummaryPage,
  UnknownItem,
} from '../../server/src/protocol';
import { element } from './dom/element';
import { layerTable } from './summary/layerTable';

/** What survives a reload of the window. */
interface Kept {
  readonly uri: string;
  readonly model: string | undefined;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromSummaryPage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const page = document.getElementById('page') ?? document.body;
let fileName = '';
let uri = vscode.getState()?.uri ?? '';
let chosen = vscode.getState()?.model;
let state: SummaryState = { kind: 'reading' };
const folded = new Set<string>();

window.addEventListener('message', ({ data }: MessageEvent<ToSummaryPage>) => {
  ({ uri, fileName } = data);
  state = data.state ?? state;
  if (data.cls !== undefined && state.kind === 'models')
    choose(state.models.find(({ cls }) => cls === data.cls)?.model);
  else if (data.cls !== undefined) chosen = data.cls;
  keep();
  draw();
});
vscode.postMessage({ kind: 'ready' });

function keep(): void {
  vscode.setState({ uri, model: chosen });
}

function choose(model: string | undefined): void {
  chosen = model;
  keep();
}

function draw(): void {
  const { scrollX, scrollY } = window;
  const focused = document.activeElement?.id;
  page.replaceChildren(...contents());
  window.scrollTo(scrollX, scrollY);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function contents(): Node[] {
  switch (state.kind) {
    case 'reading':
      return [notice(`Reading ${fileName} …`, [])];
    case 'closed':
      return [
        notice(`${fileName} is closed. Open it to see its summary.`, [
          button('Open it', () => vscode.postMessage({ kind: 'open' })),
        ]),
      ];
    case 'stopped':
      return [
        notice('Convscope has stopped, so there is nothing up to date to show.', [
          commandButton('Restart', 'restartServer'),
        ]),
      ];
    case 'failed':
      return [
        notice('The summary could not be made. The output says why.', [commandButton('Show Output', 'showOutput')]),
      ];
    case 'models': {
      const model = shownModel(state.models);
      return model === undefined ? [nothing(state.notKnown)] : summary(model, state.models);
    }
  }
}

/** The chosen one: by its expression, or by its class where the code has changed. */
function shownModel(models: readonly SummaryModel[]): SummaryModel | undefined {
  return models.find(({ model }) => model === chosen) ?? models.find(({ cls }) => cls === chosen) ?? models[0];
}

function nothing(notKnown: number): Node {
  const advice =
    notKnown > 0
      ? 'There are models, but not enough is known about them to follow their code.'
      : 'A model is a class derived from nn.Module, with layers in __init__ and a forward. As soon as one can be read, its summary appears here.';
  const ways =
    notKnown > 0
      ? [commandButton('Set Input Shape…', 'setInputShape'), commandButton('Show What Is Not Known', 'showUnknown')]
      : [commandButton('Open an Example…', 'openExample')];
  return notice(`No model in ${fileName} yet`, ways, advice);
}

function notice(title: string, ways: readonly Node[], advice = ''): Node {
  return element('section', { class: 'notice', role: 'status' }, [
    element('h1', {}, [title]),
    ...(advice ? [element('p', {}, [advice])] : []),
    element('div', { class: 'ways' }, ways),
  ]);
}

function summary(model: SummaryModel, models: readonly SummaryModel[]): Node[] {
  return [
    heading(model, models),
    totals(model),
    layerTable(model, folded, reveal),
    ...list(
      'It holds under these conditions',
      model.assumptions.map((text) => element('li', {}, [text])),
    ),
    ...list(`Not known (${model.unknown.length})`, model.unknown.map(unknownItem)),
  ];
}

function heading(model: SummaryModel, models: readonly SummaryModel[]): Node {
  const cls = model.cls === model.model ? [] : [element('span', { class: 'faint' }, [model.cls])];
  const name = element('h1', {}, [element('code', {}, [model.model]), ...cls]);
  return element('header', {}, [models.length > 1 ? picker(model, models) : name]);
}

function picker(model: SummaryModel, models: readonly SummaryModel[]): Node {
  const options = models.map((one) => {
    const selected: Record<string, string> = one.model === model.model ? { selected: '' } : {};
    return element('vscode-option', { value: one.model, ...selected }, [one.model]);
  });
  const select = element('vscode-single-select', { id: 'model', label: 'Model', 'aria-label': 'Model' }, options);
  select.addEventListener('change', () => {
    choose('value' in select && typeof select.value === 'string' ? select.value : undefined);
    draw();
  });
  return element('h1', {}, [select]);
}

function totals(model: SummaryModel): Node {
  return element('dl', { class: 'totals' }, [
    ...total('Input', model.input, model.inputSource, [commandButton('Change…', 'setInputShape', model.cls)]),
    ...total('Output', model.output, `in ${model.mode} mode`),
    ...total('Parameters', model.params, `${model.trainable} trainable`),
    ...total('Multiply-adds', model.macs, 'convolutions, linear layers, products'),
    ...total('Memory to train', model.memory, 'SGD with momentum, in 32 bits'),
    ...total('Receptive field', fieldText(model.receptiveField), 'input pixels that one output depends on'),
  ]);
}

function fieldText(size: string | undefined): string {
  if (size === undefined) return 'not known';
  return size.split('×').every((axis) => axis === 'all') ? 'the whole input' : size;
}

function total(name: string, value: string, note: string, extra: readonly Node[] = []): Node[] {
  const notes = note === '' ? [] : [element('dd', { class: 'note' }, [note])];
  return [element('div', {}, [element('dt', {}, [name]), element('dd', {}, [value, ...extra]), ...notes])];
}

function list(title: string, items: readonly Node[]): Node[] {
  if (items.length === 0) return [];
  return [element('section', {}, [element('h2', {}, [title]), element('ul', {}, items)])];
}

function unknownItem({ reason, count, location }: UnknownItem): Node {
  const text = count > 1 ? `${reason} (${count} times)` : reason;
  if (location === undefined) return element('li', {}, [text]);
  const link = element('a', { href: '#' }, [text]);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    reveal(location, false);
  });
  return element('li', {}, [link]);
}

function reveal(location: PlainLocation, keepFocus: boolean): void {
  vscode.postMessage({ kind: 'reveal', location, keepFocus });
}

function commandButton(text: string, command: SummaryPageCommand, cls?: string): Node {
  return button(
    text,
    () => vscode.postMessage({ kind: 'command', command, ...(cls !== undefined && { cls }) }),
    command,
  );
}

function button(text: string, act: () => void, id = text): Node {
  const made = element('vscode-button', { id, secondary: '' }, [text]);
  made.addEventListener('click', act);
  return made;
}
