/** Small charts of a layer's numbers: bars and a falling curve, as SVG with words for those who cannot see them. */
import type { Histogram } from '../../../server/src/inspect';
import { numberText } from '../atlas/legend';
import { element } from '../dom/element';
import { svg } from '../dom/svg';

const WIDTH = 260;
const HEIGHT = 90;

function figure(title: string, text: string, shapes: readonly Node[], low: string, high: string): HTMLElement {
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${title}: ${text}`,
    },
    [svg('line', { class: 'axis', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }), ...shapes],
  );
  return element('figure', {}, [
    element('figcaption', {}, [element('b', {}, [title]), element('span', { class: 'about' }, [text])]),
    picture,
    element('div', { class: 'ends' }, [element('span', {}, [low]), element('span', {}, [high])]),
  ]);
}

export function histogramChart({ low, high, counts }: Histogram, text: string): HTMLElement {
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const bars = counts.map((count, i) => {
    const height = (count / most) * (HEIGHT - 4);
    return svg('rect', { class: 'bar', x: i * step, y: HEIGHT - height, width: Math.max(0.5, step - 0.6), height });
  });
  const zero = low < 0 && high > 0 ? ((0 - low) / (high - low)) * WIDTH : undefined;
  const line = zero === undefined ? [] : [svg('line', { class: 'zero', x1: zero, x2: zero, y1: 0, y2: HEIGHT })];
  return figure('Distribution', text, [...bars, ...line], numberText(low), numberText(high));
}

/** Singular values, largest first. */
export function spectrumChart(values: readonly number[], effectiveRank: number): HTMLElement {
  const most = Math.max(1e-12, values[0] ?? 0);
  const step = WIDTH / Math.max(1, values.length - 1);
  const y = (value: number): number => HEIGHT - 2 - (value / most) * (HEIGHT - 6);
  const shape =
    values.length === 1
      ? svg('line', { class: 'curve', x1: 0, x2: WIDTH, y1: y(values[0] ?? 0), y2: y(values[0] ?? 0) })
      : svg('polyline', { class: 'curve', points: values.map((value, i) => `${i * step},${y(value)}`).join(' ') });
  const text = `largest ${numberText(most)}, smallest ${numberText(values.at(-1) ?? 0)}; as if ${effectiveRank.toFixed(1)} of ${values.length} directions were in use`;
  return figure('Singular values', text, [shape], 'first', `${values.length}th`);
}

export function normsChart(norms: Float32Array, dead: readonly number[]): HTMLElement {
  const sorted = norms.toSorted().reverse();
  const most = Math.max(1e-12, sorted[0] ?? 0);
  const step = WIDTH / Math.max(1, sorted.length);
  const bars = [...sorted].map((norm, i) => {
    const height = Math.max(0.5, (norm / most) * (HEIGHT - 4));
    return svg('rect', { class: 'bar', x: i * step, y: HEIGHT - height, width: Math.max(0.4, step * 0.85), height });
  });
  const count = dead.length === 0 ? 'none is dead' : `${dead.length} dead`;
  return figure(
    'Norm of each filter',
    `largest first; ${count}`,
    bars,
    numberText(most),
    numberText(sorted.at(-1) ?? 0),
  );
}
