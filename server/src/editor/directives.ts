/** Completion of what Convscope itself understands: its comments, and whole blocks at the beginning of a line. */
import { valueText } from '../graph';
import { BLOCKS, type Context, snippetSource } from '../refactor';
import type { Completion } from './complete';

/** Stands where a rule's code belongs. */
const RULE = 'CS303';

export function commentCompletions({ text, reading }: Context, offset: number): Completion[] {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const typed = /#\s*(\w*)$/.exec(line)?.[1];
  if (typed === undefined || !'convscope'.startsWith(typed)) return [];
  // Not in everybody's way who begins a comment: only above a model, or once the first letter is typed.
  const below = offset + (/^[ \t]*\r?\n/.exec(text.slice(offset))?.[0].length ?? 0);
  if (typed === '' && !reading.classes.some((c) => c.span.start === below)) return [];
  const next = reading.classes.find((c) => c.span.start >= offset) ?? reading.classes.at(-1);
  const graph = next && reading.graphs[next.roots[0] ?? -1];
  const known = graph?.inputs
    .map((v) => valueText(v, ', ') ?? '')
    .filter((t) => t !== '')
    .join(', ');
  const shape = known === undefined || known === '' ? '[B, 3, 224, 224]' : known;
  return [
    comment(`convscope: input=${shape}`, `convscope: input=\${1:${shape}}`, 'The size of the input of the class below'),
    comment('convscope: ignore[…]', `convscope: ignore[\${1:${RULE}}]`, 'Silences rules on this line'),
  ];
}

const comment = (label: string, insert: string, detail: string): Completion => ({
  label,
  insert,
  detail,
  kind: 'directive',
  isSnippet: true,
  filter: label,
});

/** Classes of well-known blocks, where a class may stand and the file knows torch. */
export function blockCompletions(context: Context, offset: number): Completion[] {
  const { text, tree } = context;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const usesTorch = tree.body.some(
    (s) =>
      (s.kind === 'Import' && s.names.some((a) => a.name.startsWith('torch'))) ||
      (s.kind === 'ImportFrom' && s.module.startsWith('torch')),
  );
  if (!/^[A-Za-z]\w*$/.test(line) || !usesTorch) return [];
  return BLOCKS.map((block) => ({
    label: block.name,
    insert: snippetSource(context, block),
    detail: block.about,
    kind: 'block',
    isSnippet: true,
    filter: `${block.name} ${block.words}`,
  }));
}
