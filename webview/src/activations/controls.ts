/** Small controls of the page. */
import { element } from '../dom/element';

export function tool(text: string, act: () => void, id?: string): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'tool', ...(id !== undefined && { id }) }, [text]);
  made.addEventListener('click', act);
  return made;
}

export interface Chooser {
  readonly root: HTMLSelectElement;
  readonly offer: (all: readonly Offer[]) => void;
  readonly show: (id: string) => void;
}
export interface Offer {
  readonly id: string;
  readonly title: string;
}

export function chooser(label: string, offers: readonly Offer[], choose: (id: string) => void): Chooser {
  const select = element('select', { 'aria-label': label });
  const offer = (all: readonly Offer[]): void => {
    if (
      [...select.options].map(({ value, text }) => `${value} ${text}`).join() ===
      all.map(({ id, title }) => `${id} ${title}`).join()
    )
      return;
    select.replaceChildren(...all.map(({ id, title }) => element('option', { value: id }, [title])));
  };
  offer(offers);
  select.addEventListener('change', () => choose(select.value));
  return {
    root: select,
    offer,
    show(id) {
      select.value = id;
    },
  };
}

/** A number with its name before it. */
export function numberField(
  label: string,
  value: number,
  { least, most, step }: { least: number; most: number; step: number },
) {
  const input = element('input', {
    type: 'number',
    min: String(least),
    max: String(most),
    step: String(step),
    value: String(value),
  });
  const root = element('label', { class: 'number' }, [label, input]);
  return {
    root,
    value: (): number => {
      const given = Number(input.value);
      return input.value.trim() === '' || !Number.isFinite(given) ? value : Math.min(most, Math.max(least, given));
    },
    show: (next: number): void => {
      input.value = String(next);
    },
  };
}

export const numberText = (value: number): string => {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(3)));
};
