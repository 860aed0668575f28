/** Statements of a method: which are selected, what they read and write, and the sizes of variables around them. */
import type { Binding, GraphValue } from '../graph';
import {
  boundNames,
  type Expr,
  type FunctionDef,
  type Span,
  type Stmt,
  statementsAt,
  suitesOf,
  visit,
} from '../syntax';
import type { Context } from './context';
import type { Shape } from './sizes';

export interface Run {
  readonly method: FunctionDef;
  readonly statements: readonly [Stmt, ...Stmt[]];
}

/** The statements of one suite that a range touches. */
export function runIn(context: Context, span: Span): Run | undefined {
  const path = statementsAt(context.tree, span.start);
  const method = path.findLast((s): s is FunctionDef => s.kind === 'FunctionDef');
  if (!method) return undefined;
  const suites = [method, ...path.slice(path.indexOf(method) + 1)].flatMap((s) => suitesOf(s));
  for (const suite of suites.reverse()) {
    const [first, ...rest] = suite.filter(
      (s) => s.span.start < Math.max(span.end, span.start + 1) && span.start < s.span.end,
    );
    const last = rest.at(-1) ?? first;
    if (first && last && span.end <= last.span.end && first.span.start <= span.end && contains(suite, span))
      return { method, statements: [first, ...rest] };
  }
  return undefined;
}

/** The range begins and ends in the suite. */
function contains(suite: readonly Stmt[], span: Span): boolean {
  const first = suite[0],
    last = suite.at(-1);
  return first !== undefined && last !== undefined && span.start >= first.span.start - 200 && span.end <= last.span.end;
}

/** Names that are read in the statements before they are set there, functions that are called left out. */
export function readNames(statements: readonly Stmt[]): string[] {
  const written = new Set<string>();
  const read: string[] = [];
  for (const statement of statements) {
    const called = new Set<Expr>();
    const targets = statement.kind === 'Assign' ? statement.targets : [];
    visit([statement], {
      expression: (expr) => {
        if (expr.kind === 'Call') called.add(rootOf(expr.func));
        const isRead = expr.kind === 'Name' && !targets.includes(expr) && !called.has(expr);
        if (isRead && expr.id !== 'self' && !written.has(expr.id) && !read.includes(expr.id)) read.push(expr.id);
        return true;
      },
    });
    for (const name of boundNames([statement])) written.add(name);
  }
  return read;
}

/** Of `F.relu` its `F`; of `x.relu` inside a chain the innermost value, unless that is what is computed with. */
function rootOf(func: Expr): Expr {
  if (func.kind !== 'Attribute' || func.value.kind !== 'Name') return func;
  return /^(F|torch|nn|math|np|self)$/.test(func.value.id) ? func.value : func;
}

/** Sizes of a variable as it enters a statement, over all that was read of the method; by call, so that they pair. */
export function sizesBefore(context: Context, method: FunctionDef, name: string, at: Stmt): ReadonlyMap<string, Shape> {
  return sizes(context, method, name, (b) => b.statement.start < at.span.start);
}

export function sizesAfter(context: Context, method: FunctionDef, name: string, at: Stmt): ReadonlyMap<string, Shape> {
  return sizes(context, method, name, (b) => b.statement.start <= at.span.start && b.kind !== 'return');
}

/** What a `return` gives. */
export function sizesReturned(context: Context, method: FunctionDef, at: Stmt): ReadonlyMap<string, Shape> {
  return sizes(context, method, 'return', (b) => b.statement.start === at.span.start);
}

function sizes(
  context: Context,
  method: FunctionDef,
  name: string,
  isEarlier: (binding: Binding) => boolean,
): ReadonlyMap<string, Shape> {
  const found = new Map<string, { readonly at: number; readonly shape: Shape }>();
  context.reading.graphs.forEach((graph, index) => {
    for (const binding of graph.bindings) {
      const isHere = binding.file === context.file && binding.name === name && within(binding, method);
      if (!isHere || !isEarlier(binding)) continue;
      const id = `${index} ${binding.call ?? ''}`;
      const shape = shapeOf(binding.value);
      const known = found.get(id);
      if (shape && (!known || known.at <= binding.nameSpan.start)) found.set(id, { at: binding.nameSpan.start, shape });
    }
  });
  return new Map([...found].map(([id, { shape }]) => [id, shape]));
}

const within = (binding: Binding, method: FunctionDef): boolean =>
  method.span.start <= binding.nameSpan.start && binding.nameSpan.start < method.span.end;

const shapeOf = (value: GraphValue): Shape | undefined => (value.kind === 'tensor' ? value.shape : undefined);
