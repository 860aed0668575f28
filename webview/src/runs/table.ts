/** The figures of each run, the best in each column marked; and where their recipes differ. */
import type { ComparedRun } from '../../../server/src/protocol';
import { element } from '../dom/element';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const whole = (count: number): string => Math.round(count).toLocaleString('en');

interface Column {
  readonly title: string;
  readonly value: (run: ComparedRun) => number | undefined;
  readonly format: (value: number) => string;
  readonly better?: 'more' | 'less';
}

const COLUMNS: readonly Column[] = [
  {
    title: 'Best accuracy',
    value: ({ epochs }) => most(epochs.map(({ validation }) => validation.accuracy)),
    format: percent,
    better: 'more',
  },
  {
    title: 'Lowest loss',
    value: ({ epochs }) => least(epochs.map(({ validation }) => validation.loss)),
    format: (loss) => loss.toFixed(4),
    better: 'less',
  },
  {
    title: 'Best mean IoU',
    value: ({ epochs }) => most(epochs.flatMap(({ validation }) => validation.iou ?? [])),
    format: percent,
    better: 'more',
  },
  { title: 'Test accuracy', value: ({ end }) => end?.test?.accuracy, format: percent, better: 'more' },
  { title: 'Epochs', value: ({ epochs }) => epochs.length, format: whole },
  { title: 'Parameters', value: ({ start }) => start?.parameters, format: whole, better: 'less' },
  { title: 'Time', value: secondsOf, format: (seconds) => `${seconds.toFixed(1)} s`, better: 'less' },
  {
    title: 'Images / s',
    value: ({ epochs }) => most(epochs.map((one) => one.images_per_second)),
    format: whole,
    better: 'more',
  },
];

function secondsOf({ epochs }: ComparedRun): number | undefined {
  return epochs.length === 0 ? undefined : epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}

const finite = (values: readonly number[]): number[] => values.filter(Number.isFinite);
const most = (values: readonly number[]) => finite(values).reduce<number | undefined>(larger, undefined);
const least = (values: readonly number[]) => finite(values).reduce<number | undefined>(smaller, undefined);
const larger = (a: number | undefined, b: number): number => (a === undefined || b > a ? b : a);
const smaller = (a: number | undefined, b: number): number => (a === undefined || b < a ? b : a);

export interface TableOptions {
  /** A mark in the colour of a run's curves. */
  readonly mark: (index: number) => Node;
  readonly open: (run: string) => void;
}

export function figuresTable(runs: readonly ComparedRun[], { mark, open }: TableOptions): Node {
  const used = COLUMNS.filter(({ value }) => runs.some((run) => value(run) !== undefined));
  const best = used.map(({ value, better }) => {
    const values = finite(runs.map((run) => value(run) ?? Number.NaN));
    if (new Set(values).size < 2 || better === undefined) return undefined;
    return better === 'more' ? most(values) : least(values);
  });
  const rows = runs.map((run, i) => {
    const name = element('vscode-button', { secondary: '', class: 'run', 'aria-label': `Open ${run.name}` }, [
      run.name,
    ]);
    name.addEventListener('click', () => open(run.name));
    const about = [run.model, run.start?.data, run.note].filter(Boolean).join(' · ');
    return element('tr', {}, [
      element('th', { scope: 'row' }, [mark(i), name, element('div', { class: 'faint' }, [about])]),
      ...used.map(({ value, format }, column) => {
        const number = value(run);
        const text = number === undefined || Number.isNaN(number) ? '–' : format(number);
        const isBest = number !== undefined && number === best[column];
        return element('td', {}, isBest ? [element('strong', { title: 'the best' }, [text])] : [text]);
      }),
    ]);
  });
  return table(['Run', ...used.map(({ title }) => title)], rows);
}

export function differencesTable(
  runs: readonly ComparedRun[],
  differences: readonly { readonly path: string; readonly values: readonly string[] }[],
): Node {
  if (differences.length === 0)
    return element('p', { class: 'faint' }, ['The recipes are alike: what differs is the code of the model.']);
  const rows = differences.map(({ path, values }) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, [element('code', {}, [path])]),
      ...values.map((value) => element('td', {}, [value === '' ? '–' : value])),
    ]),
  );
  return table(['Recipe', ...runs.map(({ name }) => name)], rows);
}

function table(titles: readonly string[], rows: readonly Node[]): Node {
  const head = element(
    'tr',
    {},
    titles.map((title) => element('th', { scope: 'col' }, [title])),
  );
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': titles[0] ?? '' }, [
    element('table', { class: 'figures' }, [element('thead', {}, [head]), element('tbody', {}, rows)]),
  ]);
}
