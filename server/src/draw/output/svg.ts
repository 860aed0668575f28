/** A scene as an SVG file that needs nothing else: colours are resolved, and text names fonts that are everywhere. */
import type { Paint, Scene, SceneElement, Shape } from '../scene/shapes';
import { STYLES } from '../scene/text';
import { pathOf, short } from './path';
import { coloursOf, THEMES, type ThemeName, toneColour } from './theme';

const SANS = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const FAMILY = {
  regular: SANS,
  semibold: SANS,
  mono: "'JetBrains Mono', Consolas, Menlo, 'DejaVu Sans Mono', monospace",
} as const;
const WEIGHT = { regular: 400, semibold: 600, mono: 400 } as const;

export function svgOf(scene: Scene, themeName: ThemeName): string {
  const theme = THEMES[themeName];
  const box = [scene.x, scene.y, scene.width, scene.height].map(short).join(' ');
  const size = `width="${short(scene.width)}" height="${short(scene.height)}"`;
  const ground = `<rect x="${short(scene.x)}" y="${short(scene.y)}" ${size} fill="${theme.background}"/>`;
  const body = scene.elements.map((element) => elementSvg(element, themeName)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" ${size} role="img">
<title>${escaped(scene.title)}</title>
${ground}
${body}
</svg>
`;
}

function elementSvg({ label, shapes }: SceneElement, theme: ThemeName): string {
  const title = label === '' ? '' : `<title>${escaped(label)}</title>`;
  return `<g>${title}${shapes.map((shape) => shapeSvg(shape, theme)).join('')}</g>`;
}

function shapeSvg(shape: Shape, themeName: ThemeName): string {
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
      return `<text x="${short(shape.x)}" y="${short(shape.y)}" ${font} fill="${colour}"${anchor}${turn}>${escaped(shape.text)}</text>`;
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
