/** A scene as a PDF of one page: lines stay lines, text stays text that can be selected and searched. */
import PDFDocument from 'pdfkit';
import { pathOf, type Scene, type Shape, type ThemeName } from '../draw';
import { coloursOf, THEMES, toneColour } from '../draw/output/theme';
import { type Face, runsOf, STYLES } from '../draw/scene/text';

/** TrueType files. */
export type FontFiles = Readonly<Record<Face | 'symbols', Uint8Array>>;

/** CSS pixels to points of 1/72 inch. */
const POINTS = 0.75;
/** No side of a page may be longer (ISO 32000, annex C). */
const LONGEST = 14_400;

export function pdfOf(scene: Scene, theme: ThemeName, fonts: FontFiles): Promise<Uint8Array> {
  const scale = Math.min(POINTS, LONGEST / Math.max(scene.width, scene.height));
  const document = new PDFDocument({
    size: [scene.width * scale, scene.height * scale],
    margin: 0,
    // Its first font would be one that is not embedded.
    font: '',
    info: { Title: scene.title, Creator: 'Convscope' },
    displayTitle: true,
    lang: 'en',
  });
  const done = wholeOf(document);
  for (const [face, file] of Object.entries(fonts)) document.registerFont(face, file);
  document.scale(scale).translate(-scene.x, -scene.y);
  document.rect(scene.x, scene.y, scene.width, scene.height).fill(THEMES[theme].background);
  for (const { shapes } of scene.elements) for (const shape of shapes) draw(document, shape, theme);
  document.end();
  return done;
}

type Document = InstanceType<typeof PDFDocument>;

function wholeOf(document: Document): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}

function draw(document: Document, shape: Shape, theme: ThemeName): void {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height } = shape;
      const radius = Math.min(shape.radius, width / 2, height / 2);
      if (radius > 0) document.roundedRect(x, y, width, height, radius);
      else document.rect(x, y, width, height);
      paint(document, shape, theme);
      return;
    }
    case 'polygon':
      document.polygon(...shape.points.map(([x, y]) => [x, y]));
      paint(document, shape, theme);
      return;
    case 'line': {
      const { stroke, dash } = coloursOf(shape.paint, THEMES[theme]);
      document.path(pathOf(shape.points, shape.radius)).lineWidth(shape.width).lineJoin('round');
      dashed(document, dash);
      document.stroke(stroke ?? THEMES[theme].line);
      return;
    }
    case 'text':
      drawText(document, shape, theme);
      return;
  }
}

function paint(document: Document, shape: Extract<Shape, { kind: 'rect' | 'polygon' }>, theme: ThemeName): void {
  const { fill, stroke, strokeWidth, dash } = coloursOf(shape.paint, THEMES[theme]);
  document.lineWidth(strokeWidth);
  dashed(document, dash);
  if (fill !== undefined && stroke !== undefined) document.fillAndStroke(fill, stroke);
  else if (fill !== undefined) document.fill(fill);
  else if (stroke !== undefined) document.stroke(stroke);
}

/** `5 4`: so much of a line, then so much of none. */
function dashed(document: Document, dash: string | undefined): void {
  const [length, space] = dash?.split(' ').map(Number) ?? [];
  if (length === undefined || space === undefined) document.undash();
  else document.dash(length, { space });
}

function drawText(document: Document, shape: Extract<Shape, { kind: 'text' }>, theme: ThemeName): void {
  const { face, size } = STYLES[shape.style];
  const { x, y, text, anchor, isUpright, tone } = shape;
  const share = { start: 0, middle: 0.5, end: 1 }[anchor];
  const runs = runsOf(text);
  const widths = runs.map((run) => fontOf(run).widthOfString(run.text));
  let left = x - share * widths.reduce((sum, width) => sum + width, 0);
  document.save();
  if (isUpright) document.rotate(-90, { origin: [x, y] });
  runs.forEach((run, i) => {
    fontOf(run)
      .fillColor(toneColour(tone, THEMES[theme]))
      .text(run.text, left, y, { lineBreak: false, baseline: 'alphabetic' });
    left += widths[i] ?? 0;
  });
  document.restore();

  function fontOf({ isBorrowed }: { readonly isBorrowed: boolean }): Document {
    return document.font(isBorrowed ? 'symbols' : face).fontSize(size);
  }
}
