/** Every torchvision model drawn at several foldings, with nothing wrong in its geometry; and how long it took. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { diskFiles, importRoots, readSource, treeCache } from '../../server/src/disk';
import {
  ALL_FOLDED,
  allOpen,
  type Diagram,
  defaultFolding,
  diagramOf,
  type Folding,
  graphScene,
  outlineOf,
} from '../../server/src/draw';
import { type InputSpec, parseInput, read, vocabularyOf } from '../../server/src/read';
import { faultsOf } from '../unit/draw/geometry';

interface Recorded {
  readonly source: string;
  readonly constructor: string;
  readonly inputs: readonly unknown[];
  readonly mode: string;
}

export interface Drawn {
  readonly name: string;
  readonly nodes: number;
  readonly faults: readonly string[];
  /** Milliseconds of folding, layout and scene with everything open. */
  readonly ms: number;
}

/** @param sources the folder that holds torchvision/ */
export function drawAll(
  truth: string,
  sources: string,
  wanted: (name: string) => boolean,
  tell: (d: Drawn) => void,
): void {
  const treeOf = treeCache();
  const files = diskFiles();
  for (const entry of readdirSync(truth).sort()) {
    const name = entry.replace('.json.gz', '');
    if (!wanted(name)) continue;
    const record: Recorded = JSON.parse(gunzipSync(readFileSync(join(truth, entry))).toString());
    const path = record.source.endsWith('.py') ? record.source : `${record.source.replaceAll('.', '/')}.py`;
    const file = join(sources, path);
    const reading = read({
      file,
      tree: readSource(file).tree,
      files,
      roots: importRoots(file, [sources], process.cwd(), {}),
      treeOf,
      model: record.constructor.replace(/^torchvision\.models\.(?:\w+\.)*(\w+)\(/, '$1('),
      inputs: record.inputs.map(inputOf),
      train: record.mode === 'train',
      extent: 'all',
    });
    const graph = reading.graphs[0];
    if (!graph) {
      tell({ name, nodes: 0, faults: ['no graph'], ms: 0 });
      continue;
    }
    tell({ name, ...checked(diagramOf(graph, vocabularyOf(graph))) });
  }
}

function checked(diagram: Diagram): Omit<Drawn, 'name'> {
  const outline = outlineOf(diagram);
  const unrolled = new Set(diagram.groups.map((g) => g.key));
  const foldings: Folding[] = [
    ALL_FOLDED,
    defaultFolding(outline),
    defaultFolding(outline, 150),
    allOpen(outline),
    { open: unrolled, unrolled },
  ];
  const faults = foldings.flatMap((folding) => faultsOf(diagram, folding));
  const started = performance.now();
  graphScene(outlineOf(diagram), { open: unrolled, unrolled });
  return { nodes: diagram.nodes.length, faults, ms: performance.now() - started };
}

function inputOf(input: unknown): InputSpec {
  const text = inputText(input);
  const spec = parseInput(text);
  if (!spec) throw new Error(`${text} is not an input`);
  return spec;
}

function inputText(input: unknown): string {
  if (input === null) return 'None';
  if (Array.isArray(input)) return input.join('x');
  if (typeof input === 'object' && '__seq__' in input && Array.isArray(input.__seq__))
    return `[${input.__seq__.map(inputText).join(',')}]`;
  throw new Error(`not an input: ${JSON.stringify(input)}`);
}
