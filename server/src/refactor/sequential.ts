/** A `nn.Sequential` is taken apart into attributes that forward calls one by one; or such attributes are gathered. */
import type { Edit } from '../edit';
import {
  type Assign,
  type Call,
  type ClassDef,
  type Expr,
  expressionAt,
  type Stmt,
  statementAt,
  suitesOf,
  visit,
} from '../syntax';
import type { Context, Offer, Refactoring } from './context';
import { removedLine } from './functional';
import { layerNames } from './imports';
import { namesOfClass } from './insert';
import { lastName, layerOf } from './layers';
import {
  attributeStatements,
  classAt,
  mentionsOf,
  methodsOf,
  type Site,
  selfAttribute,
  siteAt,
  sitesIn,
  usesOf,
} from './site';
import { freeName, indentAt, indentUnit, lineBreak, lineEnd, replaced, source } from './text';

export const sequential: Refactoring = {
  id: 'sequential',
  offers: (context) => [...unrolled(context), ...gathered(context)],
};

// --- taken apart

function unrolled(context: Context): Offer[] {
  const found = sequentialAt(context);
  const cls = found && classAt(context, found.statement.span.start);
  const uses = found && cls ? usesOf(cls, found.attr) : [];
  if (!found || !cls || uses.length !== 1 || mentionsOf(cls, found.attr) !== 1) return [];
  const parts = partsOf(found.call);
  const [use] = uses;
  if (!use || parts.length < 2 || use.call.args.length !== 1) return [];
  const names = attributeNames(context, cls, parts);
  const eol = lineBreak(context.text);
  const indent = indentAt(context.text, found.statement.span.start);
  const lines = parts.map((part, i) => `self.${names[i]} = ${source(context, part.value.span)}`);
  const edits = [replaced(context, found.statement.span, lines.join(eol + indent)), callAll(context, use, names)];
  const title = `Take nn.Sequential apart into ${parts.length} attributes`;
  return [{ id: 'sequential', title, candidates: [edits], pledge: 'same' }];
}

/** The cursor is on `self.name` or on `nn.Sequential` of `self.name = nn.Sequential(…)`, or on a call of it. */
function sequentialAt(context: Context): { attr: string; statement: Assign; call: Call } | undefined {
  const cls = classAt(context, context.selection.start);
  if (!cls) return undefined;
  const { start } = context.selection;
  for (const { attr, statement } of attributeStatements(cls)) {
    const { value } = statement;
    if (value.kind !== 'Call' || lastName(value.func) !== 'Sequential') continue;
    const isHere = statement.span.start <= start && start <= value.func.span.end + 1;
    const isCalled = expressionAt(context.tree, start).some((e) => selfAttribute(e) === attr);
    if (isHere || isCalled) return { attr, statement, call: value };
  }
  return undefined;
}

interface Part {
  readonly name: string | undefined;
  readonly value: Expr;
}

/** Of OrderedDict with their names; nothing where an element is not written out. */
function partsOf(call: Call): Part[] {
  const [first, ...others] = call.args;
  const isDict = first?.kind === 'Call' && lastName(first.func) === 'OrderedDict' && others.length === 0;
  const list = isDict && first.kind === 'Call' ? first.args[0] : undefined;
  const items = list?.kind === 'List' ? list.elements : call.args;
  const parts = items.map((item): Part | undefined => {
    if (item.kind === 'Call' && !isDict) return { name: undefined, value: item };
    const [name, value] = item.kind === 'Tuple' ? item.elements : [];
    return name?.kind === 'Str' && value ? { name: name.value, value } : undefined;
  });
  return parts.some((p) => p === undefined) ? [] : parts.filter((p) => p !== undefined);
}

const STEMS: readonly (readonly [RegExp, string])[] = [
  [/^ConvTranspose/, 'up'],
  [/^Conv/, 'conv'],
  [/Norm/, 'norm'],
  [/Pool/, 'pool'],
  [/^Linear$/, 'fc'],
  [/Dropout/, 'drop'],
  [/^(ReLU|LeakyReLU|ReLU6|PReLU)$/, 'relu'],
  [/^Flatten$/, 'flatten'],
  [/^Upsample$/, 'up'],
];

