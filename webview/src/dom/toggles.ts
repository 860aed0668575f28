/** Buttons of which one is pressed: what is shown is said by their looks and by `aria-pressed`. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { element } from './element';

export interface Choice<T> {
  readonly text: string;
  readonly id: string;
  readonly value: T;
}

export function toggles<T>(
  label: string,
  choices: readonly Choice<T>[],
  first: T,
  choose: (value: T) => void,
): HTMLElement {
  const made = choices.map(({ text, id, value }) => ({ value, one: element('vscode-button', { id }, [text]) }));
  const press = (chosen: T): void => {
    for (const { value, one } of made) {
      one.setAttribute('aria-pressed', String(value === chosen));
      one.toggleAttribute('secondary', value !== chosen);
    }
  };
  for (const { value, one } of made)
    one.addEventListener('click', () => {
      press(value);
      choose(value);
    });
  press(first);
  const buttons = made.map(({ one }) => one);
  return element('div', { class: 'ways', role: 'group', 'aria-label': label }, buttons);
}
