/** The page of the diagram: tabs with views of one model, which follow the code. */
import type { SvgFonts } from '../../server/src/draw';
import type {
  DiagramPageCommand,
  DiagramState,
  FromDiagramPage,
  KernelsAnswer,
  PlainLocation,
  RequestName,
  Requests,
  ToDiagramPage,
} from '../../server/src/protocol';
import { afterReading } from './diagram/lastGood';
import { tabBar } from './diagram/tabs';
import type { OpenView, Shown, View, ViewContext } from './diagram/view';
import { VIEWS } from './diagram/views';
import { element } from './dom/element';

/** What survives hiding, moving and reloading. */
interface Kept {
  readonly uri: string;
  readonly model: string | undefined;
  readonly view: string | undefined;
  readonly views: Readonly<Record<string, unknown>>;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromDiagramPage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const page = document.getElementById('page') ?? document.body;
let kept: Kept = vscode.getState() ?? { uri: '', model: undefined, view: undefined, views: {} };
let fileName = '';
let cards: number | undefined;
let state: DiagramState = { kind: 'reading' };
let shown: Shown | undefined;
let open: { readonly view: View; readonly handle: OpenView } | undefined;

/** Questions that wait for their answer. */
const waiting = new Map<number, (result: unknown) => void>();
let questions = 0;

const bar = element('header', { class: 'bar' });
const banner = element('div', { class: 'banner', role: 'status' });
const host = element('main', { id: 'view' });
page.append(bar, banner, host);

window.addEventListener('message', ({ data }: MessageEvent<ToDiagramPage>) => {
  switch (data.kind) {
    case 'show':
      receive(data);
      return;
    case 'cursor':
      open?.handle.cursor?.(data.location);
      return;
    case 'learning':
      open?.handle.learning?.(data.run);
      return;
    case 'hover':
      settle(data.id, data.markdown);
      return;
    case 'answer':
      settle(data.id, data.result);
      return;
  }
});
vscode.postMessage({ kind: 'ready' });

function receive(message: Extract<ToDiagramPage, { kind: 'show' }>): void {
  fileName = message.fileName;
  cards = message.cards;
  if (message.uri !== kept.uri) keep({ uri: message.uri, model: undefined });
  if (message.view !== undefined) keep({ view: message.view });
  state = message.state ?? state;
  if (state.kind === 'read') {
    shown = afterReading(shown, state.answer);
    if (shown) keep({ model: shown.model.model });
  }
  draw();
}

function keep(change: Partial<Kept>): void {
  kept = { ...kept, ...change };
  vscode.setState(kept);
}

function draw(): void {
  drawBar();
  if (shown && state.kind !== 'closed') {
    drawBanner(shown);
    drawView(shown);
    return;
  }
  closeView();
  banner.replaceChildren();
  host.replaceChildren(...notice());
}

function drawBar(): void {
  const focused = document.activeElement?.id;
  const tabs = tabBar(VIEWS, currentView().id, (id) => {
    keep({ view: id });
    draw();
  });
  const title = element('h1', { class: 'unseen' }, [`Diagram of ${shown?.model.model ?? fileName}`]);
  bar.replaceChildren(title, tabs, ...picker());
  if (focused) document.getElementById(focused)?.focus();
}

const currentView = (): View => VIEWS.find(({ id }) => id === kept.view) ?? (VIEWS[0] as View);

function picker(): Node[] {
  const models = shown?.models ?? [];
  if (models.length < 2) return shown ? [element('code', { class: 'model' }, [shown.model.model])] : [];
  const options = models.map(({ model }) => {
    const selected: Record<string, string> = model === shown?.model.model ? { selected: '' } : {};
    return element('option', { value: model, ...selected }, [model]);
  });
  const select = element('select', { id: 'model', 'aria-label': 'Model' }, options);
  select.addEventListener('change', () => vscode.postMessage({ kind: 'model', model: select.value }));
  return [select];
}

function drawBanner({ problems, isStale }: Shown): void {
  const [problem] = problems;
  const texts = [
    ...(state.kind === 'stopped' ? ['Convscope has stopped; this is the last picture.'] : []),
    ...(problem ? [problem.message] : []),
    ...(isStale ? ['The picture is the last that could be drawn.'] : []),
  ];
  const link = problem?.location;
  banner.className = problem ? 'banner error' : 'banner';
  banner.replaceChildren(...texts.map((text) => element('span', {}, [text])));
  if (link)
    banner.append(
      button('Go to the line', () => vscode.postMessage({ kind: 'reveal', location: link, keepFocus: false })),
    );
  if (state.kind === 'stopped') banner.append(command('Restart', 'restartServer'));
}

function drawView(now: Shown): void {
  const view = currentView();
  if (open?.view !== view) {
    closeView();
    host.replaceChildren();
    host.setAttribute('aria-labelledby', `tab-${view.id}`);
    open = { view, handle: view.open(host, contextOf(view)) };
  }
  open.handle.show(now);
}

function closeView(): void {
  open?.handle.close();
  open = undefined;
}

function contextOf(view: View): ViewContext {
  return {
    uri: () => kept.uri,
    cards: () => cards,
    post: (message) => vscode.postMessage(message),
    ask: <N extends RequestName>(name: N, params: Requests[N]['params']) =>
      question((id) => ({ kind: 'ask', id, name, params })) as Promise<Requests[N]['result'] | undefined>,
    hover: async (location: PlainLocation) => {
      const text = await question((id) => ({ kind: 'hover', id, location }));
      return typeof text === 'string' ? text : '';
    },
    committed: async () => {
      const found = await question((id) => ({ kind: 'committed', id }));
      return isCommitted(found) ? found : { reason: 'The last commit cannot be read.' };
    },
    kernels: async (model, layer, chooses) => {
      const found = await question((id) => ({ kind: 'kernels', id, model, layer, chooses }));
      return isKernels(found) ? found : undefined;
    },
    fonts: async () => {
      const found = await question((id) => ({ kind: 'fonts', id }));
      return isFonts(found) ? found : undefined;
    },
    kept: () => kept.views[view.id],
    keep: (value) => keep({ views: { ...kept.views, [view.id]: value } }),
  };
}

function isCommitted(found: unknown): found is Awaited<ReturnType<ViewContext['committed']>> {
  return typeof found === 'object' && found !== null && ('text' in found || 'reason' in found);
}

const isKernels = (found: unknown): found is KernelsAnswer =>
  typeof found === 'object' && found !== null && ('data' in found || 'reason' in found);

const isFonts = (found: unknown): found is SvgFonts =>
  typeof found === 'object' && found !== null && 'regular' in found && 'symbols' in found;

function question(message: (id: number) => FromDiagramPage): Promise<unknown> {
  questions += 1;
  const id = questions;
  vscode.postMessage(message(id));
  return new Promise((resolve) => waiting.set(id, resolve));
}

function settle(id: number, result: unknown): void {
  waiting.get(id)?.(result);
  waiting.delete(id);
}

function notice(): Node[] {
  switch (state.kind) {
    case 'reading':
      return [said(`Reading ${fileName} …`, '', [])];
    case 'closed':
      return [
        said(`${fileName} is closed. Open it to see its diagram.`, '', [
          button('Open it', () => vscode.postMessage({ kind: 'open' })),
        ]),
      ];
    case 'stopped':
      return [
        said('Convscope has stopped, so there is nothing up to date to show.', '', [
          command('Restart', 'restartServer'),
        ]),
      ];
    case 'failed':
      return [said('The diagram could not be made. The output says why.', '', [command('Show Output', 'showOutput')])];
    case 'read':
      return [
        said(
          `No model in ${fileName} yet`,
          'A model is a class derived from nn.Module, with layers in __init__ and a forward. As soon as one can be read, it is drawn here.',
          [
            command('Set Input Shape…', 'setInputShape'),
            command('Show What Is Not Known', 'showUnknown'),
            command('Open an Example…', 'openExample'),
          ],
        ),
      ];
  }
}

function said(title: string, advice: string, ways: readonly Node[]): Node {
  return element('section', { class: 'notice', role: 'status' }, [
    element('h1', {}, [title]),
    ...(advice ? [element('p', {}, [advice])] : []),
    element('div', { class: 'ways' }, ways),
  ]);
}

const command = (text: string, id: DiagramPageCommand): Node =>
  button(text, () => vscode.postMessage({ kind: 'command', command: id }));

function button(text: string, act: () => void): Node {
  const made = element('button', { type: 'button', class: 'button' }, [text]);
  made.addEventListener('click', act);
  return made;
}
