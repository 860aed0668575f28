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

export interface Models {
  readonly cases: readonly ModelCase[];
  read(model: ModelCase, train: boolean): Graph;
}

/** Every class with its input in the comment above: `# 2x3x32x32`. */
export function modelsOf(name: string): Models {
  const source = readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
  const file = `/work/${name}`;
  const tree = parse(source);
  const graphOf = (model: ModelCase, train: boolean): Graph => {
    const [graph] = read({
      file,
      tree,
      files: { read: (path) => (path === file ? { text: source } : 'absent') },
      roots: ['/work'],
      treeOf: (_file, text) => parse(text),
      model: `${model.name}()`,
      inputs: model.inputs.flatMap((text) => parseInput(text) ?? []),
      train,
      extent: 'all',
    }).graphs;
    if (!graph) throw new Error(`${model.name} gives no model`);
    return graph;
  };
  const classes = [...source.matchAll(/^# (\d\S*)\nclass (\w+)/gm)];
  return { cases: classes.map(([, input = '', cls = '']) => ({ name: cls, inputs: [input] })), read: graphOf };
}
