/**
 * Which of the builders of a file are read when not all are: a model file may hold thirty, of the same few
 * classes. First those that name a class which no model that was read before has shown, then those of the others that are least like them.
 */
import type { ClassValue } from '../python';
import { boundNames, type FunctionDef, mentionedNames, type Stmt, visit } from '../syntax';
import type { Candidate } from './entries';

/** How often a class is looked for in the builders that name it. */
const MOST_TRIES = 2;
/** How many builders that show nothing new are read though they name no class that is missing. */
const MOST_IN_VAIN = 2;

/**
 * Yields a builder when it is to be read. `builders` leaves out those that others have called by then; `missing`
 * says which classes have not been seen at work.
 */
export function* promising(
  builders: () => Iterable<Candidate>,
  body: readonly Stmt[],
  missing: () => readonly (ClassValue | undefined)[],
): Generator<Candidate> {
  const tries = new Map<ClassValue | undefined, number>();
  const read = new Set<string>();
  const bound = definitionsOf(body);
  for (const builder of builders()) {
    const names = namesBehind(builder, bound);
    const wanted = missing().filter((cls) => cls && names.has(cls.name) && (tries.get(cls) ?? 0) < MOST_TRIES);
    for (const cls of wanted) tries.set(cls, (tries.get(cls) ?? 0) + 1);
    if (wanted.length === 0) continue;
    read.add(builder.text);
    yield builder;
  }
  let inVain = 0;
  const met = new Set<string>();
  for (const builder of builders())
    if (read.has(builder.text)) for (const word of wordsOf(builder, bound)) met.add(word);
  while (inVain < MOST_IN_VAIN && missing().length > 0) {
    const builder = mostUnlike(builders(), read, (one) => wordsOf(one, bound), met);
    if (!builder) return;
    read.add(builder.text);
    for (const word of wordsOf(builder, bound)) met.add(word);
    const before = missing().length;
    yield builder;
    if (missing().length === before) inVain++;
  }
}

/** Of the builders that were not read, the one with most words that none that was read has; undefined: none has any. */
function mostUnlike(
  builders: Iterable<Candidate>,
  read: ReadonlySet<string>,
  wordsIn: (builder: Candidate) => ReadonlySet<string>,
  met: ReadonlySet<string>,
): Candidate | undefined {
  let best: Candidate | undefined;
  let most = 0;
  for (const builder of builders) {
    if (read.has(builder.text)) continue;
    let count = 0;
    for (const word of wordsIn(builder)) if (!met.has(word)) count++;
    if (count > most) [best, most] = [builder, count];
  }
  return best;
}

function definitionsOf(body: readonly Stmt[]): Map<string, Stmt[]> {
  const bound = new Map<string, Stmt[]>();
  for (const statement of body) {
    for (const name of namesIn(statement).binds) {
      const known = bound.get(name);
      if (known) known.push(statement);
      else bound.set(name, [statement]);
    }
  }
  return bound;
}

/** Names that the builder mentions, or a function or an assignment that it goes through; what a class mentions it may do without. */
function namesBehind({ name }: Candidate, bound: ReadonlyMap<string, readonly Stmt[]>): ReadonlySet<string> {
  const found = new Set<string>(name === undefined ? [] : [name]);
  for (const reached of found) {
    for (const statement of bound.get(reached) ?? []) {
      if (statement.kind === 'ClassDef') continue;
      for (const mentioned of namesIn(statement).mentions) if (bound.has(mentioned)) found.add(mentioned);
    }
  }
  return found;
}

interface Names {
  readonly binds: ReadonlySet<string>;
  readonly mentions: ReadonlySet<string>;
}

const known = new WeakMap<Stmt, Names>();

const words = new WeakMap<Stmt, ReadonlySet<string>>();

/** The words in the names and texts by which a builder says which variant it makes; digits are sizes. */
function wordsOf({ name }: Candidate, bound: ReadonlyMap<string, readonly Stmt[]>): ReadonlySet<string> {
  const [statement] = (name !== undefined && bound.get(name)) || [];
  if (!statement) return new Set();
  let found = words.get(statement);
  if (!found) {
    found = collectWords(doneBy(statement));
    words.set(statement, found);
  }
  return found;
}

function collectWords(statements: readonly Stmt[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (text: string) => {
    for (const [word] of text.matchAll(/[a-z]+/gi)) found.add(word);
  };
  visit(statements, {
    statement: () => true,
    expression: (expr) => {
      if (expr.kind === 'Name') add(expr.id);
      if (expr.kind === 'Str') add(expr.value);
      if (expr.kind === 'Call') for (const { name } of expr.keywords) add(name ?? '');
      return true;
    },
  });
  return found;
}

/** Annotations and decorators of a function say nothing of what it builds. */
const doneBy = (statement: Stmt): readonly Stmt[] =>
  statement.kind === 'FunctionDef' ? [...statement.body, ...defaultsOf(statement)] : [statement];

const defaultsOf = ({ parameters }: FunctionDef): Stmt[] =>
  parameters.flatMap(({ default: value }) => (value ? [{ kind: 'Expr', span: value.span, value } as const] : []));

/** A statement that an edit leaves alone stays the same object. */
function namesIn(statement: Stmt): Names {
  let names = known.get(statement);
  if (!names) {
    names = { binds: boundNames([statement]), mentions: mentionedNames(doneBy(statement)) };
    known.set(statement, names);
  }
  return names;
}
