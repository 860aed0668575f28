/**
 * Shape comments of a file: what each speaks of, and the input that its left side stands for. Whether they are true is
 * the matter of comment-check.ts.
 */

import type { Place } from '../graph';
import type { FunctionValue, InstanceValue, Value } from '../python';
import { type Dim, variable } from '../symbolic';
import {
  boundNames,
  type Expr,
  type FunctionDef,
  type LineIndex,
  lineIndex,
  positionAt,
  type Span,
  type Stmt,
  statementsAt,
  visit,
  visitExpression,
} from '../syntax';
import { isModule, namedModules } from '../torch';
import type { InputSpec } from './inputs';
import type { Session, SessionGraph } from './session';
import { parseShapeComment, type ShapeComment, type WrittenShape } from './shape-notation';

export interface PlacedComment extends ShapeComment {
  /** Of the whole comment. */
  readonly span: Span;
  /** Offset of the code's line that it speaks of: its own, else the next. */
  readonly line: number;
}

/** The text by which offsets of the tree count; undefined where it cannot be had. */
const textOf = ({ request }: Session): string | undefined => {
  const found = request.files.read(request.file);
  return typeof found === 'string' ? undefined : found.text;
};

export interface Comments {
  readonly text: string;
  readonly lines: LineIndex;
  readonly all: readonly PlacedComment[];
}

const NONE: Comments = { text: '', lines: lineIndex(''), all: [] };
const kept = new WeakMap<Session, Comments>();

export function shapeCommentsOf(session: Session): Comments {
  const known = kept.get(session);
  if (known) return known;
  const made = findComments(session);
  kept.set(session, made);
  return made;
}

function findComments(session: Session): Comments {
  const candidates = session.request.tree.comments.filter(({ text }) => /[>→⇒]/u.test(text));
  const text = candidates.length > 0 ? textOf(session) : undefined;
  if (text === undefined) return NONE;
  const lines = lineIndex(text);
  const all = candidates.flatMap((comment): PlacedComment[] => {
    const parsed = parseShapeComment(comment.text);
    // In a notebook the offsets count in another text.
    if (!parsed || text.slice(comment.span.start, comment.span.end) !== comment.text) return [];
    const line = positionAt(lines, comment.span.start).line;
    const isAlone = text.slice(lines.starts[line], comment.span.start).trim() === '';
    return [{ ...parsed, span: comment.span, line: isAlone ? nextCodeLine(text, lines, line) : line }];
  });
  return { text, lines, all };
}

function nextCodeLine(text: string, lines: LineIndex, after: number): number {
  for (let line = after + 1; line < lines.starts.length; line++) {
    const code = text.slice(lines.starts[line], lines.starts[line + 1] ?? text.length).trim();
    if (code !== '' && !code.startsWith('#')) return line;
  }
  return after;
}

// --- what a comment speaks of

/** Whether the comment stands beside the statements of the file, in none of them. */
export const isOutside = ({ request }: Session, { span }: PlacedComment): boolean =>
  !request.tree.body.some((stmt) => stmt.span.start <= span.start && span.end <= stmt.span.end);

/** What one model, or the file itself, has built and what graphs it gave. */
export interface Section {
  readonly built: readonly (readonly [InstanceValue, Place])[];
  readonly graphs: readonly SessionGraph[];
}

/** The modules that were built by the outermost expression on this line. */
export function builtOn(session: Session, line: number, { built, graphs }: Section): readonly InstanceValue[] {
  const { lines } = shapeCommentsOf(session);
  const found = built.filter(
    ([, { file, span }]) => file === session.request.file && positionAt(lines, span.end - 1).line === line,
  );
  const here = found.filter(([, { span }]) => positionAt(lines, span.start).line === line);
  const spans = (here.length > 0 ? here : found).map(([, { span }]) => span);
  const outermost = spans.filter((span) => !spans.some((other) => isAround(other, span)));
  const [one] = outermost;
  if (!one) return assignedOn(session, line, graphs);
  if (outermost.some((span) => span.start !== one.start || span.end !== one.end)) return [];
  return found.flatMap(([module, { span }]) => (span.start === one.start && span.end === one.end ? [module] : []));
}

