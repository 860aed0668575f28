/** The text of a file as rules look at it: what names mean by its imports, and every call with what stands around it. */
import {
  type Call,
  type ClassDef,
  type Expr,
  expressionsOf,
  type For,
  type FunctionDef,
  type ModuleTree,
  type Stmt,
  suitesOf,
  visit,
  visitExpression,
  type While,
} from '../syntax';

export interface CallSite {
  readonly call: Call;
  /** What it calls, in full, where imports tell: `torch.nn.functional.dropout`. */
  readonly name: string | undefined;
  readonly statement: Stmt;
  /** Innermost functions and classes around it. */
  readonly method: FunctionDef | undefined;
  readonly cls: ClassDef | undefined;
  /** What the `if`s around it ask, those outside of the function left out. */
  readonly conditions: readonly Expr[];
  /** Loops around it, the innermost first, those outside of the function left out. */
  readonly loops: readonly (For | While)[];
}

export interface Code {
  readonly calls: readonly CallSite[];
  /** Classes of any depth that derive from nn.Module, as far as the file tells. */
  readonly moduleClasses: readonly ClassDef[];
  /** `F.relu` in full: `torch.nn.functional.relu`. */
  readonly nameOf: (expr: Expr) => string | undefined;
}

export function codeOf(tree: ModuleTree): Code {
  const imports = importsIn(tree);
  const nameOf = (expr: Expr): string | undefined => dotted(expr, imports);
  const calls: CallSite[] = [];
  const classes: ClassDef[] = [];
  const walk = (stmts: readonly Stmt[], around: Around): void => {
    for (const statement of stmts) {
      for (const expr of expressionsOf(statement)) {
        visitExpression(expr, (e) => {
          if (e.kind === 'Call') calls.push({ call: e, name: nameOf(e.func), statement, ...around });
          return true;
        });
      }
      if (statement.kind === 'ClassDef') classes.push(statement);
      for (const suite of suitesOf(statement)) walk(suite, inside(statement, around));
    }
  };
  walk(tree.body, { method: undefined, cls: undefined, conditions: [], loops: [] });
  return { calls, moduleClasses: modulesAmong(classes, nameOf), nameOf };
}

type Around = Pick<CallSite, 'method' | 'cls' | 'conditions' | 'loops'>;

function inside(statement: Stmt, around: Around): Around {
  switch (statement.kind) {
    case 'FunctionDef':
      return { method: statement, cls: around.cls, conditions: [], loops: [] };
    case 'ClassDef':
      return { method: undefined, cls: statement, conditions: [], loops: [] };
    case 'If':
      return { ...around, conditions: [statement.test, ...around.conditions] };
    case 'For':
    case 'While':
      return { ...around, loops: [statement, ...around.loops] };
    default:
      return around;
  }
}

/** What each imported name means: `F` → `torch.nn.functional`, `nn` → `torch.nn`. */
function importsIn(tree: ModuleTree): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  visit(tree.body, {
    statement: (stmt) => {
      if (stmt.kind === 'Import') {
        for (const { name, asName } of stmt.names) {
          const first = name.split('.')[0] ?? name;
          names.set(asName ?? first, asName === undefined ? first : name);
        }
      }
      if (stmt.kind === 'ImportFrom' && stmt.level === 0)
        for (const { name, asName } of stmt.names) names.set(asName ?? name, `${stmt.module}.${name}`);
      return true;
    },
  });
  return names;
}

function dotted(expr: Expr, imports: ReadonlyMap<string, string>): string | undefined {
  if (expr.kind === 'Name') return imports.get(expr.id);
  if (expr.kind !== 'Attribute') return undefined;
  const before = dotted(expr.value, imports);
  return before === undefined ? undefined : `${before}.${expr.attr}`;
}

function modulesAmong(classes: readonly ClassDef[], nameOf: Code['nameOf']): readonly ClassDef[] {
  const found = new Set<ClassDef>();
  const isModule = (base: Expr): boolean => {
    if (/^torch\.nn\.(?!functional)/.test(nameOf(base) ?? '')) return true;
    return base.kind === 'Name' && [...found].some((cls) => cls.name === base.id);
  };
  for (const cls of classes) if (cls.bases.some(isModule)) found.add(cls);
  return [...found];
}

export const methodsOf = (cls: ClassDef): readonly FunctionDef[] => cls.body.filter((s) => s.kind === 'FunctionDef');

/** `x` of `self.x`, where `self` is the first parameter of the method. */
export function ownAttribute(expr: Expr, method: FunctionDef | undefined): string | undefined {
  const self = method?.parameters[0]?.name;
  return expr.kind === 'Attribute' && expr.value.kind === 'Name' && expr.value.id === self ? expr.attr : undefined;
}

export const keywordOf = (call: Call, name: string): Expr | undefined =>
  call.keywords.find((k) => k.name === name)?.value;
/** Arguments may come from `*args` or `**kwargs`. */
export const isOpen = (call: Call): boolean =>
  call.args.some((a) => a.kind === 'Starred') || call.keywords.some((k) => k.name === undefined);

export const within = (inner: { readonly start: number; readonly end: number }, outer: typeof inner): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** `self.training` is asked for. */
export function asksForTraining(condition: Expr): boolean {
  let found = false;
  visitExpression(condition, (e) => {
    found ||= e.kind === 'Attribute' && e.attr === 'training';
    return !found;
  });
  return found;
}
