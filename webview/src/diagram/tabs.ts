/** Tabs as the ARIA practices have them: one tab stop, arrows between, Home and End. */
import { element } from '../dom/element';
import type { View } from './view';

export function tabBar(views: readonly View[], current: string, choose: (id: string) => void): HTMLElement {
  const tabs = views.map(({ id, title }) => {
    const isCurrent = id === current;
    const tab = element(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${id}`,
        'aria-selected': String(isCurrent),
        'aria-controls': 'view',
        tabindex: isCurrent ? '0' : '-1',
      },
      [title],
    );
    tab.addEventListener('click', () => choose(id));
    return tab;
  });
  const bar = element('div', { role: 'tablist', 'aria-label': 'Views', class: 'tabs' }, tabs);
  bar.addEventListener('keydown', (event) => {
    const at = views.findIndex(({ id }) => id === current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[event.key];
    const next = to === undefined ? undefined : views[(to + views.length) % views.length];
    if (!next) return;
    event.preventDefault();
    choose(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  });
  return bar;
}
