/** How much of the model's input one result of this layer sees: a frame on a map of the input. */
import type { FieldOfLayer } from '../../../server/src/protocol';
import { svg } from '../dom/svg';

const SIDE = 120;

export interface FieldMap {
  readonly picture: SVGElement;
  readonly text: string;
}

/** `share`: how far along each axis the looked-at output position is, 0 to 1. undefined: there is no plane to draw. */
export function fieldMap(field: FieldOfLayer, share: readonly number[]): FieldMap | undefined {
  const plane = field.slice(-2);
  const [down, across] = plane.length === 2 ? plane : [undefined, plane[0]];
  if (across?.input === undefined || (down !== undefined && down.input === undefined)) return undefined;
  const largest = Math.max(across.input, down?.input ?? 1);
  const scale = SIDE / largest;
  const x = extent(across, share.at(-1) ?? 0.5);
  const y = down ? extent(down, share.at(-2) ?? 0.5) : { from: 0, to: 1 };
  const [width, height] = [across.input * scale, Math.max(10, (down?.input ?? 1) * scale)];
  const tall = down?.input ?? 1;
  return {
    picture: svg(
      'svg',
      {
        class: 'field',
        viewBox: `-1 -1 ${width + 2} ${height + 2}`,
        width: width + 2,
        height: height + 2,
        role: 'img',
        'aria-label': sentence(plane),
      },
      [
        svg('rect', { class: 'image', width, height, rx: 2 }),
        svg('rect', {
          class: 'seen',
          x: x.from * scale,
          y: (y.from / tall) * height,
          width: Math.max(2, (x.to - x.from) * scale),
          height: Math.max(2, ((y.to - y.from) / tall) * height),
        }),
      ],
    ),
    text: sentence(plane),
  };
}

type Axis = FieldOfLayer[number];

/** The part of the axis that is seen; what would lie outside is cut off, as it is padding. */
function extent({ size, input = 1 }: Axis, share: number): { readonly from: number; readonly to: number } {
  if (size === 'all') return { from: 0, to: input };
  const middle = share * input;
  return { from: Math.max(0, middle - size / 2), to: Math.min(input, middle + size / 2) };
}

function sentence(axes: FieldOfLayer): string {
  if (axes.every(({ size }) => size === 'all')) return 'One result sees the whole input.';
  const seen = axes.map(({ size, input }) => (size === 'all' ? (input ?? 'all') : size)).join('×');
  const whole = axes.map(({ input }) => input ?? '?').join('×');
  const steps = axes.map(({ stride }) => stride);
  const apart = steps.every((step) => step === steps[0]) ? steps[0] : steps.join('×');
  return `Through the whole network, one result sees ${seen} of the ${whole} input; neighbours look ${apart} apart.`;
}
