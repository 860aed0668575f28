/** The classes of a file of cases, read and lowered. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from '../../../server/src/program';
import { parseInput, programOf, read } from '../../../server/src/read';
import { parse } from '../../../server/src/syntax';

export interface Case {
  readonly name: string;
  readonly inputs: readonly string[];
}

export interface Cases {
  readonly cases: readonly Case[];
  /** With an open batch where `open`; throws the first obstacle. */
  program(one: Case, train: boolean, open: boolean): Program;
}

/** `folder`: where bundles of this file find the cases, which lie beside it. */
export function casesOf(name: string, folder?: string): Cases {
  const beside = folder ?? dirname(fileURLToPath(import.meta.url));
  const source = readFileSync(join(beside, name), 'utf8');
  const file = `/work/${name}`;
  const tree = parse(source);
  const cases = [...source.matchAll(/^# (\d\S*(?: \d\S*)*)\nclass (\w+)/gm)].map(
    ([, inputs = '', cls = '']): Case => ({ name: cls, inputs: inputs.split(' ') }),
  );
  return {
    cases,
    program: (one, train, open) => {
      const reading = read({
        file,
        tree,
        files: { read: (path) => (path === file ? { text: source } : 'absent') },
        roots: ['/work'],
        treeOf: (_file, text) => parse(text),
        model: `${one.name}()`,
        inputs: one.inputs.flatMap((text) => parseInput(open ? text.replace(/^\d+/, 'B') : text) ?? []),
        train,
        extent: 'all',
      });
      const [graph] = reading.graphs;
      if (!graph) throw new Error(`${one.name} gives no model`);
      const { program, obstacles } = programOf(reading, graph);
      if (program) return program;
      const [first] = obstacles;
      const at = first?.origin ? source.slice(first.origin.start, first.origin.end) : '?';
      throw new Error(`${one.name}: ${first?.reason} at ${at}`);
    },
  };
}
