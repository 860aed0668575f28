/** `convscope diagram`. */
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { UsageError } from '../disk';
import {
  allOpen,
  defaultFolding,
  diagramOf,
  type Folding,
  graphScene,
  type Outline,
  outlineOf,
  type Scene,
  svgOf,
  THEME_NAMES,
  type ThemeName,
  tikzOf,
  volumeScene,
} from '../draw';
import type { Graph } from '../graph';
import { printed, svgFonts } from '../print';
import { vocabularyOf } from '../read';
import { choiceOf, type Parsed, parseOptions, textOf } from './options';
import { openModels, READING_OPTIONS } from './reading';

const KINDS = ['.svg', '.png', '.pdf', '.tex'] as const;
type Kind = (typeof KINDS)[number];

export async function runDiagram(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args, {
    ...READING_OPTIONS,
    out: { type: 'string' },
    view: { type: 'string' },
    fold: { type: 'string' },
    theme: { type: 'string' },
  });
  const out = textOf(parsed, 'out');
  const kind = KINDS.find((one) => one === extname(out ?? ''));
  if (out === undefined || kind === undefined)
    throw new UsageError('diagram writes one picture: --out net.svg, net.png, net.pdf or net.tex');
  const view = choiceOf(parsed, 'view', ['graph', 'volume'], 'graph');
  const theme = choiceOf(parsed, 'theme', THEME_NAMES, 'print');
  const cards = cardsOf(textOf(parsed, 'fold'));
  const graph = chosen(parsed);
  const outline = outlineOf(diagramOf(graph, vocabularyOf(graph)));
  const scene = view === 'volume' ? volumeScene(outline) : graphScene(outline, foldingOf(outline, cards));
  await write(out, kind, scene, theme);
  process.stderr.write(`${out}: ${graph.model}\n`);
  return graph.problems.some((p) => p.severity === 'error') ? 1 : 0;
}

/** The one model that is drawn. */
function chosen(parsed: Parsed): Graph {
  const { name, reading } = openModels('diagram', parsed);
  const [graph, ...more] = reading.graphs;
  if (!graph) throw new UsageError(`${name} has no model that could be read; name one with --model`);
  if (more.length > 0) {
    const models = reading.graphs.map((g) => g.model).join(', ');
    throw new UsageError(`${name} has several models; choose with --model one of: ${models}`);
  }
  return graph;
}

const foldingOf = (outline: Outline, cards: number | 'none'): Folding =>
  cards === 'none' ? allOpen(outline) : defaultFolding(outline, cards);

function cardsOf(text: string | undefined): number | 'none' {
  if (text === undefined) return 40;
  if (text === 'none') return 'none';
  const cards = Number(text);
  if (!Number.isInteger(cards) || cards < 1)
    throw new UsageError(`--fold takes about how many cards are to be seen, or none, not '${text}'`);
  return cards;
}

async function write(out: string, kind: Kind, scene: Scene, theme: ThemeName): Promise<void> {
  const content = await contentOf(kind, scene, theme);
  try {
    writeFileSync(out, content);
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new UsageError(`${out} cannot be written: ${error.message}`);
    throw error;
  }
}

async function contentOf(kind: Kind, scene: Scene, theme: ThemeName): Promise<string | Uint8Array> {
  switch (kind) {
    case '.svg':
      return svgOf(scene, theme, svgFonts(__dirname));
    case '.png':
      return printed(__dirname, { kind: 'png', scene, theme });
    case '.pdf':
      return printed(__dirname, { kind: 'pdf', scene, theme });
    case '.tex':
      return tikzOf(scene);
  }
}
