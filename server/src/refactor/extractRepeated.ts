/** Layers that repeat in a sequence become a loop, or a block class whose arguments are what differs. */
import type { Edit } from '../edit';
import type { Call, Expr } from '../syntax';
import { expressionsIn } from '../syntax';
import { topStatement, writeClass } from './classes';
import type { Context, Offer, Refactoring } from './context';
import { layerNames } from './imports';
import { topNames } from './insert';
import { isPlain, parametersOf } from './layers';
import { neighbour, type Site, siteAt } from './site';
import { beginsLine, freeName, indentAt, indentUnit, lineBreak, replaced, source } from './text';

/** A group of layers that comes again: its calls in each turn. */
interface Repeat {
  readonly turns: readonly (readonly Site[])[];
}

const LONGEST = 6;

export const extractRepeated: Refactoring = {
  id: 'extractRepeated',
  offers: (context) => {
    const site = siteAt(context);
    if (site?.slot.kind !== 'element' || site.slot.named) return [];
    const equal = repeatAround(context, site, exact);
    const alike = repeatAround(context, site, skeleton);
    return [
      ...(equal?.turns[0]?.length === 1 ? [loop(context, equal, equal.turns[0][0])] : []),
      ...(alike && (alike.turns[0]?.length ?? 0) > 1 ? block(context, alike) : []),
    ];
  },
};

/** All elements of the sequence, where each is one plain call of a layer. */
function elementsOf(
  context: Context,
  site: Site,
): { readonly sites: readonly (Site | undefined)[]; readonly at: number } {
  if (site.slot.kind !== 'element') return { sites: [], at: -1 };
  const at = site.slot.siblings.findIndex((s) => site.slot.kind === 'element' && s.start === site.slot.element.start);
  return { sites: site.slot.siblings.map((_s, i) => (i === at ? site : neighbour(context, site, i - at))), at };
}

/** The repetition that covers most around the cursor; of equals the one with the shortest group. */
function repeatAround(context: Context, site: Site, shapeOf: typeof exact): Repeat | undefined {
  const { sites, at } = elementsOf(context, site);
  const shapes = sites.map((s) => (s ? shapeOf(context, s) : undefined));
  let best: { from: number; size: number; count: number } | undefined;
  for (let size = 1; size <= LONGEST; size += 1) {
    for (let from = Math.max(0, at - LONGEST * LONGEST); from <= at; from += 1) {
      let count = 1;
      while (isSame(shapes, from, from + count * size, size)) count += 1;
      const covers = from <= at && at < from + count * size;
      if (count >= 2 && covers && (!best || count * size > best.count * best.size)) best = { from, size, count };
    }
  }
  if (!best) return undefined;
  const { from, size, count } = best;
  const turns = Array.from({ length: count }, (_x, i) =>
    sites.slice(from + i * size, from + (i + 1) * size).filter((s) => s !== undefined),
  );
  return { turns };
}

function isSame(shapes: readonly (string | undefined)[], a: number, b: number, size: number): boolean {
  if (b + size > shapes.length) return false;
  for (let i = 0; i < size; i += 1) if (shapes[a + i] === undefined || shapes[a + i] !== shapes[b + i]) return false;
  return true;
}

const exact = (context: Context, { call, layer, whole }: Site): string | undefined =>
  layer === undefined || whole !== call ? undefined : source(context, call.span);

/** The call with its numbers left out: turns may differ only in those. */
function skeleton(context: Context, { call, layer, whole }: Site): string | undefined {
  if (layer === undefined || whole !== call || !isPlain(call, layer)) return undefined;
  const keywords = call.keywords.map((k) => `${k.name}${isSize(k.value) ? '' : `=${source(context, k.value.span)}`}`);
  const args = call.args.map((a) => (isSize(a) ? '#' : source(context, a.span)));
  return `${source(context, call.func.span)}(${[...args, ...keywords].join()})`;
}

/** A whole number, or arithmetic of names and numbers. */
function isSize(expr: Expr): boolean {
  if (expr.kind === 'Int' || expr.kind === 'Name') return true;
  return expr.kind === 'BinOp' && expressionsIn(expr).every(isSize);
}

// --- what differs

interface Parameter {
  readonly name: string;
  /** Its text in each turn. */
  readonly values: readonly string[];
}

interface Parameters {
  readonly all: readonly Parameter[];
  /** By place in the turn and name of the argument. */
  readonly of: ReadonlyMap<string, Parameter>;
}

/** Past this many a class would hide more than it shows. */
const MOST = 4;

