/** The loss around the weights of each run: a curve through the middle for all, and a map for each. */
import type { Landscape } from '../../../server/src/protocol';
import { element } from '../dom/element';
import { shade } from '../training/heatMap';

const PIXELS = 200;
/** Bands of equal powers stand for contour lines. */
const BANDS = 14;

/** The curve along the first direction. */
export function middle({ rows }: Landscape): readonly (number | null)[] {
  return rows[(rows.length - 1) / 2] ?? [];
}

/** Powers of ten between which all maps are coloured, so that they can be compared. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

export function scaleOf(landscapes: readonly Landscape[]): Scale {
  const values = landscapes.flatMap(({ rows }) => rows.flatMap((row) => row ?? [])).filter((loss) => loss !== null);
  const powers = values.map(power).sort((a, b) => a - b);
  return { low: powers[0] ?? 0, high: powers[Math.floor(0.98 * (powers.length - 1))] ?? 1 };
}

const power = (loss: number): number => Math.log10(Math.max(loss, 1e-6));

/** How much the loss grows half a step away, in all measured directions: a number for those who cannot see it. */
export function growth(landscape: Landscape): { readonly centre: number; readonly away: number } | undefined {
  const { steps, rows } = landscape;
  const half = steps.findIndex((step) => step >= 0.5);
  const mid = (steps.length - 1) / 2;
  const centre = rows[mid]?.[mid];
  const around = [rows[mid]?.[half], rows[mid]?.[2 * mid - half], rows[half]?.[mid], rows[2 * mid - half]?.[mid]];
  const known = around.filter((loss) => loss !== null && loss !== undefined);
  if (centre === null || centre === undefined || known.length === 0) return undefined;
  return { centre, away: known.reduce((sum, loss) => sum + loss, 0) / known.length };
}

export function landscapeMap(name: string, mark: Node, landscape: Landscape, scale: Scale): Node {
  const canvas = element('canvas', { role: 'img', class: 'landscape' });
  canvas.width = PIXELS;
  canvas.height = PIXELS;
  paint(canvas, landscape, scale);
  const measured = growth(landscape);
  const text =
    measured === undefined
      ? 'being measured'
      : `loss ${measured.centre.toFixed(3)} at the weights, ${measured.away.toFixed(3)} half a step away`;
  canvas.setAttribute('aria-label', `Loss around the weights of ${name}: ${text}`);
  return element('figure', {}, [
    canvas,
    element('figcaption', {}, [mark, name, element('div', { class: 'faint' }, [text])]),
  ]);
}

function paint(canvas: HTMLCanvasElement, { steps, rows }: Landscape, { low, high }: Scale): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(PIXELS, PIXELS);
  for (let y = 0; y < PIXELS; y += 1)
    for (let x = 0; x < PIXELS; x += 1) {
      const to = (pixel: number): number => (pixel / (PIXELS - 1)) * (steps.length - 1);
      const value = between(rows, to(y), to(x));
      if (value === undefined) continue;
      const share = Math.min(1, Math.max(0, (value - low) / Math.max(1e-9, high - low)));
      image.data.set(shade(Math.floor(share * BANDS) / BANDS), 4 * (y * PIXELS + x));
    }
  context.putImageData(image, 0, 0);
}

/** Bilinear; a row that is not measured yet shows nothing, and a loss that is not a number is as large as can be. */
function between(rows: Landscape['rows'], y: number, x: number): number | undefined {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const at = (row: number, column: number): number | undefined => {
    const values = rows[Math.min(row, rows.length - 1)];
    if (values === null || values === undefined) return undefined;
    const loss = values[Math.min(column, values.length - 1)];
    return power(loss ?? Number.MAX_VALUE);
  };
  const corners = [at(top, left), at(top, left + 1), at(top + 1, left), at(top + 1, left + 1)];
  const [a, b, c, d] = corners;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return y - top < 0.5 ? a : c;
  const [fy, fx] = [y - top, x - left];
  return (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy;
}
