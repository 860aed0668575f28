/** Constants of a script: names that are set once to a plain value, and defaults of command-line arguments. */
import { type Call, type Expr, type ModuleTree, visit } from '../syntax';

export type Constant = number | string | boolean | readonly number[] | undefined;

export interface Script {
  readonly calls: readonly Call[];
  /** `for target in range(stop)`: the names of the targets. */
  readonly loops: readonly { readonly target: string; readonly stop: Expr }[];
  readonly constant: (expr: Expr | undefined) => Constant;
  /** A constant by its own name. */
  readonly named: (name: string) => Constant;
}

export function scriptOf(tree: ModuleTree): Script {
  const calls: Call[] = [];
  const loops: { target: string; stop: Expr }[] = [];
  const set = new Map<string, Expr | 'several'>();
  const assign = (name: string, value: Expr): unknown => set.set(name, set.has(name) ? 'several' : value);
  visit(tree.body, {
    statement(stmt): undefined {
      if (stmt.kind === 'Assign' && stmt.targets.length === 1 && stmt.targets[0]?.kind === 'Name')
        assign(stmt.targets[0].id, stmt.value);
      if (stmt.kind === 'AnnAssign' && stmt.target.kind === 'Name' && stmt.value !== undefined)
        assign(stmt.target.id, stmt.value);
      if (stmt.kind === 'AugAssign' && stmt.target.kind === 'Name') set.set(stmt.target.id, 'several');
      if (
        stmt.kind === 'For' &&
        stmt.target.kind === 'Name' &&
        stmt.iter.kind === 'Call' &&
        nameOf(stmt.iter) === 'range'
      ) {
        const stop = stmt.iter.args.at(stmt.iter.args.length > 1 ? 1 : 0);
        if (stop !== undefined) loops.push({ target: stmt.target.id, stop });
      }
    },
    expression(expr): undefined {
      if (expr.kind === 'Call') calls.push(expr);
    },
  });
  const options = optionsOf(calls);
  const constant = (expr: Expr | undefined, depth = 0): Constant => {
    if (expr === undefined || depth > 8) return undefined;
    if (expr.kind === 'Name') {
      const value = set.get(expr.id);
      return value === 'several' ? undefined : constant(value, depth + 1);
    }
    if (expr.kind === 'Attribute' && expr.value.kind === 'Name' && !set.has(expr.attr))
      return constant(options.get(expr.attr), depth + 1);
    return literal(expr, (inner) => constant(inner, depth + 1));
  };
  const named = (name: string): Constant => {
    const value = set.get(name) ?? options.get(name);
    return value === 'several' ? undefined : constant(value);
  };
  return { calls, loops, constant: (expr) => constant(expr), named };
}

function literal(expr: Expr, constant: (expr: Expr) => Constant): Constant {
  switch (expr.kind) {
    case 'Int':
    case 'Float':
    case 'Str':
      return expr.value;
    case 'True':
    case 'False':
      return expr.kind === 'True';
    case 'UnaryOp': {
      const value = constant(expr.operand);
      return expr.op === '-' && typeof value === 'number' ? -value : undefined;
    }
    case 'BinOp': {
      const left = constant(expr.left);
      const right = constant(expr.right);
      return typeof left === 'number' && typeof right === 'number' ? combined(expr.op, left, right) : undefined;
    }
    case 'Tuple':
    case 'List': {
      const items = expr.elements.map(constant).filter((item): item is number => typeof item === 'number');
      return items.length === expr.elements.length ? items : undefined;
    }
    default:
      return undefined;
  }
}

function combined(op: string, left: number, right: number): number | undefined {
  switch (op) {
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '**':
      return left ** right;
    default:
      return undefined;
  }
}

/** `add_argument('--batch-size', default=64)`: `batch_size`. */
function optionsOf(calls: readonly Call[]): ReadonlyMap<string, Expr> {
  const options = new Map<string, Expr>();
  for (const call of calls) {
    if (nameOf(call) !== 'add_argument') continue;
    const value = keyword(call, 'default');
    const flags = call.args.flatMap((arg) => (arg.kind === 'Str' ? [arg.value] : []));
    const long = flags.find((flag) => flag.startsWith('--')) ?? flags[0];
    if (value !== undefined && long !== undefined) options.set(long.replace(/^-+/, '').replaceAll('-', '_'), value);
  }
  return options;
}

/** The last name of what is called: `SGD` of `torch.optim.SGD(…)`. */
export function nameOf({ func }: Call): string | undefined {
  if (func.kind === 'Name') return func.id;
  return func.kind === 'Attribute' ? func.attr : undefined;
}

export const keyword = (call: Call, name: string): Expr | undefined =>
  call.keywords.find((one) => one.name === name)?.value;

/** By keyword, or by its place. */
export const argument = (call: Call, name: string, position: number): Expr | undefined =>
  keyword(call, name) ?? call.args[position];
