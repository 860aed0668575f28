/** Asks the grammar itself whether one logical line, taken alone, is a statement (or the header of one). */
import { disguise } from '../dialect';
import { normalise } from '../normalise';
import { parseRaw } from '../raw';

/** What has to stand before and after a line for it to be a whole program. */
const before: ReadonlyMap<string, string> = new Map([
  ['elif', 'if x: pass\n'],
  ['else', 'if x: pass\n'],
  ['except', 'try: pass\n'],
  ['finally', 'try: pass\n'],
  ['case', 'match x:\n '],
]);

export function isReadable(line: string): boolean {
  const word = /^\w+/.exec(line)?.[0] ?? '';
  const lead = before.get(word) ?? '';
  const isMatch = word === 'match' && line.trimEnd().endsWith(':');
  const suite = isMatch ? '\n case _: pass' : ' pass';
  const end = line.trimEnd().endsWith(':') ? suite : line.startsWith('@') ? '\ndef f(): pass' : '';
  const isPlain = word === 'case' && !line.trimEnd().endsWith(':');
  return reads((isPlain ? '' : lead) + line + end);
}

function reads(text: string): boolean {
  return parseRaw(disguise(text, normalise(text))).errors.length === 0;
}
