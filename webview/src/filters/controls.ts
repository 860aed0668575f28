/** Above the filters: how they are sorted, scaled and laid out, and what is saved of them. */
import type { Layout } from '../../../server/src/inspect';
import { element } from '../dom/element';
import { type FiltersPageState, SORTS, type Sort } from './state';

export interface ControlActions {
  readonly sort: (sort: Sort) => void;
  readonly scale: (scale: FiltersPageState['scale']) => void;
  readonly layout: (layout: string) => void;
  readonly difference: (on: boolean) => void;
  readonly save: (what: 'png' | 'npy') => void;
}

export interface Controls {
  readonly root: HTMLElement;
  readonly show: (state: FiltersPageState, layouts: readonly Layout['kind'][], canDiffer: boolean) => void;
}

const LAYOUTS: Readonly<Record<Layout['kind'], string>> = {
  rgb: 'In colour',
  channels: 'Channel by channel',
  lines: 'Channels down, time across',
  matrix: 'As one matrix',
};

export function controls(actions: ControlActions): Controls {
  const sort = chooser('Order', SORTS, (id) => actions.sort(SORTS.find((one) => one.id === id)?.id ?? 'index'));
  const scale = chooser(
    'Colours',
    [
      { id: 'shared', title: 'One scale for all' },
      { id: 'each', title: 'Each filter by itself' },
    ],
    (id) => actions.scale(id === 'each' ? 'each' : 'shared'),
  );
  const layout = chooser('Layout', [], actions.layout);
  const difference = element('input', { type: 'checkbox', id: 'difference' });
  difference.addEventListener('change', () => actions.difference(difference.checked));
  const differs = element('label', { for: 'difference' }, [difference, 'Change since initialisation']);
  const root = element('div', { class: 'tools', role: 'toolbar', 'aria-label': 'Filters' }, [
    sort.root,
    scale.root,
    layout.root,
    differs,
    tool('Save PNG', () => actions.save('png')),
    tool('Save .npy', () => actions.save('npy')),
  ]);
  return {
    root,
    show(state, layouts, canDiffer) {
      sort.show(state.sort);
      scale.show(state.scale);
      layout.offer(layouts.map((id) => ({ id, title: LAYOUTS[id] })));
      layout.show(layouts.find((id) => id === state.layout) ?? layouts[0] ?? 'matrix');
      layout.root.hidden = layouts.length < 2;
      difference.checked = state.difference && canDiffer;
      differs.hidden = !canDiffer;
    },
  };
}

interface Offer {
  readonly id: string;
  readonly title: string;
}

function chooser(label: string, offers: readonly Offer[], choose: (id: string) => void) {
  const select = element('select', { 'aria-label': label });
  const offer = (all: readonly Offer[]): void => {
    if ([...select.options].map(({ value }) => value).join() === all.map(({ id }) => id).join()) return;
    select.replaceChildren(...all.map(({ id, title }) => element('option', { value: id }, [title])));
  };
  offer(offers);
  select.addEventListener('change', () => choose(select.value));
  return {
    root: select,
    offer,
    show(id: string) {
      select.value = id;
    },
  };
}

export function tool(text: string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'tool' }, [text]);
  made.addEventListener('click', act);
  return made;
}
