/**
 * The library against real Python: every file in `golden` is a doctest, so `python3 -m doctest FILE`
 * shows that its expectations are Python's own; here they must be ours too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { read } from './reading';

const folder = new URL('golden/', import.meta.url);

interface Example {
  readonly source: string;
  readonly expected: string;
}

function examplesOf(text: string): Example[] {
  const examples: Example[] = [];
  const pattern = /^>>> (.*\n(?:\.\.\.(?: .*)?\n)*)((?:(?!>>> ).+\n)*)/gm;
  for (const [, source = '', expected = ''] of text.matchAll(pattern)) {
    examples.push({ source: source.replace(/^\.\.\. ?/gm, '').trimEnd(), expected: expected.trimEnd() });
  }
  return examples;
}

/** The text of an expression's value, or of the exception that it raises, under a name of its own. */
function instrumented({ source, expected }: Example, index: number): string {
  if (expected === '') return source;
  if (!expected.startsWith('Traceback')) return `out_${index} = repr((${source}))`;
  return `try:\n    out_${index} = repr((${source}))\nexcept Exception as e:\n    out_${index} = type(e).__name__ + ': ' + str(e)`;
}

for (const name of readdirSync(folder).sort()) {
  const examples = examplesOf(`${readFileSync(new URL(name, folder), 'utf8')}\n`);
  const { repr, module } = read(examples.map(instrumented).join('\n'));
  describe(name, () => {
    examples.forEach(({ source, expected }, index) => {
      if (expected === '') return;
      test(source, () => {
        const value = module.scope.vars.get(`out_${index}`);
        const text = value?.kind === 'str' ? value.value : repr(value);
        expect(text).toBe(
          expected.startsWith('Traceback')
            ? expected
                .split('\n')
                .at(-1)
                ?.replace(/^[\w.]+\./, '')
            : expected,
        );
      });
    });
  });
}
