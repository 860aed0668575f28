/** The directive comment `# convscope: input=[B, 3, 224, 224]` above a class or its `forward`. */
import type { ClassDef, ModuleTree, Span, Stmt } from '../syntax';
import { type InputSpec, parseInput } from './inputs';

export interface Directive {
  readonly span: Span;
  readonly inputs: readonly InputSpec[];
  /** Text after `input=` that could not be read. */
  readonly unread: string | undefined;
}

/** By class name. A comment belongs to the class or method that follows it next. */
export function directivesOf(tree: ModuleTree): ReadonlyMap<string, Directive> {
  const found = new Map<string, Directive>();
  const classes = tree.body.filter((s): s is ClassDef => s.kind === 'ClassDef');
  for (const comment of tree.comments) {
    const text = /^#\s*convscope:\s*inputs?\s*=\s*(.+)$/.exec(comment.text.trim())?.[1];
    if (text === undefined) continue;
    const owner = ownerOf(comment.span, tree.body, classes);
    if (!owner) continue;
    const parts = splitShapes(text);
    const inputs = parts.map(parseInput);
    const unread = inputs.indexOf(undefined);
    found.set(owner.name, {
      span: comment.span,
      inputs: inputs.filter((i) => i !== undefined),
      unread: unread < 0 ? undefined : parts[unread],
    });
  }
  return found;
}

function ownerOf(comment: Span, body: readonly Stmt[], classes: readonly ClassDef[]): ClassDef | undefined {
  const around = classes.find((c) => c.span.start <= comment.start && comment.end <= c.span.end);
  if (around) return around;
  const next = body.filter((s) => s.span.start >= comment.end).sort((a, b) => a.span.start - b.span.start)[0];
  return next?.kind === 'ClassDef' ? next : undefined;
}

/** `[B, 3, 32, 32], [B, 10]` at top-level commas; a bare `B, 3, 32, 32` is one shape. */
export function splitShapes(text: string): string[] {
  if (!/[[(]/.test(text)) return [text];
  const parts: string[] = [];
  let depth = 0,
    current = '';
  for (const c of text) {
    if (c === '[' || c === '(') depth++;
    if (c === ']' || c === ')') depth--;
    if (c === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else current += c;
  }
  if (current.trim() !== '') parts.push(current.trim());
  return parts;
}
