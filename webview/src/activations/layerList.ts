/** Every module, layer and op in the order of the computation: one tab stop, arrows move, what is reached is shown. */
import type { LayerRow, Seen } from '../../../server/src/protocol';
import { element } from '../dom/element';

export interface LayerList {
  readonly root: HTMLElement;
  readonly show: (layers: readonly LayerRow[], statistics: Seen['statistics'], chosen: number) => void;
}

const DEEPEST = 6;

export function layerList(choose: (layer: number) => void, open: (layer: number) => void): LayerList {
  const root = element('ul', { role: 'listbox', 'aria-label': 'Layers', class: 'layers', tabindex: '0' });
  let rows: readonly LayerRow[] = [];
  let at = 0;

  function mark(): void {
    [...root.children].forEach((row, i) => {
      row.setAttribute('aria-selected', String(i === at));
    });
    const row = root.children[at];
    if (row === undefined) return;
    root.setAttribute('aria-activedescendant', row.id);
    row.scrollIntoView({ block: 'nearest' });
  }

  function go(to: number): void {
    if (rows[to] === undefined || to === at) return;
    at = to;
    mark();
    choose(to);
  }

  root.addEventListener('keydown', (event) => {
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: Math.min(rows.length - 1, at + 10),
      PageUp: Math.max(0, at - 10),
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter') open(at);
    else return;
    event.preventDefault();
  });

  return {
    root,
    show(layers, statistics, chosen) {
      rows = layers;
      at = chosen;
      root.replaceChildren(...layers.map((layer, i) => rowOf(layer, i, statistics[i])));
      mark();
    },
  };

  function rowOf(layer: LayerRow, i: number, about: Seen['statistics'][number] | undefined): HTMLElement {
    const quiet = about && about.silent > 0 ? ` · ${about.silent} silent` : '';
    const classes = `${layer.kind} depth-${Math.min(DEEPEST, layer.depth)}`;
    const row = element('li', { role: 'option', id: `layer-${i}`, class: classes }, [
      element('span', { class: 'name' }, [nameOf(layer)]),
      element('span', { class: 'about' }, [
        `${layer.kind === 'op' ? '' : `${layer.label} `}${layer.shape.join('×')}${quiet}`,
      ]),
    ]);
    row.addEventListener('click', () => go(i));
    row.addEventListener('dblclick', () => open(i));
    return row;
  }
}

/** Of an op what it is called, of a module its name in the model. */
export const nameOf = ({ kind, label, name }: LayerRow): string => (kind === 'op' ? `${label}()` : name);
