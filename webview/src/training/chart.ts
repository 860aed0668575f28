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

function settings({ lines, format, logarithmic, range, x }: ChartOptions, width: number): uPlot.Options {
  const colours = coloursNow();
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: colours.faint, font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    cursor: { drag: { x: true, y: false }, points: { size: 6 } },
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
      { label: x },
      ...lines.map(({ label, colour, dashed, points }) => ({
        label,
        stroke: colours[colour],
        width: 1.5,
        spanGaps: true,
        ...(dashed && { dash: [4, 3] }),
        points: { show: points === true, size: 5 },
        value: (_: uPlot, value: number | null) => (value === null ? '–' : format(value)),
      })),
    ],
  };
}
