/** A line chart by uPlot, in the theme's colours, with its last values as text for those who cannot see it. */
import uPlot from 'uplot';
import { element } from '../dom/element';
import { type Colours, coloursNow } from '../dom/theme';

export interface Line {
  readonly label: string;
  readonly colour: keyof Colours;
  readonly dashed?: boolean;
  readonly points?: boolean;
}
export interface ChartOptions {
  readonly title: string;
  readonly x: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Logarithmic horizontal axis. */
  readonly logarithmic?: boolean;
  readonly range?: readonly [number, number];
}
export interface Chart {
  readonly root: HTMLElement;
  /** Horizontal values, then those of each line; null: none there. */
  readonly show: (data: Data) => void;
  readonly restyle: () => void;
}
export type Data = [number[], ...(number | null)[][]];

const HEIGHT = 200;
/** More of them are a thick line. */
const MOST_POINTS = 40;

export function chart(options: ChartOptions): Chart {
  const place = element('div', { class: 'plot' });
  const summary = element('p', { class: 'hidden', role: 'status', 'aria-live': 'off' });
  const root = element('figure', { class: 'chart', 'aria-label': options.title }, [
    element('figcaption', {}, [options.title]),
    place,
    summary,
  ]);
  let data: Data = [[], ...options.lines.map(() => [])];
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = new uPlot(settings(options, place.clientWidth || 360), data, place);
  };
  new ResizeObserver(() => {
    if (plot === undefined) draw();
    else if (place.clientWidth > 0 && plot.width !== place.clientWidth)
      plot.setSize({ width: place.clientWidth, height: HEIGHT });
  }).observe(place);
  return {
    root,
    show(next) {
      data = next;
      plot?.setData(next);
      if (plot !== undefined && plot.cursor.idx === null) plot.setLegend({ idxs: next.map(() => null) });
      summary.textContent = options.lines
        .map(({ label }, i) => {
          const last = data[i + 1]?.findLast((value) => value !== null);
          return `${label}: ${last === undefined || last === null ? 'none' : options.format(last)}`;
        })
        .join(', ');
    },
    restyle: draw,
  };
}

const short = (value: number | undefined): string => (value === undefined ? '–' : String(Number(value.toPrecision(3))));

const countOf = (values: ArrayLike<number | null | undefined> | undefined): number =>
  Array.from(values ?? []).filter((one) => one != null).length;

/** Training and validation are measured at other places: under the cursor stands the nearest of each. */
function nearest({ data }: uPlot, series: number, closest: number): number {
  const values = data[series] ?? [];
  for (let away = 0; away < values.length; away += 1)
    for (const at of [closest - away, closest + away]) if (values[at] != null) return at;
  return closest;
}

function settings({ lines, format, logarithmic, range, x }: ChartOptions, width: number): uPlot.Options {
  const colours = coloursNow();
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: colours.faint, font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    cursor: { drag: { x: true, y: false }, points: { size: 6 }, dataIdx: nearest },
    scales: {
      x: { time: false, ...(logarithmic && { distr: 3 as const }) },
      y: range === undefined ? {} : { range: [...range] },
    },
    axes: [
      { ...axis, label: x, labelFont: font, labelSize: 16, size: 28 },
      { ...axis, size: 52, values: (_: uPlot, values: number[]) => values.map((value) => format(value)) },
    ],
    legend: { live: true },
    series: [
      { label: x, value: (u: uPlot, value: number | null) => short(value ?? u.data[0].at(-1)) },
      ...lines.map(({ label, colour, dashed, points }) => ({
        label,
        stroke: colours[colour],
        width: 1.5,
        spanGaps: true,
        ...(dashed && { dash: [4, 3] }),
        points: { show: (u: uPlot, i: number) => points === true && countOf(u.data[i]) <= MOST_POINTS, size: 5 },
        value: (u: uPlot, value: number | null, i: number) => {
          const shown = value ?? Array.from(u.data[i] ?? []).findLast((one) => one != null);
          return shown == null ? '–' : format(shown);
        },
      })),
    ],
  };
}
