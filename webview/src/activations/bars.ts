/** What the image is taken for: the likeliest classes as bars; a click explains another class. */
import { element } from '../dom/element';

export interface Bars {
  readonly root: HTMLElement;
  readonly show: (said: Said) => void;
}

export interface Said {
  readonly probabilities: ArrayLike<number>;
  readonly nameOf: (cls: number) => string;
  /** What it is, where that is known. */
  readonly label: number | undefined;
  /** The class that is explained. */
  readonly explained: number;
}

const SHOWN = 6;

export function bars(choose: (cls: number) => void): Bars {
  const root = element('div', { class: 'bars', role: 'group', 'aria-label': 'Classes' });
  return {
    root,
    show({ probabilities, nameOf, label, explained }) {
      const order = Array.from({ length: probabilities.length }, (_, i) => i).sort(
        (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0),
      );
      const seen = order.slice(0, SHOWN);
      for (const one of [explained, label])
        if (one !== undefined && one < order.length && !seen.includes(one)) seen.push(one);
      const focused = document.activeElement?.id;
      root.replaceChildren(...seen.map(barOf));
      if (focused?.startsWith('class-')) document.getElementById(focused)?.focus();

      function barOf(cls: number): HTMLElement {
        const share = probabilities[cls] ?? 0;
        const isTrue = cls === label;
        const percent = `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
        const fill = element('span', { class: 'fill' });
        fill.style.width = `${100 * share}%`;
        const name = [nameOf(cls), ...(isTrue ? [' ✓', element('span', { class: 'hidden' }, [' which it is'])] : [])];
        const button = element(
          'button',
          {
            type: 'button',
            id: `class-${cls}`,
            class: 'bar-row',
            'aria-pressed': String(cls === explained),
            title: 'Explain this class',
          },
          [
            element('span', { class: 'bar-name' }, name),
            element('span', { class: 'track' }, [fill]),
            element('span', { class: 'percent' }, [percent]),
          ],
        );
        button.addEventListener('click', () => choose(cls));
        return button;
      }
    },
  };
}
