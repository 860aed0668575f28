/** The layer under the cursor: where it is built, in which of the ways in which people build networks. */
import type { Assign, Call, ClassDef, Expr, ExprStatement, FunctionDef, Span, Stmt } from '../syntax';
import { expressionAt, statementsAt, visit } from '../syntax';
import type { Context } from './context';
import { isContainer, lastName, layerOf } from './layers';
import { lineEnd, lineStart } from './text';

/** How the layer is put into the network. */
export type Slot =
  /**
   * In `nn.Sequential(…)` itself, or in a list that becomes one or is looped over; `named`: beside a name, as
   * OrderedDict has it.
   */
  | {
      readonly kind: 'element';
      readonly element: Span;
      readonly siblings: readonly Span[];
      readonly named: boolean;
      readonly inSequential: boolean;
    }
  /** `layers.append(…)`, or `self.net.add_module('name', …)`. */
  | { readonly kind: 'append'; readonly statement: ExprStatement; readonly method: Call; readonly named: boolean }
  /** `self.conv = …` */
  | { readonly kind: 'attribute'; readonly statement: Assign; readonly attr: string };

export interface Site {
  readonly call: Call;
  /** Declared layer of that name; undefined: a class of the person's own, or a container. */
  readonly layer: string | undefined;
  /** What stands in the slot: the call, or what is around it (`weight_norm(nn.Conv2d(…))`). */
  readonly whole: Expr;
  readonly slot: Slot;
  readonly cls: ClassDef | undefined;
}

/** The layer under the cursor; on a call in `forward`, the layer that is called there. */
export function siteAt(context: Context, offset = context.selection.start): Site | undefined {
  return builtSite(context, offset) ?? calledSite(context, offset) ?? siteOfLine(context, offset);
}

/** All layers that are built in a range, in order. */
export function sitesIn(context: Context, span: Span): Site[] {
  const found = new Map<number, Site>();
  visit(context.tree.body, {
    statement: (stmt) => stmt.span.start < span.end && span.start < stmt.span.end,
    expression: (expr) => {
      if (expr.kind !== 'Call' || !inside(expr.span, span) || !isBuilt(context, expr)) return true;
      const site = siteOfCall(context, expr);
      if (site) found.set(expr.span.start, site);
      return site === undefined;
    },
  });
  return [...found.values()].sort((a, b) => a.call.span.start - b.call.span.start);
}

export const inside = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** A declared layer by its name, or a class of the file that is a module. */
function isBuilt(context: Context, call: Call): boolean {
  if (isContainer(call)) return false;
  const name = call.func.kind === 'Name' ? call.func.id : undefined;
  return layerOf(context, call) !== undefined || context.reading.classes.some((c) => c.name === name);
}

/** The modules of all graphs that a call of a declared layer built. */
export function modulesAt(context: Context, span: Span) {
  return context.reading.graphs.flatMap((graph) =>
    graph.modules
      .filter(
        (m) =>
          m.builtAt?.file === context.file && m.builtAt.span.start === span.start && m.builtAt.span.end === span.end,
      )
      .map((module) => ({ graph, module })),
  );
}

function builtSite(context: Context, offset: number): Site | undefined {
  const calls = expressionAt(context.tree, offset).filter((e): e is Call => e.kind === 'Call' && isBuilt(context, e));
  for (const call of calls.reverse()) {
    const site = siteOfCall(context, call);
    if (site) return site;
  }
  return undefined;
}

/** `self.conv(x)` in a method: the statement of `__init__` that makes it. */
function calledSite(context: Context, offset: number): Site | undefined {
  const cls = classAt(context, offset);
  if (!cls) return undefined;
  for (const expr of expressionAt(context.tree, offset).reverse()) {
    const attr = expr.kind === 'Call' ? selfAttribute(expr.func) : selfAttribute(expr);
    const site = attr === undefined ? undefined : attributeSite(context, cls, attr);
    if (site) return site;
  }
  return undefined;
}

/** A cursor before or behind the code of its line. */
function siteOfLine(context: Context, offset: number): Site | undefined {
  const line = { start: lineStart(context.text, offset), end: lineEnd(context.text, offset) };
  const onLine = sitesIn(context, line).filter((site) => site.call.span.start >= line.start);
  return onLine.length === 1 ? onLine[0] : undefined;
}

export function classAt(context: Context, offset: number): ClassDef | undefined {
  return statementsAt(context.tree, offset).findLast((s): s is ClassDef => s.kind === 'ClassDef');
}

/** `name` of `self.name`. */
export function selfAttribute(expr: Expr): string | undefined {
  return expr.kind === 'Attribute' && expr.value.kind === 'Name' && expr.value.id === 'self' ? expr.attr : undefined;
}

function attributeSite(context: Context, cls: ClassDef, attr: string): Site | undefined {
  const statements = attributeStatements(cls).filter((s) => s.attr === attr);
  const value = statements[0]?.statement.value;
  if (statements.length !== 1 || value?.kind !== 'Call') return undefined;
  return siteOfCall(context, value);
}

