/** Everything that can be taken elsewhere. */
import { element } from '../../dom/element';
import { EXPORTS, type Exported } from './exports';

export function exportMenu(chosen: (what: Exported) => void): Node {
  const items = EXPORTS.map((what) => {
    const item = element('button', { type: 'button', role: 'menuitem' }, [what.title]);
    item.addEventListener('click', () => {
      menu.open = false;
      chosen(what);
    });
    return item;
  });
  const menu = element('details', { class: 'menu' }, [
    element('summary', { 'aria-haspopup': 'menu' }, ['Export']),
    element('div', { role: 'menu' }, items),
  ]);
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
  return menu;
}
