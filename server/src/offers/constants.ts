/**
 * Constants of a script: what an expression is whenever the script runs as it stands. Names that are set to one value
 * only, parameters by how their function is called, defaults of command-line arguments, entries of literal dicts.
 */
import type { Call, Expr, ModuleTree } from '../syntax';
import { type PlacedCall, type Scope, type Scopes, scopesOf } from './scopes';

export type Constant = number | string | boolean | readonly number[] | undefined;
/** An expression where it stands. */
export interface Placed {
  readonly expr: Expr;
  readonly scope: Scope;
}

export interface Script extends Pick<Scopes, 'calls' | 'loops' | 'imports' | 'functions'> {
  readonly constant: (placed: Placed | undefined) => Constant;
  /** A constant of the module, or a command-line argument, by its own name. */
  readonly named: (name: string) => Constant;
  /** By keyword, through `**options` too, or by its place. */
  readonly argument: (placed: PlacedCall, name: string, position?: number) => Placed | undefined;
  /** It may have arguments that are not seen here. */
  readonly isOpen: (call: Call) => boolean;
}

const DEEPEST = 12;

export function scriptOf(tree: ModuleTree): Script {
  const scopes = scopesOf(tree);
  const options = optionsOf(scopes.calls);

  /** All equal, and there is one. */
  const common = (values: readonly Constant[]): Constant => {
    const [first] = values;
    return first !== undefined && values.every((one) => String(one) === String(first)) ? first : undefined;
  };
  const among = (values: readonly (Expr | undefined)[], scope: Scope, depth: number): Constant =>
    common(values.map((expr) => expr && constant({ expr, scope }, depth + 1)));

  /** What a name is set to, and where; undefined: it is set nowhere. */
  const settingsOf = (name: string, scope: Scope | undefined) => {
    for (let at = scope; at !== undefined; at = at.parent) {
      const found = at.names.get(name);
      const parameter = at.fn?.parameters.find((one) => one.name === name);
      if (found !== undefined || parameter !== undefined) return { scope: at, values: found ?? [], parameter };
    }
    return undefined;
  };

  const constant = (placed: Placed | undefined, depth = 0): Constant => {
    if (placed === undefined || depth > DEEPEST) return undefined;
    const { expr, scope } = placed;
    switch (expr.kind) {
      case 'Name':
        return nameValue(expr.id, scope, depth);
      case 'Attribute':
        return attributeValue(expr.value, expr.attr, scope, depth);
      case 'Subscript':
        return expr.index.kind === 'Str' ? entryValue(expr.value, expr.index.value, scope, depth) : undefined;
      case 'IfExp':
        return among([expr.body, expr.orelse], scope, depth);
      case 'Call': {
        const [only] = expr.args;
        const isCast = expr.func.kind === 'Name' && (expr.func.id === 'int' || expr.func.id === 'float');
        return isCast && only !== undefined ? constant({ expr: only, scope }, depth + 1) : undefined;
      }
      default:
        return literal(expr, (inner) => constant({ expr: inner, scope }, depth + 1));
    }
  };

  const nameValue = (name: string, scope: Scope, depth: number): Constant => {
    const set = settingsOf(name, scope);
    if (set === undefined) return undefined;
    if (set.parameter === undefined) return among(set.values, set.scope, depth);
    return set.values.length > 0 ? undefined : parameterValue(name, set.scope, depth);
  };

  /** What all calls give, the default where they give nothing. */
  const parameterValue = (name: string, scope: Scope, depth: number): Constant => {
    const { fn, cls, parent } = scope;
    if (fn === undefined || depth > DEEPEST) return undefined;
    const isMethod = cls !== undefined && fn.parameters[0]?.name === 'self';
    const called = isMethod && fn.name === '__init__' ? cls.name : fn.name;
    const position = fn.parameters.findIndex((one) => one.name === name) - (isMethod ? 1 : 0);
    const otherwise = fn.parameters.find((one) => one.name === name)?.default;
    const byDefault = otherwise && constant({ expr: otherwise, scope: parent ?? scope }, depth + 1);
    const uses = scopes.calls.filter(
      ({ call }) => nameOf(call) === called && (call.func.kind === 'Name' || (isMethod && fn.name !== '__init__')),
    );
    if (uses.length === 0) return byDefault;
    return common(
      uses.map((use) => {
        const given = argument(use, name, position);
        if (given !== undefined) return constant(given, depth + 1);
        return isOpen(use.call) ? undefined : byDefault;
      }),
    );
  };

  const attributeValue = (object: Expr, attr: string, scope: Scope, depth: number): Constant => {
    if (object.kind === 'Attribute' && object.attr === 'hparams' && scope.cls !== undefined)
      return initValue(scope, attr, depth);
    if (object.kind !== 'Name') return undefined;
    if (object.id === 'self' && scope.cls !== undefined) return ownValue(scope, attr, depth);
    const cls = scopes.classes.get(object.id);
    if (cls !== undefined) return among(cls.scope.names.get(attr) ?? [], cls.scope, depth);
    if (scopes.changed.has(attr)) return undefined;
    const set = settingsOf(object.id, scope);
    const [value, ...others] = set?.values ?? [];
    if (set !== undefined && others.length === 0 && value?.kind === 'Call') {
      const given = argument({ call: value, scope: set.scope, target: undefined }, attr);
      if (given !== undefined) return constant(given, depth + 1);
      const made = scopes.classes.get(nameOf(value) ?? '');
      if (made !== undefined) return among(made.scope.names.get(attr) ?? [], made.scope, depth);
    }
    return optionValue(attr, depth);
  };

  const optionValue = (name: string, depth: number): Constant => constant(options.get(name), depth + 1);

  /** `self.lr`: what it is set to in the class, or the class's own. */
  const ownValue = (scope: Scope, attr: string, depth: number): Constant => {
    const { cls } = scope;
    if (cls === undefined) return undefined;
    const set = scopes.attributes.get(cls)?.get(attr);
    const init = initScope(scope);
    if (set !== undefined) return init && among(set, init, depth);
    const own = scopes.classes.get(cls.name);
    return own && among(own.scope.names.get(attr) ?? [], own.scope, depth);
  };

  const initScope = ({ cls, parent }: Scope): Scope | undefined => {
    const fn = cls?.body.find((stmt) => stmt.kind === 'FunctionDef' && stmt.name === '__init__');
    return fn?.kind === 'FunctionDef' ? { parent, fn, cls, names: new Map() } : undefined;
  };

  /** `self.hparams.lr`: an argument of `__init__`. */
  const initValue = (scope: Scope, name: string, depth: number): Constant => {
    const init = initScope(scope);
    return init && parameterValue(name, init, depth);
  };

  const dictsOf = (expr: Expr, scope: Scope): Placed[] => {
    if (expr.kind === 'Dict' || (expr.kind === 'Call' && nameOf(expr) === 'dict')) return [{ expr, scope }];
    if (expr.kind !== 'Name') return [];
    const set = settingsOf(expr.id, scope);
    const made = (set?.values ?? []).flatMap((value) => (value && set ? dictsOf(value, set.scope) : []));
    const added = scopes.calls.flatMap(({ call, scope: at }) => {
      const isUpdate =
        call.func.kind === 'Attribute' &&
        call.func.attr === 'update' &&
        call.func.value.kind === 'Name' &&
        call.func.value.id === expr.id;
      const [more] = call.args;
      return isUpdate && more !== undefined ? dictsOf(more, at) : [];
    });
    return [...made, ...added];
  };

  const inDict = ({ expr, scope }: Placed, key: string): Placed | undefined => {
    const found =
      expr.kind === 'Dict'
        ? expr.entries.find((entry) => entry.key?.kind === 'Str' && entry.key.value === key)?.value
        : expr.kind === 'Call'
          ? expr.keywords.find((one) => one.name === key)?.value
          : undefined;
    return found && { expr: found, scope };
  };

  const entryValue = (object: Expr, key: string, scope: Scope, depth: number): Constant => {
    const found = dictsOf(object, scope).flatMap((dict) => inDict(dict, key) ?? []);
    return common(found.map((one) => constant(one, depth + 1)));
  };

  const argument = ({ call, scope }: PlacedCall, name: string, position?: number): Placed | undefined => {
    const plain = call.keywords.find((one) => one.name === name)?.value;
    if (plain !== undefined) return { expr: plain, scope };
    const placed = position === undefined || position < 0 ? undefined : call.args[position];
    if (placed !== undefined && call.args.every(({ kind }) => kind !== 'Starred')) return { expr: placed, scope };
    const spread = call.keywords.flatMap((one) =>
      one.name === undefined ? dictsOf(one.value, scope).flatMap((dict) => inDict(dict, name) ?? []) : [],
    );
    const [first] = spread;
    return first !== undefined && common(spread.map((one) => constant(one, 1))) !== undefined ? first : undefined;
  };

  const named = (name: string): Constant => {
    const set = scopes.module.names.get(name);
    return set === undefined
      ? scopes.changed.has(name)
        ? undefined
        : optionValue(name, 0)
      : among(set, scopes.module, 0);
  };
  return { ...scopes, constant, named, argument, isOpen };
}

