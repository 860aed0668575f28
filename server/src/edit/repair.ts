/** Minimal text edits that mend a problem and keep the person's way of writing. */
import type { CallRepair, Place, Repair } from '../graph';
import { type Call, type ClassDef, type Expr, expressionAt, type ModuleTree, statementsAt } from '../syntax';

export interface Edit {
  readonly file: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly text: string;
}

/** Empty where the code no longer looks as it did when the problem was found. */
export function repairEdits(repair: Repair, tree: ModuleTree, text: string): Edit[] {
  switch (repair.kind) {
    case 'replace':
      return [...repair.changes];
    case 'set-argument': {
      const call = callAt(tree, repair.target);
      return call ? setArgument(call, repair) : [];
    }
    case 'rename-method':
      return renameMethod(tree, repair);
    case 'insert-super-init':
      return insertSuperInit(tree, repair, text);
    case 'floor-division': {
      const call = callAt(tree, repair.target);
      return call ? floorDivide(call, repair, text) : [];
    }
  }
}

/** The call that is exactly this expression. */
function callAt(tree: ModuleTree, place: Place): Call | undefined {
  const { start, end } = place.span;
  const found = expressionAt(tree, start).find(
    (e) => e.kind === 'Call' && e.span.start === start && e.span.end === end,
  );
  return found?.kind === 'Call' ? found : undefined;
}

function argumentOf(call: Call, repair: CallRepair): Expr | undefined {
  const keyword = call.keywords.find((k) => k.name === repair.argument);
  if (keyword) return keyword.value;
  const before = call.args.slice(0, repair.position + 1);
  return before.some((a) => a.kind === 'Starred') ? undefined : call.args[repair.position];
}

function setArgument(call: Call, repair: CallRepair): Edit[] {
  const { file } = repair.target;
  if (call.args.some((a) => a.kind === 'Starred') || call.keywords.some((k) => k.name === undefined)) return [];
  const old = argumentOf(call, repair);
  if (old) return [{ file, span: old.span, text: repair.value }];
  const last = [...call.args.map((a) => a.span), ...call.keywords.map((k) => k.span)]
    .sort((a, b) => a.end - b.end)
    .at(-1);
  const at = last?.end ?? call.span.end - 1;
  return [{ file, span: { start: at, end: at }, text: `${last ? ', ' : ''}${repair.argument}=${repair.value}` }];
}

function renameMethod(tree: ModuleTree, repair: CallRepair): Edit[] {
  const call = callAt(tree, repair.target);
  const func = call?.func;
  if (func?.kind !== 'Attribute' || func.attr !== repair.argument) return [];
  return [{ file: repair.target.file, span: func.attrSpan, text: repair.value }];
}

function insertSuperInit(tree: ModuleTree, repair: CallRepair, text: string): Edit[] {
  const around = statementsAt(tree, repair.target.span.start);
  const init = around.find((s) => s.kind === 'FunctionDef' && s.name === '__init__');
  const cls = around.find((s): s is ClassDef => s.kind === 'ClassDef');
  const first = init?.kind === 'FunctionDef' ? init.body[0] : undefined;
  if (!first || !cls) return [];
  const lineStart = text.lastIndexOf('\n', first.span.start - 1) + 1;
  const indent = text.slice(lineStart, first.span.start);
  if (indent.trim() !== '') return [];
  return [{ file: repair.target.file, span: { start: lineStart, end: lineStart }, text: `${indent}${repair.value}\n` }];
}

/** `planes / 4` becomes `planes // 4`, where the argument is such a division itself. */
function floorDivide(call: Call, repair: CallRepair, text: string): Edit[] {
  const value = argumentOf(call, repair) ?? onlyDivision(call);
  if (value?.kind !== 'BinOp' || value.op !== '/') return [];
  const between = text.slice(value.left.span.end, value.right.span.start);
  const slash = between.indexOf('/');
  if (slash < 0) return [];
  const at = value.left.span.end + slash;
  return [{ file: repair.target.file, span: { start: at, end: at + 1 }, text: '//' }];
}

/** The place of the argument may not be known; a call has seldom more than one division in it. */
function onlyDivision(call: Call): Expr | undefined {
  const divisions = call.args.filter((a) => a.kind === 'BinOp' && a.op === '/');
  return divisions.length === 1 ? divisions[0] : undefined;
}
