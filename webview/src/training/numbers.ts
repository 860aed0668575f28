/** Numbers beside what the model says of them: on the diagonal where it is right. */
import type { NumbersEvent } from '../../../server/src/protocol';
import { element } from '../dom/element';
import { svg } from '../dom/svg';

const SIDE = 260;
const PAD = 34;

export function numbersView({ epoch, truth, said }: NumbersEvent): Node[] {
  const points = truth.flatMap((values, i) =>
    values.map((is, j): [number, number] => [is, said[i]?.[j] ?? Number.NaN]),
  );
  const known = points.filter(([is, says]) => Number.isFinite(is) && Number.isFinite(says));
  const r2 = determination(known);
  const text = `${known.length} numbers after epoch ${epoch}, R² ${r2.toFixed(3)}`;
  return [
    element('section', {}, [
      element('h2', {}, ['What it says of numbers']),
      scatter(known, text),
      element('p', { class: 'faint' }, [`${text}. To the right what they are, upwards what the model says.`]),
    ]),
  ];
}

/** The share of the variance that is explained: 1 − Σ(is − says)² / Σ(is − mean)². */
function determination(points: readonly (readonly [number, number])[]): number {
  const mean = points.reduce((sum, [is]) => sum + is, 0) / Math.max(1, points.length);
  const spread = points.reduce((sum, [is]) => sum + (is - mean) ** 2, 0);
  return 1 - points.reduce((sum, [is, says]) => sum + (is - says) ** 2, 0) / Math.max(1e-12, spread);
}

function scatter(points: readonly (readonly [number, number])[], label: string): Node {
  const all = points.flat();
  const low = Math.min(...all);
  const high = Math.max(...all);
  const to = (value: number): number => PAD + ((value - low) / Math.max(1e-12, high - low)) * (SIDE - 2 * PAD);
  const up = (value: number): number => SIDE - to(value);
  const short = (value: number): string => Number(value.toPrecision(3)).toString();
  const dots = points.map(([is, says]) => svg('circle', { cx: to(is), cy: up(says), r: 2, class: 'dot' }));
  return svg('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, class: 'scatter', role: 'img', 'aria-label': label }, [
    svg('line', { x1: to(low), y1: up(low), x2: to(high), y2: up(high), class: 'diagonal' }),
    ...dots,
    svg('text', { x: PAD, y: SIDE - 10 }, [short(low)]),
    svg('text', { x: SIDE - PAD, y: SIDE - 10, 'text-anchor': 'end' }, [short(high)]),
  ]);
}
