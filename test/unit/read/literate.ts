/**
 * Literate tests: Python in Markdown, with what is expected beside the line.
 *
 * `# shape: B×8×⌊H/2⌋` the hint of the variable (or the return) of that line; several by ` | `, in order of place
 * `# error: CS104` a problem on that line; every problem that no line expects fails the test
 * `# no hint` nothing is shown on that line
 * `# needs: H is divisible by 4` an assumption of some model of the file
 * A block `python file=NAME` is a file beside the ones that follow under the same heading.
 */
import { hintsOf } from '../../../server/src/editor';
import type { Reading } from '../../../server/src/graph';
import { read } from '../../../server/src/read';
import { lineIndex, parse, positionAt } from '../../../server/src/syntax';

export interface Case {
  readonly title: string;
  readonly code: string;
  readonly files: ReadonlyMap<string, string>;
}

export function casesOf(markdown: string): Case[] {
  const cases: Case[] = [];
  for (const section of markdown.split(/^## /m).slice(1)) {
    const title = section.slice(0, section.indexOf('\n')).trim();
    const files = new Map<string, string>();
    for (const [, name, code] of section.matchAll(/^```\w+(?: file=(\S+))?\n(.*?)^```$/gms)) {
      if (name !== undefined) files.set(`/work/${name}`, code ?? '');
      else cases.push({ title, code: code ?? '', files });
    }
  }
  return cases;
}

export function readCode(
  code: string,
  files: ReadonlyMap<string, string> = new Map(),
  file = '/work/main.py',
): Reading {
  return read({
    file,
    tree: parse(code),
    files: {
      read: (path) => {
        const text = path === file ? code : files.get(path);
        return text === undefined ? 'absent' : { text };
      },
    },
    roots: ['/work'],
    treeOf: (_file, text) => parse(text),
    extent: 'enough',
  });
}

export interface Finding {
  readonly line: number;
  readonly wanted: string;
  readonly got: string;
}

/** Where the reading differs from what the comments say. */
export function differences({ code, files }: Case): Finding[] {
  const reading = readCode(code, files);
  const index = lineIndex(code);
  const lineOf = (offset: number): number => positionAt(index, offset).line;
  const hints = hintsOf(reading, new Map()).filter((hint) => hint.kind !== 'layer');
  const problems = reading.problems.filter((p) => p.place.file === reading.file);
  const found: Finding[] = [];
  const expectedErrors = new Set<number>();
  const needs = new Set(reading.graphs.flatMap((g) => g.assumptions.map((a) => a.text)));
  code.split('\n').forEach((text, line) => {
    const [, kind, wanted = ''] = /#\s*(shape|error|no hint|needs)\b:?\s*(.*)$/.exec(text) ?? [];
    if (kind === undefined) return;
    const shown = hints
      .filter((h) => lineOf(h.offset) === line)
      .map((h) => h.whole)
      .join(' | ');
    const codes = problems
      .filter((p) => lineOf(p.place.span.start) === line)
      .map((p) => p.code)
      .join(' ');
    if (kind === 'shape' && shown !== wanted.trim()) found.push({ line: line + 1, wanted, got: shown });
    if (kind === 'no hint' && shown !== '') found.push({ line: line + 1, wanted: 'no hint', got: shown });
    if (kind === 'needs' && !needs.has(wanted.trim()))
      found.push({ line: line + 1, wanted, got: [...needs].join('; ') });
    if (kind === 'error') {
      expectedErrors.add(line);
      if (codes !== wanted.trim()) found.push({ line: line + 1, wanted, got: codes });
    }
  });
  for (const problem of problems) {
    const line = lineOf(problem.place.span.start);
    if (!expectedErrors.has(line))
      found.push({ line: line + 1, wanted: 'no problem', got: `${problem.code} ${problem.message}` });
  }
  return found;
}