/** The statements `self.name = …` of a class, in order. */
export function attributeStatements(cls: ClassDef): { readonly attr: string; readonly statement: Assign }[] {
  const found: { attr: string; statement: Assign }[] = [];
  visit(cls.body, {
    statement: (stmt) => {
      const [target, ...others] = stmt.kind === 'Assign' ? stmt.targets : [];
      const attr = target && others.length === 0 ? selfAttribute(target) : undefined;
      if (stmt.kind === 'Assign' && attr !== undefined) found.push({ attr, statement: stmt });
      return stmt.kind !== 'ClassDef';
    },
  });
  return found;
}

export const methodsOf = (cls: ClassDef): FunctionDef[] =>
  cls.body.filter((s): s is FunctionDef => s.kind === 'FunctionDef');

export const methodOf = (cls: ClassDef, name: string): FunctionDef | undefined =>
  methodsOf(cls).find((m) => m.name === name);

export function siteOfCall(context: Context, call: Call): Site | undefined {
  const path = expressionAt(context.tree, call.span.start).filter((e) => inside(call.span, e.span));
  const statement = statementsAt(context.tree, call.span.start).at(-1);
  const at = path.indexOf(call);
  if (at < 0 || !statement) return undefined;
  const found = slotOf(path.slice(0, at + 1), statement);
  if (!found) return undefined;
  return { call, layer: layerOf(context, call), cls: classAt(context, call.span.start), ...found };
}

type Placed = Pick<Site, 'whole' | 'slot'>;

/** `path`: the expressions around the call, outermost first, the call last. */
function slotOf(path: readonly Expr[], statement: Stmt): Placed | undefined {
  for (let i = path.length - 1; i > 0; i -= 1) {
    const child = path[i],
      parent = path[i - 1],
      around = path[i - 2];
    if (!child || !parent) return undefined;
    const found = slotIn(child, parent, around, statement);
    if (found !== undefined) return found;
    if (parent.kind !== 'Call' || isContainer(parent)) return undefined;
  }
  const whole = path[0];
  if (!whole || statement.kind !== 'Assign' || statement.targets.length !== 1) return undefined;
  const target = statement.targets[0];
  const attr = target && selfAttribute(target);
  if (attr === undefined || statement.value !== whole) return undefined;
  return { whole, slot: { kind: 'attribute', statement, attr } };
}

function slotIn(child: Expr, parent: Expr, around: Expr | undefined, statement: Stmt): Placed | undefined {
  const name = parent.kind === 'Call' ? lastName(parent.func) : undefined;
  switch (parent.kind) {
    case 'Call':
      if (name === 'Sequential' && parent.args.includes(child)) return element(child, child, parent.args, false, true);
      if ((name !== 'append' && name !== 'add_module') || statement.kind !== 'Expr' || statement.value !== parent)
        return undefined;
      return { whole: child, slot: { kind: 'append', statement, method: parent, named: name === 'add_module' } };
    case 'List':
      return element(child, child, parent.elements, false);
    case 'Tuple': {
      const isNamed =
        parent.elements.length === 2 && parent.elements[0]?.kind === 'Str' && parent.elements[1] === child;
      if (!isNamed || around?.kind !== 'List') return undefined;
      return element(child, parent, around.elements, true);
    }
    default:
      return undefined;
  }
}

function element(whole: Expr, item: Expr, siblings: readonly Expr[], named: boolean, inSequential = false): Placed {
  const spans = siblings.map((s) => s.span);
  return { whole, slot: { kind: 'element', element: item.span, siblings: spans, named, inSequential } };
}

/** The calls of `self.attr(…)` outside `__init__`. */
export function usesOf(cls: ClassDef, attr: string): { readonly call: Call; readonly statement: Stmt }[] {
  const uses: { call: Call; statement: Stmt }[] = [];
  for (const method of methodsOf(cls)) {
    if (method.name === '__init__') continue;
    let current: Stmt = method;
    visit(method.body, {
      statement: (stmt) => {
        current = stmt;
        return true;
      },
      expression: (expr) => {
        if (expr.kind === 'Call' && selfAttribute(expr.func) === attr) uses.push({ call: expr, statement: current });
        return true;
      },
    });
  }
  return uses;
}

/** How often `self.attr` is mentioned in a class, beside the statement that sets it. */
export function mentionsOf(cls: ClassDef, attr: string): number {
  let count = 0;
  visit(cls.body, {
    expression: (expr) => {
      if (selfAttribute(expr) === attr) count += 1;
      return true;
    },
  });
  return count - attributeStatements(cls).filter((s) => s.attr === attr).length;
}

/** The layer `by` places further in the same sequence, where it is one that stands there alone. */
export function neighbour(context: Context, { slot }: Site, by: number): Site | undefined {
  if (slot.kind !== 'element') return undefined;
  const at = slot.siblings.findIndex((s) => s.start === slot.element.start);
  const span = slot.siblings[at + by];
  const [site, ...others] = span ? sitesIn(context, span) : [];
  return others.length === 0 && site?.slot.kind === 'element' && site.slot.element.start === span?.start
    ? site
    : undefined;
}