/** What a module of the user's own holds under the name that is assigned on this line: `self.block = Block(3, 16)`. */
function assignedOn(session: Session, line: number, graphs: Section['graphs']): readonly InstanceValue[] {
  const { lines, text } = shapeCommentsOf(session);
  const start = lines.starts[line] ?? 0;
  const around = statementsAt(session.request.tree, start + (text.slice(start).match(/^\s*/)?.[0].length ?? 0));
  const statement = around.at(-1);
  const method = around.filter((s): s is FunctionDef => s.kind === 'FunctionDef').at(-1);
  const target = statement?.kind === 'Assign' ? statement.targets[0] : undefined;
  if (!method || target?.kind !== 'Attribute' || target.value.kind !== 'Name' || target.value.id !== 'self') return [];
  return ownersOf(session, method, graphs).flatMap((owner) => {
    const held = session.interpreter.findAttribute(owner, target.attr);
    return isModule(held) ? [held] : [];
  });
}

const isAround = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && (outer.start < inner.start || inner.end < outer.end);

/** The statement of a method on this line that makes something of one local variable. */
export interface Step {
  readonly method: FunctionDef;
  readonly statement: Stmt;
  readonly value: Expr;
  readonly variable: string;
}

export function stepOn(session: Session, line: number): Step | undefined {
  const { lines, text } = shapeCommentsOf(session);
  const start = lines.starts[line] ?? 0;
  const offset = start + (text.slice(start).match(/^\s*/)?.[0].length ?? 0);
  const around = statementsAt(session.request.tree, offset);
  const statement = around.at(-1);
  const method = around.filter((s): s is FunctionDef => s.kind === 'FunctionDef').at(-1);
  const value =
    statement?.kind === 'Return' || statement?.kind === 'Assign' || statement?.kind === 'AnnAssign'
      ? statement.value
      : undefined;
  if (!statement || !method || !value) return undefined;
  const locals = new Set([...boundNames(method.body), ...method.parameters.map((p) => p.name)]);
  locals.delete('self');
  const used = new Set<string>();
  visitExpression(value, (expr) => {
    if (expr.kind === 'Name' && locals.has(expr.id)) used.add(expr.id);
    return true;
  });
  const [name, another] = used;
  return name !== undefined && another === undefined ? { method, statement, value, variable: name } : undefined;
}

// --- the left side as the input

/** What the first comment in `forward` says of its argument, or the one beside the layer that meets it. */
export function commentedInput(
  session: Session,
  forward: Value | undefined,
  met: InstanceValue | undefined,
): { readonly spec: InputSpec; readonly span: Span } | undefined {
  const { all } = shapeCommentsOf(session);
  if (all.length === 0) return undefined;
  const own = forward?.kind === 'function' ? firstOfForward(session, forward, all) : undefined;
  const everything = { built: [...session.recorder.built], graphs: session.graphs };
  const comment = own ?? all.find(({ line }) => met !== undefined && builtOn(session, line, everything).includes(met));
  const shape = comment && sizesOf(comment.left);
  return comment && shape && { spec: { kind: 'tensor', shape, dtype: 'float32' }, span: comment.span };
}

function firstOfForward(
  session: Session,
  { node, file }: FunctionValue,
  comments: readonly PlacedComment[],
): PlacedComment | undefined {
  if (node.kind !== 'FunctionDef' || file !== session.request.file) return undefined;
  const [, input] = node.parameters;
  for (const comment of comments) {
    if (comment.span.start < node.span.start || comment.span.end > node.span.end) continue;
    const step = stepOn(session, comment.line);
    if (!step || step.method !== node || step.variable !== input?.name) continue;
    const changed = node.body.some((s) => s.span.end <= step.statement.span.start && bindsName(s, step.variable));
    return changed ? undefined : comment;
  }
  return undefined;
}

function bindsName(stmt: Stmt, name: string): boolean {
  let binds = false;
  visit([stmt], {
    statement: (one) => {
      if (boundNames([one]).has(name)) binds = true;
      return true;
    },
  });
  return binds;
}

/** Sizes that are left open get symbols of their own. */
export const sizesOf = (shape: WrittenShape): readonly Dim[] =>
  shape.sizes.map(({ size }, i) => size ?? variable(`?${i}`));

/** A layer or a class is tried in this many instances of each model. */
export const MOST_INSTANCES = 4;

/** Instances of the class that the method belongs to, in the models that were read. */
export function ownersOf(
  { interpreter }: Session,
  method: FunctionDef,
  graphs: Section['graphs'],
): readonly InstanceValue[] {
  const found = new Set<InstanceValue>();
  for (const { root } of graphs) {
    if (!root) continue;
    for (const [, module] of namedModules(root)) {
      const own = interpreter.lookup(module.cls, method.name);
      if (own?.kind === 'function' && own.node === method && found.add(module).size === MOST_INSTANCES)
        return [...found];
    }
  }
  return [...found];
}
