/** A scene as a LaTeX file of its own (`standalone`), drawn with TikZ and nothing else, in the print palette. */
import type { Point } from '../layout/types';
import type { Paint, Scene, Shape } from '../scene/shapes';
import { STYLES } from '../scene/text';
import { coloursOf, THEMES, toneColour } from './theme';

/** CSS pixels to TeX points. */
const POINTS = 0.75;
const theme = THEMES.print;

export function tikzOf(scene: Scene): string {
  const colours = new Map<string, string>();
  const name = (colour: string): string => {
    const known = colours.get(colour) ?? `c${colours.size}`;
    colours.set(colour, known);
    return known;
  };
  const body = scene.elements.flatMap((element) => [
    `% ${comment(element.label)}`,
    ...element.shapes.map((shape) => shapeTikz(shape, scene, name)),
  ]);
  const defined = [...colours].map(([colour, as]) => `\\definecolor{${as}}{HTML}{${colour.slice(1).toUpperCase()}}`);
  return `% ${comment(scene.title)}, drawn by Convscope. Compiles with pdflatex; needs TikZ.
\\documentclass[tikz,border=4pt]{standalone}
% TeX's own sans serif, which every installation has, at any size.
\\usepackage{fix-cm}
\\usepackage[utf8]{inputenc}
\\renewcommand{\\familydefault}{\\sfdefault}
\\tikzset{text at/.style={inner sep=0pt, outer sep=0pt}}
${defined.join('\n')}
\\begin{document}
\\begin{tikzpicture}[x=1pt, y=-1pt, line join=round]
${body.join('\n')}
\\end{tikzpicture}
\\end{document}
`;
}

type Name = (colour: string) => string;

function shapeTikz(shape: Shape, scene: Scene, name: Name): string {
  const at = ([x, y]: Point): string => `(${number((x - scene.x) * POINTS)},${number((y - scene.y) * POINTS)})`;
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height } = shape;
      // TikZ draws corners larger than half a side beside it.
      const radius = Math.min(shape.radius, width / 2, height / 2) * POINTS;
      const corners = radius > 0 ? [`rounded corners=${number(radius)}pt`] : [];
      return `\\path[${[...painted(shape.paint, name), ...corners].join(', ')}] ${at([x, y])} rectangle ${at([x + width, y + height])};`;
    }
    case 'polygon':
      return `\\path[${painted(shape.paint, name).join(', ')}] ${shape.points.map(at).join(' -- ')} -- cycle;`;
    case 'line': {
      const { stroke } = coloursOf(shape.paint, theme);
      const corners = shape.radius > 0 ? `, rounded corners=${number(shape.radius * POINTS)}pt` : '';
      const width = `line width=${number(shape.width * POINTS)}pt`;
      return `\\draw[${name(stroke ?? theme.line)}, ${width}${corners}] ${shape.points.map(at).join(' -- ')};`;
    }
    case 'text': {
      const { size, face } = STYLES[shape.style];
      const points = size * POINTS;
      const font = `\\fontsize{${number(points)}}{${number(points * 1.2)}}\\selectfont${face === 'semibold' ? '\\bfseries' : ''}${face === 'mono' ? '\\ttfamily' : ''}`;
      const anchor = { start: 'base west', middle: 'base', end: 'base east' }[shape.anchor];
      const turn = shape.isUpright ? ', rotate=90' : '';
      const options = `text at, anchor=${anchor}, text=${name(toneColour(shape.tone, theme))}, font=${font}${turn}`;
      return `\\node[${options}] at ${at([shape.x, shape.y])} {${escaped(shape.text)}};`;
    }
  }
}

function painted(paint: Paint, name: Name): string[] {
  const { fill, stroke, strokeWidth, dash } = coloursOf(paint, theme);
  return [
    ...(fill === undefined ? [] : [`fill=${name(fill)}`]),
    ...(stroke === undefined ? [] : [`draw=${name(stroke)}`, `line width=${number(strokeWidth * POINTS)}pt`]),
    ...(dash === undefined ? [] : ['dash pattern=on 3.75pt off 3pt']),
  ];
}

const number = (value: number): string => String(Math.round(value * 100) / 100);
const comment = (text: string): string => text.replace(/\s+/g, ' ');

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '×': '$\\times$',
  '÷': '$\\div$',
  '−': '$-$',
  '→': '$\\rightarrow$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
  '⌊': '$\\lfloor$',
  '⌋': '$\\rfloor$',
  '⌈': '$\\lceil$',
  '⌉': '$\\rceil$',
  '·': '$\\cdot$',
  '…': '\\ldots{}',
  '⋯': '$\\cdots$',
  '²': '\\textsuperscript{2}',
};

/** TeX's own letters by their commands; letters that its fonts lack are left out. */
const escaped = (text: string): string =>
  [...text].map((letter) => COMMANDS[letter] ?? ((letter.codePointAt(0) ?? 0) < 0x180 ? letter : '?')).join('');
