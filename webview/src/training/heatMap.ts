/** Layers × time: the norm of each layer's gradient, how far it moves, or how many of its weights are small. */
import { type EpochEvent, type LayersEvent, SMALL_WEIGHT, type StartEvent } from '../../../server/src/protocol';
import { element } from '../dom/element';

type StepKind = 'gradient' | 'update';
export type HeatKind = StepKind | 'small';

export interface Measured {
  readonly start: StartEvent;
  /** Columns of `gradient` and `update`. */
  readonly layers: readonly LayersEvent[];
  /** Columns of `small`. */
  readonly epochs: readonly EpochEvent[];
}

const ROW = 14;
/** A power of ten that is as good as nothing: the bias before a normalisation has no gradient at all. */
const NOTHING = -11;
const MOST_WIDTH = 900;

export interface HeatMap {
  readonly root: HTMLElement;
  readonly show: (measured: Measured, kind: HeatKind) => void;
}

export function heatMap(): HeatMap {
  const canvas = element('canvas', { role: 'img', tabindex: '0' });
  const rows = element('div', { class: 'rows' });
  const legend = element('p', { class: 'faint legend' });
  const root = element('div', { class: 'heat' }, [element('div', { class: 'heat-body' }, [rows, canvas]), legend]);
  return {
    root,
    show(measured, kind) {
      const { start } = measured;
      rows.replaceChildren(...start.layers.map((name) => element('span', { title: name }, [name])));
      if (!(canvas instanceof HTMLCanvasElement)) return;
      const { columns, low, high, text, last } = kind === 'small' ? smallWeights(measured) : powers(measured, kind);
      draw(canvas, columns, start.layers.length, low, high);
      legend.textContent = text;
      canvas.setAttribute('aria-label', last);
    },
  };
}

interface Picture {
  readonly columns: readonly (readonly number[])[];
  /** Dark and bright. */
  readonly low: number;
  readonly high: number;
  readonly text: string;
  /** The last column, spoken. */
  readonly last: string;
}

function powers({ start, layers }: Measured, kind: StepKind): Picture {
  const columns = layers.map((one) => start.layers.map((_, row) => power(one, row, kind)));
  const finite = columns.flat().filter((value) => value > NOTHING);
  const low = finite.length === 0 ? -4 : Math.min(...percentiles(finite));
  const high = finite.length === 0 ? 0 : Math.max(...percentiles(finite));
  const what = kind === 'gradient' ? 'Norm of the gradient' : 'Step in relation to the weights';
  const text = `${what}: dark ${tens(low)}, bright ${tens(high)}; step by step from left to right. A row that stays dark does not learn.`;
  return { columns, low, high, text, last: spoken(start, layers.at(-1), kind) };
}

/** Shares of each layer's weights, by epoch: what an L1 penalty does. */
function smallWeights({ start, epochs }: Measured): Picture {
  const columns = epochs.map((one) => one.small_weights);
  const high = Math.max(0.01, ...columns.flat());
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const text = `Share of weights smaller than ${SMALL_WEIGHT}: dark none, bright ${percent(high)}; epoch by epoch from left to right. An L1 penalty makes rows bright.`;
  const parts = start.layers.map((name, row) => `${name} ${percent(columns.at(-1)?.[row] ?? 0)}`);
  const last =
    epochs.length === 0 ? 'No epoch is done yet.' : `Small weights after epoch ${epochs.length}: ${parts.join(', ')}`;
  return { columns, low: 0, high, text, last };
}

/** A power of ten, to one digit: 0.6, 5 × 10⁻¹⁰. */
function tens(exponent: number): string {
  const value = 10 ** exponent;
  if (value >= 1e-3 && value < 1e4) return String(Number(value.toPrecision(1)));
  const [digits = '', power = ''] = value.toExponential(0).split('e');
  return `${digits} × 10${[...power.replace('+', '')].map((one) => SUPERSCRIPTS[one] ?? one).join('')}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'-0123456789'].map((one, i) => [one, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i] ?? one]),
);

/** Powers of ten. */
function power({ gradient, update, weight }: LayersEvent, row: number, kind: StepKind): number {
  const value = kind === 'gradient' ? (gradient[row] ?? 0) : (update[row] ?? 0) / Math.max(1e-12, weight[row] ?? 0);
  return Math.max(Math.log10(value), NOTHING);
}

function percentiles(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return [at(0.02), at(0.98)];
}

function draw(canvas: HTMLCanvasElement, columns: Picture['columns'], rows: number, low: number, high: number): void {
  const width = Math.max(1, Math.min(MOST_WIDTH, columns.length));
  canvas.width = width;
  canvas.height = Math.max(1, rows);
  canvas.style.height = `${rows * ROW}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, Math.max(1, rows));
  for (let x = 0; x < width; x += 1) {
    const column = columns[Math.floor((x * columns.length) / width)] ?? [];
    for (let y = 0; y < rows; y += 1) {
      const share = Math.min(1, Math.max(0, ((column[y] ?? low) - low) / Math.max(1e-9, high - low)));
      image.data.set(shade(share), 4 * (y * width + x));
    }
  }
  context.putImageData(image, 0, 0);
}

/** Dark violet to yellow, even in lightness, and readable without colour (after matplotlib's viridis). */
const STOPS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

export function shade(share: number): [number, number, number, number] {
  const at = share * (STOPS.length - 1);
  const from = STOPS[Math.floor(at)] ?? [0, 0, 0];
  const to = STOPS[Math.min(STOPS.length - 1, Math.floor(at) + 1)] ?? from;
  const blend = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * (at - Math.floor(at));
  return [blend(0), blend(1), blend(2), 255];
}

function spoken({ layers }: StartEvent, last: LayersEvent | undefined, kind: StepKind): string {
  if (last === undefined) return 'Nothing has been measured yet.';
  const parts = layers.map((name, row) => `${name} ${(10 ** power(last, row, kind)).toPrecision(2)}`);
  return `${kind === 'gradient' ? 'Gradient norms' : 'Relative steps'} at step ${last.step}: ${parts.join(', ')}`;
}
