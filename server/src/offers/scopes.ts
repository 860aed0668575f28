/** Names of a script by scope: what they are set to, parameters and how functions are called, imports. */
import { type Call, type ClassDef, type Expr, type FunctionDef, type ModuleTree, type Stmt, visit } from '../syntax';

export interface Scope {
  readonly parent: Scope | undefined;
  readonly fn: FunctionDef | undefined;
  /** The class whose method this is. */
  readonly cls: ClassDef | undefined;
  /** All that a name is set to; undefined among them: something that is not written there. */
  readonly names: Map<string, (Expr | undefined)[]>;
}

export interface PlacedCall {
  readonly call: Call;
  readonly scope: Scope;
  /** The name that the result gets. */
  readonly target: string | undefined;
}

export interface Scopes {
  readonly calls: readonly PlacedCall[];
  /** `for target in iter`, where the target is one name. */
  readonly loops: readonly { readonly target: string; readonly iter: Expr; readonly scope: Scope }[];
  readonly classes: ReadonlyMap<string, { readonly cls: ClassDef; readonly scope: Scope }>;
  /** `self.name = value` by class. */
  readonly attributes: ReadonlyMap<ClassDef, ReadonlyMap<string, (Expr | undefined)[]>>;
  /** `x.name = value` outside classes: by `name`. */
  readonly changed: ReadonlySet<string>;
  /** Local name → module it is, or comes from. */
  readonly imports: ReadonlyMap<string, string>;
  readonly functions: ReadonlySet<string>;
  readonly module: Scope;
}

export function scopesOf(tree: ModuleTree): Scopes {
  const calls: PlacedCall[] = [];
  const loops: { target: string; iter: Expr; scope: Scope }[] = [];
  const classes = new Map<string, { cls: ClassDef; scope: Scope }>();
  const attributes = new Map<ClassDef, Map<string, (Expr | undefined)[]>>();
  const changed = new Set<string>();
  const imports = new Map<string, string>();
  const functions = new Set<string>();
  const targets = new Map<Expr, string>();

  const bind = (target: Expr, value: Expr | undefined, scope: Scope): void => {
    if (target.kind === 'Name') {
      scope.names.set(target.id, [...(scope.names.get(target.id) ?? []), value]);
      if (value !== undefined) targets.set(value, target.id);
    } else if (target.kind === 'Tuple' || target.kind === 'List') {
      const values = value?.kind === 'Tuple' && value.elements.length === target.elements.length ? value.elements : [];
      for (const [i, element] of target.elements.entries()) bind(element, values[i], scope);
    } else if (target.kind === 'Starred') bind(target.value, undefined, scope);
    else if (target.kind === 'Attribute' && target.value.kind === 'Name') {
      if (value !== undefined) targets.set(value, target.attr);
      if (target.value.id !== 'self' || scope.cls === undefined) changed.add(target.attr);
      else {
        const own = attributes.get(scope.cls) ?? new Map<string, (Expr | undefined)[]>();
        attributes.set(scope.cls, own.set(target.attr, [...(own.get(target.attr) ?? []), value]));
      }
    }
  };

  const enter = (body: readonly Stmt[], scope: Scope): void =>
    visit(body, {
      statement(stmt) {
        switch (stmt.kind) {
          case 'FunctionDef': {
            functions.add(stmt.name);
            const isMethod = scope.cls !== undefined && scope.fn === undefined;
            // A method does not see the names of its class.
            const parent = isMethod ? scope.parent : scope;
            enter(stmt.body, { parent, fn: stmt, cls: scope.cls, names: new Map() });
            return false;
          }
          case 'ClassDef': {
            const inner: Scope = { parent: scope, fn: undefined, cls: stmt, names: new Map() };
            classes.set(stmt.name, { cls: stmt, scope: inner });
            enter(stmt.body, inner);
            return false;
          }
          case 'Assign':
            for (const target of stmt.targets) bind(target, stmt.value, scope);
            return undefined;
          case 'AnnAssign':
            if (stmt.value !== undefined) bind(stmt.target, stmt.value, scope);
            return undefined;
          case 'AugAssign':
            bind(stmt.target, undefined, scope);
            return undefined;
          case 'For':
            if (stmt.target.kind === 'Name') loops.push({ target: stmt.target.id, iter: stmt.iter, scope });
            bind(stmt.target, undefined, scope);
            return undefined;
          case 'Import':
            for (const { name, asName } of stmt.names) imports.set(asName ?? name.split('.')[0] ?? name, name);
            return undefined;
          case 'ImportFrom':
            for (const { name, asName } of stmt.names)
              imports.set(asName ?? name, stmt.level > 0 ? `.${stmt.module}` : stmt.module);
            return undefined;
          default:
            return undefined;
        }
      },
      expression(expr): undefined {
        if (expr.kind === 'Call') calls.push({ call: expr, scope, target: targets.get(expr) });
      },
    });
  const module: Scope = { parent: undefined, fn: undefined, cls: undefined, names: new Map() };
  enter(tree.body, module);
  return { calls, loops, classes, attributes, changed, imports, functions, module };
}
