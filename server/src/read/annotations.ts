/** What annotations say of sizes, held against what the code gives. */
import type { Binding, GraphValue, Problem } from '../graph';
import { type Dim, display, equal, substitute, variable, variablesOf } from '../symbolic';
import { type Expr, type ModuleTree, type Span, visit } from '../syntax';
import { type AnnotatedShape, annotatedShape } from './jaxtyping';
import type { Session } from './session';

interface Annotation {
  readonly shape: AnnotatedShape;
  readonly text: string;
  readonly span: Span;
}

export function annotationProblems(session: Session): Problem[] {
  const annotations = annotationsOf(session.request.tree);
  if (annotations.size === 0) return [];
  const found = new Map<number, Problem>();
  for (const problem of session.recorder.mistaken) found.set(problem.place.span.start, problem);
  for (const { graph } of session.graphs) {
    const scopes = new Map<string, Map<string, Dim>>();
    for (const binding of graph.bindings) {
      if (binding.file !== session.request.file) continue;
      const annotation = annotations.get(keyOf(binding));
      if (!annotation || binding.value.kind !== 'tensor') continue;
      const key = `${binding.call} ${binding.function}`;
      const known = scopes.get(key) ?? new Map<string, Dim>();
      scopes.set(key, known);
      if (fits(annotation.shape, binding.value.shape, binding.call === undefined ? new Map() : known)) continue;
      if (!found.has(annotation.span.start)) found.set(annotation.span.start, problemOf(session, binding, annotation));
    }
  }
  return [...found.values()];
}

/** By the name that is annotated, or by the `return` that gives what the function's annotation says. */
function annotationsOf(tree: ModuleTree): ReadonlyMap<string, Annotation> {
  const found = new Map<string, Annotation>();
  const add = (key: string, expr: Expr | undefined): void => {
    const shape = annotatedShape(expr);
    if (expr && shape) found.set(key, { shape, text: written(expr), span: expr.span });
  };
  visit(tree.body, {
    statement: (stmt) => {
      if (stmt.kind === 'AnnAssign') add(`${stmt.target.span.start}`, stmt.annotation);
      if (stmt.kind !== 'FunctionDef') return true;
      for (const parameter of stmt.parameters) add(`${parameter.nameSpan.start}`, parameter.annotation);
      if (stmt.returns && !stmt.isGenerator) {
        visit(stmt.body, {
          statement: (inner) => {
            if (inner.kind === 'Return') add(`return ${inner.span.start}`, stmt.returns);
            return inner.kind !== 'FunctionDef' && inner.kind !== 'ClassDef';
          },
        });
      }
      return true;
    },
  });
  return found;
}

const keyOf = ({ kind, nameSpan, statement }: Binding): string =>
  kind === 'return' ? `return ${statement.start}` : `${nameSpan.start}`;

/** The text in quotes. */
function written(expr: Expr): string {
  if (expr.kind === 'Str') return `"${expr.value}"`;
  if (expr.kind === 'Subscript') return written(expr.index);
  if (expr.kind === 'BinOp') return written(expr.left);
  if (expr.kind !== 'Tuple') return '';
  return expr.elements
    .filter((element) => element.kind === 'Str' || element.kind === 'Int')
    .map((element) => (element.kind === 'Int' ? String(element.value) : written(element)))
    .join(', ');
}

/** Names mean one size throughout a call; `known` keeps them. */
function fits({ before, variadic, after }: AnnotatedShape, shape: readonly Dim[], known: Map<string, Dim>): boolean {
  const least = before.length + after.length;
  if (variadic === undefined ? shape.length !== least : shape.length < least) return false;
  const pairs = [
    ...before.map((said, i) => [said, shape[i]] as const),
    ...after.map((said, i) => [said, shape[shape.length - after.length + i]] as const),
  ];
  return pairs.every(([said, size]) => said === undefined || size === undefined || isSize(said, size, known));
}

function isSize(said: Dim, size: Dim, known: Map<string, Dim>): boolean {
  const names = variablesOf(said);
  const [name] = names;
  if (name && equal(said, variable(name.name)) === 'yes' && !known.has(name.name)) {
    known.set(name.name, size);
    return true;
  }
  if (!names.every((one) => known.has(one.name))) return true;
  return equal(substitute(said, known), size) !== 'no';
}

function problemOf({ request }: Session, binding: Binding, { text, span }: Annotation): Problem {
  const shape = binding.value.kind === 'tensor' ? shown(binding.value) : '';
  return {
    code: 'CS190',
    severity: 'warning',
    message: `The annotation says ${text}, but ${binding.kind === 'return' ? 'what is returned' : binding.name} is ${shape}.`,
    why: 'Correct the annotation, or the code.',
    place: { file: request.file, span },
    related: [],
    instances: [],
    repairs: [],
  };
}

const shown = ({ shape }: Extract<GraphValue, { kind: 'tensor' }>): string => `[${shape.map(display).join('×')}]`;
