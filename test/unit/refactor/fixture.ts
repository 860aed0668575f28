/**
 * Fixtures of refactorings, in Markdown: a heading, the title of what is offered, the code before with the cursor `$0`
 * (or what is selected between two of them), the code after, and what it costs.
 *
 * Each is checked here, and its code before and after is run by PyTorch (test/oracle/record_refactorings.py).
 * `UPDATE_FIXTURES=1 npx vitest run test/unit/refactor` writes what follows the code before; read it before it is kept.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../../server/src/graph';
import { effectText, offersAt, type Proven, prove } from '../../../server/src/refactor';
import { parse } from '../../../server/src/syntax';
import { readCode } from '../read/literate';
import { type Fixture, fixturesOf, SECTION } from './format';

const folder = join(import.meta.dirname, 'fixtures');
export function fixtures(): Fixture[] {
  return readdirSync(folder).flatMap((file) => fixturesOf(file, readFileSync(join(folder, file), 'utf8')));
}

export interface Outcome {
  readonly reading: Reading;
  readonly offered: readonly string[];
  readonly proven: Proven | undefined;
}

/** What comes of an offer at the `$0` of some code. */
export function outcomeOf(code: string, title: string): Outcome {
  const [first = '', middle, last] = code.split('$0');
  const text = code.replaceAll('$0', '');
  const selection = { start: first.length, end: first.length + (last === undefined ? 0 : (middle ?? '').length) };
  const reading = readCode(text);
  const context = { file: '/work/main.py', text, tree: parse(text), reading, selection };
  const offers = offersAt(context);
  const readAgain = (next: string) => ({ tree: parse(next), reading: readCode(next) });
  const offer = offers.find((o) => o.title === title);
  return { reading, offered: offers.map((o) => o.title), proven: offer && prove(context, offer, readAgain) };
}

export const effectOf = (proven: Proven): string => effectText(proven.effects);

/** Writes effect and code after of every fixture as they come out now. */
export function updateFixtures(): void {
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8').replace(SECTION, (whole, title: string, offer: string, before: string) => {
      if (offer.startsWith('not ')) return whole;
      const { proven, offered } = outcomeOf(before, offer);
      if (!proven) console.log(`${file}: ${title}: '${offer}' is not offered; there is ${offered.join(' | ')}`);
      const after = proven ? `\n${effectOf(proven)}\n\n\`\`\`python\n${proven.text}\`\`\`\n` : '';
      return `## ${title}\n\n\`${offer}\`\n\n\`\`\`python\n${before}\`\`\`\n${after}`;
    });
    writeFileSync(path, text);
  }
}
