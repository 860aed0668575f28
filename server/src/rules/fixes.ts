/** Quick fixes that several rules offer. */
import { repairEdits } from '../edit';
import type { CallRepair, ModuleInfo, Place, Repair } from '../graph';
import { type Call, type Expr, expressionAt, type Stmt } from '../syntax';
import { positionOf } from '../torch';
import type { Subject } from './subject';

/**
 * Sets arguments where the layer is built. None where a class of the user stands between, where the call passes `*` or
 * `**`, or where an argument that would change is computed: what it is computed from is the person's own.
 */
export function setArguments(
  { tree, text }: Subject,
  layer: ModuleInfo,
  values: Readonly<Record<string, string>>,
  title?: string,
): Repair[] {
  const { builtAt } = layer;
  if (Object.keys(values).length === 0) return [];
  const call = builtAt && layer.layer === layer.cls ? callAt(tree, builtAt) : undefined;
  if (!builtAt || !call) return [];
  const repairs = Object.entries(values).map(
    ([argument, value]): CallRepair => ({
      kind: 'set-argument',
      title: `Set ${argument}=${value}`,
      target: builtAt,
      argument,
      position: positionOf(layer.cls, argument),
      value,
    }),
  );
  if (repairs.some((r) => !isLiteral(argumentOf(call, r.argument, r.position)))) return [];
  const edits = repairs.map((r) => repairEdits(r, tree, text));
  if (edits.some((e) => e.length === 0)) return [];
  return [
    {
      kind: 'replace',
      title:
        title ??
        `Set ${Object.entries(values)
          .map(([argument, value]) => `${argument}=${value}`)
          .join(', ')}`,
      target: builtAt,
      changes: edits.flat(),
    },
  ];
}

/** One piece of text for another. */
export function replaceText(title: string, place: Place, text: string): Repair {
  return { kind: 'replace', title, target: place, changes: [{ ...place, text }] };
}

/** Takes a statement away with its line; none where the line holds something else too. */
export function removeStatement({ reading, text }: Subject, { span }: Stmt, title: string): Repair[] {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.end);
  const end = newline < 0 ? text.length : newline + 1;
  const rest = text.slice(span.end, end).trim();
  if (text.slice(start, span.start).trim() !== '' || (rest !== '' && !rest.startsWith('#'))) return [];
  const target = { file: reading.file, span };
  return [{ kind: 'replace', title, target, changes: [{ file: reading.file, span: { start, end }, text: '' }] }];
}

/** The call that is exactly this expression. */
export function callAt(tree: Subject['tree'], { span }: Place): Call | undefined {
  const found = expressionAt(tree, span.start).find(
    (e) => e.kind === 'Call' && e.span.start === span.start && e.span.end === span.end,
  );
  return found?.kind === 'Call' ? found : undefined;
}

export function argumentOf(call: Call, name: string, position: number): Expr | undefined {
  return call.keywords.find((k) => k.name === name)?.value ?? (position < 0 ? undefined : call.args[position]);
}

/** Absent, or written as it is: a number, a word, or several of them. */
function isLiteral(expr: Expr | undefined): boolean {
  switch (expr?.kind) {
    case undefined:
    case 'Int':
    case 'Float':
    case 'Str':
    case 'True':
    case 'False':
    case 'None':
      return true;
    case 'Tuple':
    case 'List':
      return expr.elements.every(isLiteral);
    default:
      return false;
  }
}
