/**
 * A scene as an SVG file that needs nothing else: colours are resolved, and fonts travel with it. Programs that do not
 * look at those set text in what they have, as wide as it was measured.
 */
import type { Paint, Scene, SceneElement, Shape } from '../scene/shapes';
import { type Face, isMeasured, STYLES, textWidth } from '../scene/text';
import { pathOf, short } from './path';
import { coloursOf, THEMES, type ThemeName, toneColour } from './theme';

const SANS = "Inter, 'Noto Sans Math', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const FAMILY = {
  regular: SANS,
  semibold: SANS,
  mono: "'JetBrains Mono', 'Noto Sans Math', Consolas, Menlo, 'DejaVu Sans Mono', monospace",
} as const;
const NAME = { regular: 'Inter', semibold: 'Inter', mono: "'JetBrains Mono'", symbols: "'Noto Sans Math'" } as const;
const WEIGHT = { regular: 400, semibold: 600, mono: 400, symbols: 400 } as const;

/** WOFF2 in base64. */
export type SvgFonts = Readonly<Record<Face | 'symbols', string>>;

/** @param fonts undefined: for who has the fonts already */
export function svgOf(scene: Scene, themeName: ThemeName, fonts?: SvgFonts): string {
  const theme = THEMES[themeName];
  const box = [scene.x, scene.y, scene.width, scene.height].map(short).join(' ');
  const size = `width="${short(scene.width)}" height="${short(scene.height)}"`;
  const ground = `<rect x="${short(scene.x)}" y="${short(scene.y)}" ${size} fill="${theme.background}"/>`;
  const body = scene.elements.map((element) => elementSvg(element, themeName, fonts !== undefined)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" ${size} role="img">
<title>${escaped(scene.title)}</title>
${fonts ? `<style>${fontFaces(fonts)}</style>\n` : ''}${ground}
${body}
</svg>
`;
}

const fontFaces = (fonts: SvgFonts): string =>
  (['regular', 'semibold', 'mono', 'symbols'] as const)
    .map((face) => {
      const source = `url(data:font/woff2;base64,${fonts[face]}) format('woff2')`;
      return `@font-face{font-family:${NAME[face]};font-weight:${WEIGHT[face]};src:${source}}`;
    })
    .join('\n');

function elementSvg({ label, shapes }: SceneElement, theme: ThemeName, isFixed: boolean): string {
  const title = label === '' ? '' : `<title>${escaped(label)}</title>`;
  return `<g>${title}${shapes.map((shape) => shapeSvg(shape, theme, isFixed)).join('')}</g>`;
}

/** @param isFixed text is as wide as measured, whatever it is set in */
function shapeSvg(shape: Shape, themeName: ThemeName, isFixed: boolean): string {
  const theme = THEMES[themeName];
  switch (shape.kind) {
    case 'rect': {
      const at = `x="${short(shape.x)}" y="${short(shape.y)}" width="${short(shape.width)}" height="${short(shape.height)}"`;
      return `<rect ${at}${shape.radius > 0 ? ` rx="${short(shape.radius)}"` : ''}${painted(shape.paint, themeName)}/>`;
    }
    case 'polygon': {
      const points = shape.points.map(([x, y]) => `${short(x)},${short(y)}`).join(' ');
      return `<polygon points="${points}"${painted(shape.paint, themeName)}/>`;
    }
    case 'line': {
      const { stroke, dash } = coloursOf(shape.paint, theme);
      const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
      const width = `stroke-width="${short(shape.width)}"`;
      return `<path d="${pathOf(shape.points, shape.radius)}" fill="none" stroke="${stroke}" ${width}${dashes} stroke-linejoin="round"/>`;
    }
    case 'text': {
      const { face, size } = STYLES[shape.style];
      const anchor = shape.anchor === 'start' ? '' : ` text-anchor="${shape.anchor}"`;
      const turn = shape.isUpright ? ` transform="rotate(-90 ${short(shape.x)} ${short(shape.y)})"` : '';
      const font = `font-family="${FAMILY[face]}" font-size="${size}" font-weight="${WEIGHT[face]}"`;
      const colour = toneColour(shape.tone, theme);
      const fixed = isFixed && isMeasured(shape.text, shape.style);
      const wide = fixed
        ? ` textLength="${short(textWidth(shape.text, shape.style))}" lengthAdjust="spacingAndGlyphs"`
        : '';
      return `<text x="${short(shape.x)}" y="${short(shape.y)}" ${font} fill="${colour}"${anchor}${turn}${wide}>${escaped(shape.text)}</text>`;
    }
  }
}

function painted(paint: Paint, theme: ThemeName): string {
  const { fill, stroke, strokeWidth, dash } = coloursOf(paint, THEMES[theme]);
  const rim = stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${strokeWidth}"`;
  return ` fill="${fill ?? 'none'}"${rim}${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
