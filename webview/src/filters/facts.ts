/** What there is to say of a layer beside its picture: numbers, charts, dead and double filters, names that do not fit. */
import { filterShape, type Match, shapeText } from '../../../server/src/inspect';
import type { FilterAnswer, FilterLayer } from '../../../server/src/protocol';
import { numberText } from '../atlas/legend';
import { element } from '../dom/element';
import { histogramChart, normsChart, spectrumChart } from './charts';
import { tool } from './controls';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export function numbersOf(answer: FilterAnswer): HTMLElement {
  const { statistics: s, shape } = answer;
  const { filters, size } = filterShape(shape);
  return element('dl', { class: 'totals' }, [
    total('Filters', filters.toLocaleString('en'), `${size.toLocaleString('en')} numbers each`),
    total('Mean', numberText(s.mean), `deviation ${numberText(s.std)}`),
    total('From, to', numberText(s.low), numberText(s.high)),
    total('Smaller than 0.001', percent(s.small), s.broken === 0 ? 'sparsity' : `${s.broken} are not finite`),
    ...(answer.moved === undefined ? [] : [total('Moved', percent(answer.moved), 'of its length at the start')]),
  ]);
}

function total(name: string, value: string, note: string): Node {
  return element('div', {}, [
    element('dt', {}, [name]),
    element('dd', {}, [value]),
    element('dd', { class: 'note' }, [note]),
  ]);
}

export function chartsOf(answer: FilterAnswer, fourier: HTMLElement, ask: () => void): readonly HTMLElement[] {
  const { statistics, histogram, norms, dead, spectrum } = answer;
  const text = `mean ${numberText(statistics.mean)}, deviation ${numberText(statistics.std)}`;
  return [
    histogramChart(histogram, text),
    normsChart(norms, dead),
    ...spectraOf(spectrum, ask),
    ...(spectrum?.fourier === undefined ? [] : [fourier]),
  ];
}

function spectraOf(spectrum: FilterAnswer['spectrum'], ask: () => void): readonly HTMLElement[] {
  if (spectrum === undefined)
    return [
      element('figure', {}, [element('p', {}, ['Singular values take a moment here.']), tool('Work Them Out', ask)]),
    ];
  if (spectrum.singular === undefined)
    return [element('figure', {}, [element('p', {}, ['This layer is too large for its singular values.'])])];
  return [spectrumChart(spectrum.singular, spectrum.effectiveRank)];
}

/** Nothing where all filters are well. */
export function flagsOf({ dead, twins }: FilterAnswer, go: (filter: number) => void): readonly HTMLElement[] {
  const link = (filter: number): HTMLElement => {
    const made = element('button', { type: 'button', class: 'link' }, [`filter ${filter}`]);
    made.addEventListener('click', () => go(filter));
    return made;
  };
  const shown = 24;
  const lines: HTMLElement[] = [];
  if (dead.length > 0)
    lines.push(
      element('p', {}, [
        `Dead (under 1 % of the median norm): `,
        ...spaced(dead.slice(0, shown).map(link)),
        more(dead.length - shown),
      ]),
    );
  if (twins.length > 0)
    lines.push(
      element('p', {}, [
        `Nearly the same direction: `,
        ...spaced(
          twins
            .slice(0, shown)
            .map(({ first, second, cosine }) =>
              element('span', {}, [link(first), ' and ', link(second), ` (${cosine.toFixed(3)})`]),
            ),
        ),
        more(twins.length - shown),
      ]),
    );
  return lines;
}

const spaced = (nodes: readonly Node[]): (Node | string)[] =>
  nodes.flatMap((node, i) => (i === 0 ? [node] : [', ', node]));
const more = (count: number): string => (count > 0 ? ` and ${count} more` : '');

/** The filter that is selected, in a sentence. */
export function filterText(answer: FilterAnswer, layer: FilterLayer, filter: number): string {
  const norm = answer.norms[filter - answer.from];
  const twin = answer.twins.find(({ first, second }) => first === filter || second === filter);
  const parts = [
    `Filter ${filter} of ${layer.label}: norm ${norm === undefined ? 'not held' : numberText(norm)}`,
    ...(answer.dead.includes(filter - answer.from) ? ['dead'] : []),
    ...(twin === undefined
      ? []
      : [`like filter ${twin.first === filter ? twin.second : twin.first} (cosine ${twin.cosine.toFixed(3)})`]),
  ];
  return parts.join('; ');
}

const MOST_LINES = 200;

/** How stored names found their places in the model; nothing where each has its own name. */
export function matchText({ pairs, missing, unused }: Match): HTMLElement | undefined {
  const byOrder = pairs.filter(({ how }) => how === 'order');
  const renamed = pairs.find(({ how }) => how === 'prefix');
  if (missing.length + unused.length + byOrder.length === 0 && renamed === undefined) return undefined;
  const list = (title: string, lines: readonly string[]): Node[] =>
    lines.length === 0
      ? []
      : [
          element('h3', {}, [title]),
          element(
            'ul',
            {},
            lines.slice(0, MOST_LINES).map((line) => element('li', {}, [line])),
          ),
        ];
  const summary = [
    `${pairs.length} of ${pairs.length + missing.length} parameters of the model are found`,
    ...(renamed === undefined ? [] : [`'${renamed.held}' is its '${renamed.wanted}'`]),
    ...(byOrder.length === 0 ? [] : [`${byOrder.length} by shape and order`]),
    ...(unused.length === 0 ? [] : [`${unused.length} stored ones are of no use`]),
  ];
  return element('details', { class: 'match' }, [
    element('summary', {}, [summary.join('; ')]),
    ...list(
      'Not found',
      missing.map(({ name, reason }) => `${name}: ${reason}`),
    ),
    ...list(
      'Of no use',
      unused.map(({ name, reason }) => `${name}: ${reason}`),
    ),
    ...list(
      'By shape and order',
      byOrder.map(({ wanted, held }) => `${wanted} ← ${held}`),
    ),
  ]);
}

export const layerTitle = (layer: FilterLayer): string =>
  `${layer.label} · ${layer.cls === '' ? '' : `${layer.cls} `}${shapeText(layer.shape)}`;
