/** The layers with filters, one tab stop: arrows move, what is reached is shown. */
import { shapeText } from '../../../server/src/inspect';
import type { FilterLayer } from '../../../server/src/protocol';
import { element } from '../dom/element';

export interface LayerList {
  readonly root: HTMLElement;
  readonly show: (layers: readonly FilterLayer[], chosen: string | undefined) => void;
}

export function layerList(choose: (layer: FilterLayer) => void, open: (layer: FilterLayer) => void): LayerList {
  const root = element('ul', { role: 'listbox', 'aria-label': 'Layers', class: 'layers', tabindex: '0' });
  let layers: readonly FilterLayer[] = [];
  let at = 0;

  function mark(): void {
    [...root.children].forEach((row, i) => {
      row.setAttribute('aria-selected', String(i === at));
    });
    const row = root.children[at];
    if (row === undefined) root.removeAttribute('aria-activedescendant');
    else {
      root.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    }
  }

  function go(to: number): void {
    const layer = layers[to];
    if (layer === undefined || to === at) return;
    at = to;
    mark();
    choose(layer);
  }

  root.addEventListener('keydown', (event) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: layers.length - 1 }[event.key];
    const current = layers[at];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' && current) open(current);
    else return;
    event.preventDefault();
  });

  return {
    root,
    show(next, chosen) {
      layers = next;
      at = Math.max(
        0,
        next.findIndex(({ name }) => name === chosen),
      );
      root.replaceChildren(
        ...next.map((layer, i) => {
          const row = element('li', { role: 'option', id: `layer-${i}` }, [
            element('span', { class: 'name' }, [layer.label]),
            element('span', { class: 'about' }, [
              `${layer.cls === '' ? '' : `${layer.cls} `}${shapeText(layer.shape)}`,
            ]),
          ]);
          row.addEventListener('click', () => go(i));
          row.addEventListener('dblclick', () => open(layer));
          return row;
        }),
      );
      mark();
    },
  };
}
