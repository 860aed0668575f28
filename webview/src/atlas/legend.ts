/** What the colours mean: a strip from the lowest to the highest, with numbers. */
import { type AtlasContent, limitsOf, type Palette, rampOf } from '../../../server/src/inspect';
import { element } from '../dom/element';

export const numberText = (value: number): string =>
  value === 0 || !Number.isFinite(value)
    ? String(value)
    : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
      ? Number(value.toPrecision(4)).toString()
      : value.toExponential(2);

export interface Legend {
  readonly root: HTMLElement;
  readonly show: (content: AtlasContent, palette: Palette) => void;
}

export function legend(): Legend {
  const strip = element('canvas', { class: 'strip', width: '256', height: '1', 'aria-hidden': 'true' });
  const low = element('span');
  const high = element('span');
  const root = element('p', { class: 'atlas-legend' }, [low, strip, high]);
  return {
    root,
    show(content, palette) {
      const isColour = content.tiles.channels === 3;
      strip.hidden = isColour;
      const context = strip.getContext('2d');
      const image = new ImageData(256, 1);
      new Int32Array(image.data.buffer).set(rampOf(content.colours, palette));
      context?.putImageData(image, 0, 0);
      const [first] = limitsOf(content);
      const isShared = content.range.kind !== 'each' && first !== undefined;
      const own = content.colours === 'diverging' ? '− its largest' : 'its lowest';
      const [below, above] = first?.isCut ? ['≤ ', '≥ '] : ['', ''];
      low.textContent = isShared ? `${below}${numberText(first.low)}` : own;
      high.textContent = isShared
        ? `${above}${numberText(first.high)}`
        : content.colours === 'diverging'
          ? '+ its largest'
          : 'its highest';
      if (isColour) {
        low.textContent = isShared
          ? `red, green, blue: dark ${numberText(first.low)}`
          : 'red, green, blue, each filter by its own largest weight; grey is zero';
        high.textContent = isShared ? `bright ${numberText(first.high)}` : '';
      }
    },
  };
}