/** `*args` and `**kwargs` may hold anything. */
const isOpen = ({ args, keywords }: Call): boolean =>
  args.some(({ kind }) => kind === 'Starred') || keywords.some(({ name }) => name === undefined);

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
    case '//':
      return right === 0 ? undefined : Math.floor(left / right);
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

/** `add_argument('--batch-size', default=64)`: `batch_size`; `dest` goes before the flags. */
function optionsOf(calls: readonly PlacedCall[]): ReadonlyMap<string, Placed> {
  const options = new Map<string, Placed>();
  for (const { call, scope } of calls) {
    if (nameOf(call) !== 'add_argument') continue;
    const given = (name: string): Expr | undefined => call.keywords.find((one) => one.name === name)?.value;
    const value = given('default') ?? switched(given('action'));
    const flags = call.args.flatMap((arg) => (arg.kind === 'Str' ? [arg.value] : []));
    const dest = given('dest');
    const long = dest?.kind === 'Str' ? dest.value : (flags.find((flag) => flag.startsWith('--')) ?? flags[0]);
    if (value !== undefined && long !== undefined)
      options.set(long.replace(/^-+/, '').replaceAll('-', '_'), { expr: value, scope });
  }
  return options;
}

/** `store_true` is false unless it is given. */
function switched(action: Expr | undefined): Expr | undefined {
  if (action?.kind !== 'Str') return undefined;
  if (action.value === 'store_true') return { kind: 'False', span: action.span };
  return action.value === 'store_false' ? { kind: 'True', span: action.span } : undefined;
}

/** The last name of what is called: `SGD` of `torch.optim.SGD(…)`. */
export function nameOf({ func }: Call): string | undefined {
  if (func.kind === 'Name') return func.id;
  return func.kind === 'Attribute' ? func.attr : undefined;
}

/** Its first name: `torch` of `torch.optim.SGD(…)`; undefined where it is no path of names. */
export function rootOf(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id;
  return expr.kind === 'Attribute' ? rootOf(expr.value) : undefined;
}
