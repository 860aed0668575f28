/** Statements of `forward`, or one call in it, become the body of a residual connection. */
import type { Edit } from '../edit';
import { boundNames, type Expr, mentionedNames, type Stmt } from '../syntax';
import type { Context, Offer } from './context';
import { lineBefore, lineBehind, namesOfClass } from './insert';
import { type Shortcut, shortcutFor } from './projection';
import { attributeStatements, classAt, inside, type Site, sitesIn, usesOf } from './site';
import { channelsIn, channelsOut, inputsOf, outputsOf, type Shape } from './sizes';
import { type Run, readNames, runIn, sizesAfter, sizesBefore, sizesReturned } from './statements';
import { freeName, inserted, replaced, source } from './text';
import { isInplace, titleOf } from './wrapElements';

/** The selected statements; where layers of `__init__` are selected, the statements that call them. */
export function wrapStatements(context: Context, sites: readonly Site[]): Offer[] {
  const run = sites.length > 0 ? runOfUses(context, sites) : runIn(context, context.selection);
  if (!run) return [];
  const variables = readNames(run.statements).filter((name) => isTensor(context, run, name));
  const [input, ...others] = variables;
  const last = run.statements.at(-1);
  const output = last && outputOf(last);
  if (input === undefined || others.length > 0 || !last || output === undefined) return [];
  const layers = layersOf(context, run);
  const before = sizesBefore(context, run.method, input, run.statements[0]);
  const after =
    output === 'return' ? sizesReturned(context, run.method, last) : sizesAfter(context, run.method, output, last);
  const pairs = [...before].flatMap(([id, a]): (readonly [Shape, Shape])[] => {
    const b = after.get(id);
    return b ? [[a, b]] : [];
  });
  const [first] = layers,
    final = layers.at(-1);
  if (first && isInplace(context, first)) return [];
  const shortcut = shortcutFor(context, pairs, [
    first && channelsIn(context, first),
    final && channelsOut(context, final),
  ]);
  if (!shortcut) return [];
  return offer(shortcut, (projection) =>
    statementEdits(context, run, { input, output, last }, shortcut, projection, final),
  );
}

function offer(shortcut: Shortcut, edits: (projection: string | undefined) => Edit[]): Offer[] {
  const texts = shortcut.kind === 'identity' ? [undefined] : shortcut.texts;
  const candidates = texts.map(edits).filter((e) => e.length > 0);
  return candidates.length === 0 ? [] : [{ id: 'wrapResidual', title: titleOf(shortcut), candidates, pledge: 'added' }];
}

function isTensor(context: Context, run: Run, name: string): boolean {
  return sizesBefore(context, run.method, name, run.statements[0]).size > 0;
}

/** The variable that the last statement sets, or `return`. */
function outputOf(last: Stmt): string | undefined {
  if (last.kind === 'Return' && last.value) return 'return';
  const target = last.kind === 'Assign' && last.targets.length === 1 ? last.targets[0] : undefined;
  return target?.kind === 'Name' ? target.id : undefined;
}

function layersOf(context: Context, run: Run): Site[] {
  const cls = classAt(context, run.method.span.start);
  if (!cls) return [];
  const calls = attributeStatements(cls).flatMap(({ attr, statement }) =>
    usesOf(cls, attr)
      .filter(({ call }) => run.statements.some((s) => inside(call.span, s.span)))
      .map(({ call }) => ({ at: call.span.end, site: sitesIn(context, statement.span)[0] })),
  );
  return calls.sort((a, b) => a.at - b.at).flatMap(({ site }) => site ?? []);
}

/** The statements of one suite in which all of the layers are called, each once. */
function runOfUses(context: Context, sites: readonly Site[]): Run | undefined {
  const uses = sites.flatMap((s) => (s.cls && s.slot.kind === 'attribute' ? usesOf(s.cls, s.slot.attr) : []));
  if (uses.length !== sites.length) return undefined;
  const spans = uses.map((u) => u.statement.span);
  const span = { start: Math.min(...spans.map((s) => s.start)), end: Math.max(...spans.map((s) => s.end)) };
  return runIn(context, span);
}

interface Variables {
  readonly input: string;
  readonly output: string;
  readonly last: Stmt;
}

function statementEdits(
  context: Context,
  run: Run,
  { input, output, last }: Variables,
  shortcut: Shortcut,
  projection: string | undefined,
  final: Site | undefined,
): Edit[] {
  const isKept = !boundNames(run.statements).has(input);
  const kept = isKept ? input : freeName('identity', mentionedNames(run.method.body));
  const edits = isKept ? [] : [lineBefore(context, run.statements[0], `${kept} = ${input}`)];
  const added = shortcutEdits(context, run.method.span.start, shortcut, projection, final);
  if (!added) return [];
  const term = added.call === undefined ? kept : `${added.call}(${kept})`;
  if (last.kind === 'Return' && last.value) edits.push(plus(context, last.value, term));
  else edits.push(lineBehind(context, last, `${output} = ${output} + ${term}`));
  return [...added.edits, ...edits];
}

function plus(context: Context, value: Expr, term: string): Edit {
  const isTight = value.kind === 'Call' || value.kind === 'Name' || value.kind === 'BinOp';
  return isTight
    ? inserted(context, value.span.end, ` + ${term}`)
    : replaced(context, value.span, `(${source(context, value.span)}) + ${term}`);
}

/** The projection is a layer of its own, behind the last one that it goes around. */
function shortcutEdits(
  context: Context,
  within: number,
  shortcut: Shortcut,
  projection: string | undefined,
  final: Site | undefined,
): { readonly call: string | undefined; readonly edits: Edit[] } | undefined {
  if (shortcut.kind === 'identity' || projection === undefined) return { call: undefined, edits: [] };
  const cls = classAt(context, within);
  const statement =
    final?.slot.kind === 'attribute' ? final.slot.statement : cls && attributeStatements(cls).at(-1)?.statement;
  if (!cls || !statement) return undefined;
  const attr = freeName('shortcut', final ? namesOfClass(final) : new Set(attributeStatements(cls).map((s) => s.attr)));
  return {
    call: `self.${attr}`,
    edits: [...shortcut.names.edits, lineBehind(context, statement, `self.${attr} = ${projection}`)],
  };
}

/** One layer, where its call has a variable for its argument: `self.conv(x)` becomes `x + self.conv(x)`. */
export function wrapExpression(context: Context, site: Site): Offer[] {
  if (site.slot.kind !== 'attribute' || !site.cls || isInplace(context, site)) return [];
  const uses = usesOf(site.cls, site.slot.attr);
  const [use] = uses;
  const argument = use?.call.args[0];
  if (!use || uses.length !== 1 || argument?.kind !== 'Name' || use.call.args.length !== 1) return [];
  const inputs = inputsOf(context, site),
    outputs = outputsOf(context, site);
  if (inputs.length !== outputs.length) return [];
  const pairs = inputs.map((shape, i) => [shape, outputs[i] ?? []] as const);
  const shortcut = shortcutFor(context, pairs, [channelsIn(context, site), channelsOut(context, site)]);
  if (!shortcut) return [];
  return offer(shortcut, (projection) => {
    const added = shortcutEdits(context, use.call.span.start, shortcut, projection, site);
    if (!added) return [];
    const term = added.call === undefined ? argument.id : `${added.call}(${argument.id})`;
    return [...added.edits, inserted(context, use.call.span.start, `${term} + `)];
  });
}
