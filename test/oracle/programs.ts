/** The whole programs that PyTorch runs once: fixtures of refactorings, before and after; blocks; the gallery. */
import { BLOCKS } from '../../server/src/refactor';
import { type Fixture, runnable } from '../unit/refactor/format';

export interface Program {
  readonly name: string;
  readonly code: string;
}

export function programsOf(fixtures: readonly Fixture[]): Program[] {
  return fixtures.flatMap(({ file, title, offer, before, after }) => {
    const name = `${file.replace('.md', '')}: ${title}`;
    const first = { name: `${name}, before`, code: runnable(before) };
    return offer.startsWith('not ') ? [first] : [first, { name: `${name}, after`, code: runnable(after) }];
  });
}

/** `files`: names and texts. */
export function galleryPrograms(files: readonly (readonly [string, string])[]): Program[] {
  return files.filter(([file]) => file.endsWith('.py')).map(([file, code]) => ({ name: `gallery: ${file}`, code }));
}

export function blockPrograms(): Program[] {
  return BLOCKS.map(({ name, lines, example }) => ({
    name: `block: ${name}`,
    code: `import torch\nfrom torch import nn\n\n\n${lines.join('\n')}\n\n\n${example}\n`,
  }));
}

export { fixturesOf } from '../unit/refactor/format';
