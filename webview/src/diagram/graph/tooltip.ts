/** The editor's hover beside the pointer, after a moment's rest. */
import { element } from '../../dom/element';
import { svg as svgElement } from '../../dom/svg';
import { markdownNodes } from './markdown';

const REST_MS = 350;

export interface Tooltip {
  readonly node: Element;
  /** `text` is asked for when the pointer rests. */
  readonly over: (x: number, y: number, text: () => Promise<string>) => void;
  readonly away: () => void;
}

/** Placed by attributes of an SVG element: a style of its own is not allowed here. */
export function tooltip(): Tooltip {
  const body = element('div', { class: 'tooltip' });
  const frame = svgElement('foreignObject', { width: 460, height: 400 }, [body]);
  const node = svgElement('svg', { class: 'tooltips', 'aria-hidden': 'true' }, [frame]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const away = (): void => {
    turn += 1;
    if (timer !== undefined) clearTimeout(timer);
    body.classList.remove('seen');
  };
  return {
    node,
    away,
    over(x, y, text) {
      away();
      const mine = turn;
      timer = setTimeout(async () => {
        const markdown = await text();
        if (mine !== turn || markdown === '') return;
        body.replaceChildren(...markdownNodes(markdown));
        frame.setAttribute('x', String(Math.max(0, Math.min(x + 14, node.clientWidth - 470))));
        frame.setAttribute('y', String(Math.max(0, Math.min(y + 14, node.clientHeight - body.offsetHeight - 10))));
        body.classList.add('seen');
      }, REST_MS);
    },
  };
}
