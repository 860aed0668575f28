/** Which top-level parts of a module bind or change which name, found without running them. */
import { boundNames, type Expr, type Part, rootName, type Stmt, suitesOf } from '../syntax';

export interface NameIndex {
  /** Parts by number, in order, that running a look-up of the name needs. */
  readonly parts: ReadonlyMap<string, readonly number[]>;
  /** Numbers of parts that hold `from module import *`. */
  readonly stars: readonly number[];
}

export function indexOfNames(parts: readonly Part[]): NameIndex {
  const numbers = new Map<string, number[]>();
  const imported = new Set<string>();
  const stars: number[] = [];
  const note = (name: string, number: number) => {
    const known = numbers.get(name);
    if (known === undefined) numbers.set(name, [number]);
    else if (known[known.length - 1] !== number) known.push(number);
  };
  // What is imported is another module's: `logging.basicConfig()` does not change `logging` here.
  const noteChanges = (names: Iterable<string>, number: number) => {
    for (const name of names) if (!imported.has(name)) note(name, number);
  };
  parts.forEach(({ definition, statements }, number) => {
    if (definition !== undefined) {
      note(definition.name, number);
      noteChanges(definition.changes, number);
      return;
    }
    for (const statement of statements()) {
      for (const name of boundNames([statement])) {
        if (name !== '*') note(name, number);
      }
      if (holdsStar(statement)) stars.push(number);
      if (statement.kind === 'Import' || statement.kind === 'ImportFrom') {
        for (const name of boundNames([statement])) imported.add(name);
      }
      noteChanges(changedAtTopLevel(statement), number);
    }
  });
  return { parts: numbers, stars };
}

function holdsStar(statement: Stmt): boolean {
  if (statement.kind === 'ImportFrom') return statement.names.some(({ name }) => name === '*');
  if (statement.kind === 'FunctionDef' || statement.kind === 'ClassDef') return false;
  return suitesOf(statement).some((suite) => suite.some(holdsStar));
}

/** `NAME[k] = v`, `NAME.a = v`, `NAME.append(v)`, `register(NAME)` and `@NAME.register` outside functions. */
function changedAtTopLevel(statement: Stmt): Set<string> {
  const names = new Set<string>();
  const add = (expr: Expr) => {
    const root = rootName(expr);
    if (root !== undefined) names.add(root);
  };
  const look = (stmt: Stmt): void => {
    switch (stmt.kind) {
      case 'FunctionDef':
      case 'ClassDef':
        for (const decorator of stmt.decorators) {
          const func = decorator.kind === 'Call' ? decorator.func : decorator;
          if (func.kind === 'Attribute') add(func);
        }
        return;
      case 'Assign':
      case 'Delete':
        for (const target of stmt.targets) if (target.kind === 'Subscript' || target.kind === 'Attribute') add(target);
        break;
      case 'AugAssign':
        add(stmt.target);
        break;
      case 'Expr':
        if (stmt.value.kind === 'Call') {
          if (stmt.value.func.kind === 'Attribute') add(stmt.value.func);
          for (const argument of stmt.value.args) if (argument.kind === 'Name') add(argument);
        }
        break;
      default:
    }
    for (const suite of suitesOf(stmt)) for (const inner of suite) look(inner);
  };
  look(statement);
  return names;
}
