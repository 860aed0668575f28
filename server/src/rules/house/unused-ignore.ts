import type { Problem, TextRepair } from '../../graph';
import { declareRule, type Rule } from '../declare';
import type { Ignore } from '../ignore';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS001',
  name: 'unused-ignore',
  severity: 'warning',
  tag: 'unnecessary',
  page: {
    what: 'Finds `# convscope: ignore` comments that silence nothing.',
    why: 'A comment that silences nothing any more hides the next mistake on its line.',
    references: [],
  },
  bad: `
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())  # convscope: ignore[CS302]
`,
  good: `
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
`,
  hasFix: true,
});

/**
 * Comments, or codes in them, that silenced nothing. Only what was looked for can be called unused: a rule that is
 * off, or a file that was not read to its end, proves nothing. `isOn` gives the rule of a code that was looked for.
 */
export function unusedIgnores(
  { reading, text }: Subject,
  ignores: readonly Ignore[],
  used: ReadonlyMap<Ignore, ReadonlySet<string>>,
  isOn: (code: string) => Rule | undefined,
): Problem[] {
  if (!reading.complete) return [];
  return ignores.flatMap((ignore) => {
    const did = used.get(ignore) ?? new Set<string>();
    if (ignore.codes === undefined) return did.size > 0 ? [] : [problem(reading.file, text, ignore, [])];
    const unused = ignore.codes.filter((code) => {
      const known = isOn(code);
      return known !== undefined && !did.has(known.code);
    });
    return unused.length === 0 ? [] : [problem(reading.file, text, ignore, unused)];
  });
}

function problem(file: string, text: string, ignore: Ignore, unused: readonly string[]): Problem {
  const place = { file, span: ignore.comment.span };
  const left = ignore.codes?.filter((code) => !unused.includes(code)) ?? [];
  const change =
    left.length > 0
      ? {
          file,
          span: place.span,
          text: ignore.comment.text.replace(/(ignore(?:-file)?\s*)\[[^\]]*\]/, `$1[${left.join(', ')}]`),
        }
      : { file, span: withBlankBefore(text, ignore.comment.span), text: '' };
  const repair: TextRepair = { kind: 'replace', title: 'Remove the unused ignore', target: place, changes: [change] };
  return {
    code: rule.code,
    severity: 'warning',
    message: unused.length === 0 ? 'This comment silences nothing.' : `Nothing here is ${unused.join(' or ')}.`,
    why: 'Remove it, so that it does not hide what comes later.',
    place,
    related: [],
    instances: [],
    repairs: [repair],
    tag: rule.tag,
  };
}

/** The comment with the blanks before it; the whole line where it stands alone. */
function withBlankBefore(text: string, span: { readonly start: number; readonly end: number }) {
  let start = span.start;
  while (start > 0 && /[ \t]/.test(text[start - 1] ?? '')) start -= 1;
  const isAlone = start === 0 || text[start - 1] === '\n';
  return { start, end: isAlone && text[span.end] === '\n' ? span.end + 1 : span.end };
}
