/** Memory while training against batch size, and the largest batch that a GPU holds. */
import { bytesText } from '../../../../server/src/draw';
import type { TrainingMemory } from '../../../../server/src/protocol';
import { element } from '../../dom/element';
import { svg } from '../../dom/svg';

/** GiB of usual GPUs. */
const SIZES = [4, 6, 8, 12, 16, 24, 40, 80];
const GIB = 2 ** 30;
const WIDTH = 360;
const HEIGHT = 150;
const MARGIN = { left: 64, right: 12, top: 10, bottom: 26 };

export function memoryChart(memory: TrainingMemory, gib: number, choose: (gib: number) => void): HTMLElement {
  const limit = gib * GIB;
  const largest = Math.floor((limit - memory.fixed) / memory.perSample);
  const select = element(
    'select',
    { id: 'gpu memory', 'aria-label': 'Memory of the GPU' },
    SIZES.map((size) =>
      element('option', { value: String(size), ...(size === gib && { selected: '' }) }, [`${size} GiB`]),
    ),
  );
  select.addEventListener('change', () => choose(Number(select.value)));
  return element('section', { class: 'memory' }, [
    element('h2', {}, ['Memory to train']),
    element('p', {}, [
      'A GPU with ',
      select,
      largest >= 1
        ? ` holds a batch of ${memory.exact ? '' : 'at most '}${largest.toLocaleString('en-US')}.`
        : ' does not hold one sample.',
    ]),
    chart(memory, limit, Math.max(1, largest)),
    element('p', { class: 'faint' }, [
      `${bytesText(memory.fixed)} for weights, gradients, momentum and buffers, ${memory.exact ? '' : 'at least '}${bytesText(Math.round(memory.perSample))} a sample for what backward needs. SGD with momentum, 32 bits. The allocator's and cuDNN's own space is not counted.`,
    ]),
  ]);
}

function chart({ fixed, perSample }: TrainingMemory, limit: number, largest: number): SVGElement {
  const most = niceBatch(largest * 1.3);
  const top = Math.max(limit * 1.15, fixed + perSample);
  const x = (batch: number): number => MARGIN.left + (batch / most) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (bytes: number): number => HEIGHT - MARGIN.bottom - (bytes / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const end = Math.min(most, (top - fixed) / perSample);
  const label = (text: string, at: Record<string, number | string>): SVGElement =>
    svg('text', { class: 'tick', ...at }, [text]);
  return svg(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'aria-label': `Memory from ${bytesText(fixed)} without a sample, growing by ${bytesText(Math.round(perSample))} a sample.`,
    },
    [
      svg('line', { class: 'axis', x1: MARGIN.left, y1: y(0), x2: WIDTH - MARGIN.right, y2: y(0) }),
      svg('line', { class: 'limit', x1: MARGIN.left, y1: y(limit), x2: WIDTH - MARGIN.right, y2: y(limit) }),
      svg('line', { class: 'line', x1: x(0), y1: y(fixed), x2: x(end), y2: y(fixed + perSample * end) }),
      svg('circle', { class: 'dot', cx: x(largest), cy: y(Math.min(limit, fixed + perSample * largest)), r: 3.5 }),
      label(bytesText(limit), { x: MARGIN.left - 6, y: y(limit) + 4, 'text-anchor': 'end' }),
      label('0', { x: MARGIN.left - 6, y: y(0) + 4, 'text-anchor': 'end' }),
      label(`batch ${largest.toLocaleString('en-US')}`, { x: x(largest), y: HEIGHT - 8, 'text-anchor': 'middle' }),
    ],
  );
}

/** 1, 2 or 5 times a power of ten, not below. */
function niceBatch(batch: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, batch)));
  return [1, 2, 5, 10].map((step) => step * power).find((value) => value >= batch) ?? batch;
}
