/** Which top-level statements of a module bind or change which name, found without running them. */
import { boundNames, type Expr, rootName, type Stmt, suitesOf } from '../syntax';

export interface NameIndex {
  /** Statements by number, in order, that running a look-up of the name needs. */
  readonly statements: ReadonlyMap<string, readonly number[]>;
  /** Numbers of statements that hold `from module import *`. */
  readonly stars: readonly number[];
}

export function indexOfNames(body: readonly Stmt[]): NameIndex {
  const statements = new Map<string, number[]>();
  const imported = new Set<string>();
  const stars: number[] = [];
  const note = (name: string, number: number) => {
    const numbers = statements.get(name);
    if (numbers === undefined) statements.set(name, [number]);
    else if (numbers[numbers.length - 1] !== number) numbers.push(number);
  };
  body.forEach((statement, number) => {
    for (const name of boundNames([statement])) {
      if (name !== '*') note(name, number);
    }
    if (holdsStar(statement)) stars.push(number);
    if (statement.kind === 'Import' || statement.kind === 'ImportFrom') {
      for (const name of boundNames([statement])) imported.add(name);
    }
    // What is imported is another module's: `logging.basicConfig()` does not change `logging` here.
    for (const name of changedAtTopLevel(statement)) if (!imported.has(name)) note(name, number);
  });
  return { statements, stars };
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
