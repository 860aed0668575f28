/** Where generators can be paused. */
import { type Expr, expressionsOf, type FunctionDef, type Stmt, suitesOf, visitExpression } from '../syntax';

const entered = new WeakMap<Stmt, boolean>();

/** Holds a `yield`, or may leave the function or a loop. */
export function isEntered(statement: Stmt): boolean {
  let known = entered.get(statement);
  if (known === undefined) {
    known =
      isJump(statement) ||
      yieldsIn(statement) > 0 ||
      (!isDefinition(statement) && suitesOf(statement).some((suite) => suite.some(isEntered)));
    entered.set(statement, known);
  }
  return known;
}

const isJump = ({ kind }: Stmt): boolean => kind === 'Return' || kind === 'Break' || kind === 'Continue';
const isDefinition = ({ kind }: Stmt): boolean => kind === 'FunctionDef' || kind === 'ClassDef';
const isYield = ({ kind }: Expr): boolean => kind === 'Yield' || kind === 'YieldFrom';

/** In the statement's own expressions. */
function yieldsIn(statement: Stmt): number {
  let count = 0;
  for (const expr of expressionsOf(statement)) {
    visitExpression(expr, (one) => {
      if (isYield(one)) count++;
      return one.kind !== 'Lambda';
    });
  }
  return count;
}

const pausable = new WeakMap<FunctionDef, boolean>();

/** Every `yield` is a statement of its own or all that is assigned. */
export function isPausable(code: FunctionDef): boolean {
  let known = pausable.get(code);
  if (known === undefined) {
    known = code.body.every(allows);
    pausable.set(code, known);
  }
  return known;
}

function allows(statement: Stmt): boolean {
  if (isDefinition(statement)) return true;
  if (statement.kind === 'Match') return !isEntered(statement);
  const most = (statement.kind === 'Expr' || statement.kind === 'Assign') && isYield(statement.value) ? 1 : 0;
  return yieldsIn(statement) <= most && suitesOf(statement).every((suite) => suite.every(allows));
}