function stemOf(context: Context, value: Expr): string {
  const name = value.kind === 'Call' ? (lastName(value.func) ?? 'layer') : 'layer';
  const layer = value.kind === 'Call' ? layerOf(context, value) : undefined;
  if (/^BatchNorm/.test(layer ?? '')) return 'bn';
  const known = STEMS.find(([pattern]) => pattern.test(layer ?? ''))?.[1];
  return known ?? name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

/** `conv1`, `bn1`, `conv2`, …: with numbers where there are several. */
function attributeNames(context: Context, cls: ClassDef, parts: readonly Part[]): string[] {
  const taken = new Set(attributeStatements(cls).map((s) => s.attr));
  const stems = parts.map((p) =>
    p.name !== undefined && /^[A-Za-z_]\w*$/.test(p.name) ? p.name : stemOf(context, p.value),
  );
  return stems.map((stem) => {
    const isOne = stems.filter((s) => s === stem).length === 1;
    const name = freeName(isOne ? stem : `${stem}1`, taken);
    taken.add(name);
    return name;
  });
}

function callAll(
  context: Context,
  { call, statement }: { call: Call; statement: Stmt },
  names: readonly string[],
): Edit {
  const [argument] = call.args;
  const text = argument ? source(context, argument.span) : '';
  const target = statement.kind === 'Assign' && statement.value === call ? statement.targets[0] : undefined;
  if (target?.kind !== 'Name') {
    const nested = names.reduce((inner, name) => `self.${name}(${inner})`, text);
    return replaced(context, call.span, nested);
  }
  const separator = lineBreak(context.text) + indentAt(context.text, statement.span.start);
  const lines = names.map((name, i) => `${target.id} = self.${name}(${i === 0 ? text : target.id})`);
  return replaced(context, statement.span, lines.join(separator));
}

// --- gathered

interface Link {
  readonly site: Site;
  readonly attr: string;
  readonly statement: Assign;
}

/** `x = self.a(x)` and the next statements of that kind around the cursor's layer. */
function gathered(context: Context): Offer[] {
  const site = siteAt(context);
  if (site?.slot.kind !== 'attribute' || !site.cls || statementAt(context.tree, context.selection.start) === undefined)
    return [];
  const chain = chainOf(context, site.cls, site.slot.attr);
  const [first, ...rest] = chain;
  if (!first || rest.length === 0) return [];
  const names = layerNames(context, ['Sequential']);
  const attr = freeName('layers', namesOfClass(site));
  const eol = lineBreak(context.text);
  const { statement } = first.site.slot.kind === 'attribute' ? first.site.slot : { statement: first.statement };
  const indent = indentAt(context.text, statement.span.start);
  const lines = chain.map(
    (link) => `${indent}${indentUnit(context.text)}${source(context, link.site.whole.span)},${eol}`,
  );
  const last = chain.at(-1) ?? first;
  const target = last.statement.targets[0];
  const argument = first.statement.value.kind === 'Call' ? first.statement.value.args[0] : undefined;
  if (!target || !argument) return [];
  const edits = [
    ...names.edits,
    replaced(context, statement.span, `self.${attr} = ${names.of('Sequential')}(${eol}${lines.join('')}${indent})`),
    replaced(
      context,
      { start: first.statement.span.start, end: lineEnd(context.text, last.statement.span.end) },
      `${source(context, target.span)} = self.${attr}(${source(context, argument.span)})`,
    ),
    ...rest.flatMap(({ site: one }) =>
      one.slot.kind === 'attribute' ? [removedLine(context, one.slot.statement.span)] : [],
    ),
  ];
  const title = `Gather ${chain.length} layers in nn.Sequential`;
  return [{ id: 'sequential', title, candidates: [edits], pledge: 'same' }];
}

function chainOf(context: Context, cls: ClassDef, attr: string): Link[] {
  for (const method of methodsOf(cls)) {
    for (const suite of suitesIn(method)) {
      const links = suite.map((s) => linkOf(context, cls, s));
      const at = links.findIndex((l) => l?.attr === attr);
      if (at < 0) continue;
      let from = at,
        to = at;
      while (links[from - 1] && follows(links[from - 1], links[from])) from -= 1;
      while (links[to + 1] && follows(links[to], links[to + 1])) to += 1;
      return links.slice(from, to + 1).filter((l) => l !== undefined);
    }
  }
  return [];
}

function suitesIn(method: Stmt): (readonly Stmt[])[] {
  const suites: (readonly Stmt[])[] = [...suitesOf(method)];
  visit([method], {
    statement: (s) => {
      if (s !== method) suites.push(...suitesOf(s));
      return true;
    },
  });
  return suites;
}

/** `v = self.attr(w)` with an attribute that is used nowhere else. */
function linkOf(context: Context, cls: ClassDef, statement: Stmt): Link | undefined {
  if (statement.kind !== 'Assign' || statement.targets.length !== 1 || statement.targets[0]?.kind !== 'Name')
    return undefined;
  const { value } = statement;
  const attr = value.kind === 'Call' ? selfAttribute(value.func) : undefined;
  if (value.kind !== 'Call' || attr === undefined || value.args.length !== 1 || value.keywords.length > 0)
    return undefined;
  if (value.args[0]?.kind !== 'Name' || mentionsOf(cls, attr) !== 1) return undefined;
  const made = attributeStatements(cls).filter((s) => s.attr === attr);
  const [only] = made;
  const site = only && made.length === 1 ? sitesIn(context, only.statement.span)[0] : undefined;
  return site?.slot.kind === 'attribute' ? { site, attr, statement } : undefined;
}

/** The second takes what the first has made, and makes the same variable. */
function follows(first: Link | undefined, second: Link | undefined): boolean {
  const made = first?.statement.targets[0],
    value = second?.statement.value;
  const taken = value?.kind === 'Call' ? value.args[0] : undefined,
    next = second?.statement.targets[0];
  return (
    made?.kind === 'Name' &&
    taken?.kind === 'Name' &&
    next?.kind === 'Name' &&
    made.id === taken.id &&
    next.id === made.id
  );
}
