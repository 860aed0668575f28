/** The whole programs that PyTorch runs once: fixtures of refactorings, before and after. */
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

export { fixturesOf } from '../unit/refactor/format';
