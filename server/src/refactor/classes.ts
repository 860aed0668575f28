/** Classes of the file: those that are residual blocks already, and new ones. */
import type { Edit } from '../edit';
import type { ClassDef, Expr, FunctionDef, Stmt } from '../syntax';
import { visit } from '../syntax';
import type { Context } from './context';
import { lastName } from './layers';
import { methodOf } from './site';
import { inserted, lineBreak, lineStart } from './text';

/** A class that adds its input to what it computes, with the arguments that keep `channels`. */
export interface OwnBlock {
  readonly name: string;
  /** Possible arguments, the likeliest first. */
  readonly calls: readonly string[];
}

const CHANNELS =
  /^(c|ch|nc|nf|dim|width|planes|in_?planes|channels?|features?|filters|n_?f(eat(ure)?s)?|n_?channels|num_(channels|features|filters)|(in|out)(_?(c|ch|channels?|features?|planes|dim))?|c_?(in|out))$/i;

/** Classes of the file that add their input to what they compute. */
export const residualClasses = (context: Context, within: ClassDef | undefined): ClassDef[] =>
  context.tree.body.filter((s): s is ClassDef => s.kind === 'ClassDef' && s !== within && isResidual(s));

export function ownBlocks(context: Context, channels: string, within: ClassDef | undefined): OwnBlock[] {
  return residualClasses(context, within).flatMap((cls) => {
    const init = methodOf(cls, '__init__');
    const calls = init ? argumentsFor(init, channels) : [];
    return calls.length === 0 ? [] : [{ name: cls.name, calls: calls.map((args) => `${cls.name}(${args})`) }];
  });
}

function argumentsFor(init: FunctionDef, channels: string): string[] {
  const required = init.parameters.slice(1).filter((p) => p.default === undefined && !p.kind.startsWith('var'));
  if (required.some((p) => p.kind === 'keyword-only')) return [];
  const [first, second, third] = required;
  const isChannels = (name: string | undefined): boolean => name !== undefined && CHANNELS.test(name);
  const quarter = /^\d+$/.test(channels) ? String(Math.floor(Number(channels) / 4)) : `${channels} // 4`;
  if (!first || !isChannels(first.name)) return [];
  if (!second) return [channels];
  if (!isChannels(second.name)) return /stride/i.test(second.name) && !third ? [`${channels}, 1`] : [];
  if (!third) return [`${channels}, ${channels}`, `${channels}, ${quarter}`];
  if (/stride/i.test(third.name) && required.length === 3) return [`${channels}, ${channels}, 1`];
  return required.length === 3 && isChannels(third.name)
    ? [`${channels}, ${channels}, ${channels}`, `${channels}, ${quarter}, ${channels}`]
    : [];
}

/** `forward` takes one tensor, and returns it (or what a shortcut makes of it) added to something else. */
function isResidual(cls: ClassDef): boolean {
  const forward = methodOf(cls, 'forward');
  const required = forward?.parameters.slice(1).filter((p) => p.default === undefined) ?? [];
  const input = required[0]?.name;
  if (!forward || input === undefined || required.length !== 1) return false;
  const shortcuts = shortcutNames(forward.body, input);
  const isShortcut = (expr: Expr): boolean =>
    (expr.kind === 'Name' && shortcuts.has(expr.id)) ||
    (expr.kind === 'Call' &&
      /shortcut|skip|identity|downsample|proj/i.test(lastName(expr.func) ?? '') &&
      expr.args.some((a) => a.kind === 'Name' && shortcuts.has(a.id)));
  let found = false;
  visit(forward.body, {
    statement: (stmt) => {
      if (stmt.kind === 'AugAssign' && stmt.op === '+' && isShortcut(stmt.value)) found = true;
      return true;
    },
    expression: (expr) => {
      if (expr.kind === 'BinOp' && expr.op === '+' && (isShortcut(expr.left) || isShortcut(expr.right))) found = true;
      return true;
    },
  });
  return found;
}

/** Names of the input, and of variables that are set to it or are called what people call a shortcut. */
function shortcutNames(body: readonly Stmt[], input: string): ReadonlySet<string> {
  const names = new Set([input]);
  visit(body, {
    statement: (stmt) => {
      const target = stmt.kind === 'Assign' ? stmt.targets[0] : undefined;
      if (stmt.kind !== 'Assign' || target?.kind !== 'Name') return true;
      const isCopy = stmt.value.kind === 'Name' && names.has(stmt.value.id);
      if (isCopy || /^(identity|residual|shortcut|skip|res)$/i.test(target.id)) names.add(target.id);
      return true;
    },
  });
  return names;
}

/** A class on its own lines above the one that will use it; comments and decorators of that one stay with it. */
export function writeClass(context: Context, lines: readonly string[], before: ClassDef | Stmt): Edit[] {
  const { text } = context;
  const eol = lineBreak(text);
  let at = lineStart(text, before.span.start);
  for (;;) {
    const above = lineStart(text, at - 1);
    if (above === at || !text.slice(above, at).startsWith('#')) break;
    at = above;
  }
  const breaks =
    text
      .slice(0, at)
      .match(/(?:\r?\n)*$/)?.[0]
      .match(/\n/g)?.length ?? 0;
  const lead = at === 0 ? '' : eol.repeat(Math.max(0, 3 - breaks));
  return [inserted(context, at, `${lead}${lines.join(eol)}${eol}${eol}${eol}`)];
}

/** The statement at the top of the file that holds an offset. */
export function topStatement(context: Context, offset: number): Stmt | undefined {
  return context.tree.body.findLast((s) => s.span.start <= offset);
}