function parametersIn(context: Context, { turns }: Repeat): Parameters | undefined {
  const all: Parameter[] = [];
  const of = new Map<string, Parameter>();
  for (const [at, site] of (turns[0] ?? []).entries()) {
    for (const name of sizeArguments(site)) {
      const values = turns.map((turn) => textOf(context, turn[at], name));
      const isConstant = values.every((v) => v === values[0]) && /^\d+$/.test(values[0] ?? '');
      if (isConstant) continue;
      const known = all.find((p) => p.values.join() === values.join());
      const parameter = known ?? { name: freeName(name, new Set(all.map((p) => p.name))), values };
      if (!known) all.push(parameter);
      of.set(`${at} ${name}`, parameter);
    }
  }
  return all.length > MOST ? undefined : { all, of };
}

function sizeArguments({ call, layer }: Site): string[] {
  const names = parametersOf(layer ?? '');
  const positional = call.args.flatMap((a, i) => (isSize(a) ? [names[i] ?? ''] : []));
  return [...positional, ...call.keywords.flatMap((k) => (isSize(k.value) && k.name !== undefined ? [k.name] : []))];
}

function argument(call: Call, layer: string, name: string): Expr | undefined {
  return call.keywords.find((k) => k.name === name)?.value ?? call.args[parametersOf(layer).indexOf(name)];
}

function textOf(context: Context, site: Site | undefined, name: string): string {
  const value = site?.layer === undefined ? undefined : argument(site.call, site.layer, name);
  return value ? source(context, value.span) : '';
}

// --- a loop

function spanOf({ turns }: Repeat): { start: number; end: number } {
  const first = turns[0]?.[0],
    last = turns.at(-1)?.at(-1);
  return { start: first?.call.span.start ?? 0, end: last?.call.span.end ?? 0 };
}

function loop(context: Context, repeat: Repeat, site: Site | undefined): Offer {
  const text = site ? source(context, site.call.span) : '';
  const edit = replaced(context, spanOf(repeat), `*[${text} for _ in range(${repeat.turns.length})]`);
  return {
    id: 'extractRepeated',
    title: `Make a loop of ${repeat.turns.length} equal layers`,
    candidates: [[edit]],
    pledge: 'same',
  };
}

// --- a block

function block(context: Context, repeat: Repeat): Offer[] {
  const parameters = parametersIn(context, repeat);
  const [turn] = repeat.turns;
  const span = spanOf(repeat);
  const top = topStatement(context, span.start);
  if (!turn || !top || !parameters) return [];
  const names = layerNames(context, ['Module', 'Sequential']);
  const kind = turn.some((s) => /Conv/.test(s.layer ?? '')) ? 'ConvBlock' : 'Block';
  const name = freeName(kind, topNames(context));
  const calls = repeat.turns.map((_t, i) => `${name}(${parameters.all.map((p) => p.values[i] ?? '').join(', ')})`);
  const edits: Edit[] = [
    ...names.edits,
    ...writeClass(context, blockLines(context, name, turn, parameters, names.of), top),
    replaced(context, span, calls.join(separator(context, span.start))),
  ];
  const title = `Pull ${repeat.turns.length} groups of ${turn.length} layers into class ${name}`;
  return [{ id: 'extractRepeated', title, candidates: [edits], pledge: 'same' }];
}

const separator = (context: Context, at: number): string =>
  beginsLine(context.text, at) ? `,${lineBreak(context.text)}${indentAt(context.text, at)}` : ', ';

function blockLines(
  context: Context,
  name: string,
  turn: readonly Site[],
  parameters: Parameters,
  nn: (name: string) => string,
): string[] {
  const unit = indentUnit(context.text);
  const layers = turn.map((site, at) => `${unit.repeat(3)}${withParameters(context, site, at, parameters)},`);
  return [
    `class ${name}(${nn('Module')}):`,
    `${unit}def __init__(self${parameters.all.map((p) => `, ${p.name}`).join('')}):`,
    `${unit}${unit}super().__init__()`,
    `${unit}${unit}self.layers = ${nn('Sequential')}(`,
    ...layers,
    `${unit}${unit})`,
    '',
    `${unit}def forward(self, x):`,
    `${unit}${unit}return self.layers(x)`,
  ];
}

/** The call of the first turn, with parameters for what differs. */
function withParameters(context: Context, { call, layer }: Site, at: number, { of }: Parameters): string {
  const text = (expr: Expr, name: string | undefined): string =>
    of.get(`${at} ${name}`)?.name ?? source(context, expr.span);
  const names = parametersOf(layer ?? '');
  const args = [
    ...call.args.map((a, i) => text(a, names[i])),
    ...call.keywords.map((k) => `${k.name}=${text(k.value, k.name)}`),
  ];
  return `${source(context, call.func.span)}(${args.join(', ')})`;
}
