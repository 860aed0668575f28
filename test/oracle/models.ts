/** Small models of our own, one for each family of layers: the reader's totals against what PyTorch measures of them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Graph } from '../../server/src/graph';
import { parseInput, read } from '../../server/src/read';
import { parse } from '../../server/src/syntax';

export interface ModelCase {
  readonly name: string;
  /** `2x3x32x32` */
  readonly inputs: readonly string[];
}

/** Every class of models.py, with its input in the comment above: `# 2x3x32x32`. */
export const modelSource = readFileSync(fileURLToPath(new URL('models.py', import.meta.url)), 'utf8');
export const modelCases: readonly ModelCase[] = [...modelSource.matchAll(/^# (\S.*)\nclass (\w+)/gm)].map(
  ([, inputs = '', name = '']) => ({ name, inputs: inputs.split(', ') }),
);

const tree = parse(modelSource);

export function readModel({ name, inputs }: ModelCase, train: boolean): Graph {
  const file = '/work/models.py';
  const reading = read({
    file,
    tree,
    files: { read: (path) => (path === file ? { text: modelSource } : 'absent') },
    roots: ['/work'],
    treeOf: (_file, text) => parse(text),
    model: `${name}()`,
    inputs: inputs.flatMap((text) => parseInput(text) ?? []),
    train,
    extent: 'all',
  });
  const [graph] = reading.graphs;
  if (!graph) throw new Error(`${name} gives no model`);
  return graph;
}
