/** Above the graph: search, heat, folding, zoom, export. */
import { element } from '../../dom/element';
import { exportMenu } from './exportMenu';
import type { Exported } from './exports';
import { HEATS, type HeatId } from './heat';

export interface ToolbarActions {
  readonly find: (text: string, goesOn: boolean) => { readonly at: number; readonly of: number };
  readonly heat: (id: HeatId) => void;
  readonly foldAll: () => void;
  readonly openAll: () => void;
  readonly asFirst: () => void;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly exported: (what: Exported) => void;
  readonly filters: () => void;
  readonly activations: () => void;
}

export interface Toolbar {
  readonly node: HTMLElement;
  readonly search: HTMLInputElement;
}

export function toolbar(actions: ToolbarActions, heat: HeatId): Toolbar {
  const search = searchBox(actions);
  const select = element(
    'select',
    { 'aria-label': 'Heat' },
    HEATS.map(({ id, title }) => element('option', { value: id, ...(id === heat ? { selected: '' } : {}) }, [title])),
  );
  select.addEventListener('change', () => actions.heat(HEATS.find(({ id }) => id === select.value)?.id ?? 'none'));
  const node = element('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Graph' }, [
    ...search.nodes,
    select,
    tool('Fold', 'Fold all modules', actions.foldAll),
    tool('Auto', 'Auto: fold as at first, so that a page of cards is seen', actions.asFirst),
    tool('Unfold', 'Unfold all modules', actions.openAll),
    tool('−', 'Zoom out (−)', () => actions.zoom(0.8)),
    tool('+', 'Zoom in (+)', () => actions.zoom(1.25)),
    tool('Fit', 'Fit the width (0)', actions.fit),
    tool('Filters', 'Show the filters of a checkpoint or a training run', actions.filters),
    tool('Activations', 'Activations: what the layers make of an image', actions.activations),
    exportMenu(actions.exported),
  ]);
  return { node, search: search.input };
}

function searchBox(actions: ToolbarActions): { readonly nodes: readonly Node[]; readonly input: HTMLInputElement } {
  const input = element('input', { type: 'search', placeholder: 'Find a layer', 'aria-label': 'Find a layer' });
  const count = element('span', { class: 'count', role: 'status' });
  const find = (goesOn: boolean): void => {
    const { at, of } = actions.find(input.value, goesOn);
    count.textContent = input.value === '' ? '' : of === 0 ? 'none' : `${at} of ${of}`;
  };
  input.addEventListener('input', () => find(false));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') find(true);
    if (event.key === 'Escape') {
      input.value = '';
      find(false);
    }
  });
  return { nodes: [input, count], input };
}

function tool(text: string, title: string, act: () => void): Node {
  const made = element('button', { type: 'button', class: 'tool', title, 'aria-label': title }, [text]);
  made.addEventListener('click', act);
  return made;
}
