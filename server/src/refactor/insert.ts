/** Puts a layer behind another one, in the way in which that one is put into the network. */
import type { Edit } from '../edit';
import type { Stmt } from '../syntax';
import { mentionedNames } from '../syntax';
import type { Context } from './context';
import { attributeStatements, type Site, usesOf } from './site';
import { beginsLine, freeName, indentAt, inserted, lineBreak, lineEnd, source } from './text';

export interface NewLayer {
  /** Python that builds it. */
  readonly text: string;
  /** What an attribute or entry for it begins with: `bn`. */
  readonly stem: string;
  /** The attribute's name as it is wished: the next number where it is taken. */
  readonly attr?: string;
}

/** undefined: the layer is used in a way that leaves no place behind it. */
export function insertAfter(context: Context, site: Site, layer: NewLayer): Edit[] | undefined {
  const { slot } = site;
  switch (slot.kind) {
    case 'element':
      return elementAfter(context, slot.element, slot.named ? entry(context, slot.siblings, layer) : layer.text);
    case 'append':
      return appendAfter(context, slot, layer);
    case 'attribute':
      return attributeAfter(context, site, slot, layer);
  }
}

/** An element behind another one, on a line of its own where that one has one. */
function elementAfter(context: Context, element: { start: number; end: number }, text: string): Edit[] {
  const own = context.text;
  if (!beginsLine(own, element.start)) return [inserted(context, element.end, `, ${text}`)];
  const line = `${lineBreak(own)}${indentAt(own, element.start)}${text}`;
  const end = lineEnd(own, element.end);
  const rest = own.slice(element.end, end);
  if (/^\s*,\s*(#.*)?$/.test(rest)) return [inserted(context, end, `${line},`)];
  if (/^\s*(#.*)?$/.test(rest)) return [inserted(context, element.end, ','), inserted(context, end, line)];
  return [inserted(context, element.end, `,${line}`)];
}

function entry(context: Context, siblings: readonly { start: number; end: number }[], layer: NewLayer): string {
  const texts = siblings.map((s) => source(context, { start: s.start, end: s.end }));
  const quote = texts.some((t) => /^\(\s*"/.test(t)) ? '"' : "'";
  const taken = new Set(texts.map((t) => /^\(\s*['"]([^'"]*)['"]/.exec(t)?.[1] ?? ''));
  return `(${quote}${freeName(layer.stem, taken)}${quote}, ${layer.text})`;
}

function appendAfter(context: Context, slot: Extract<Site['slot'], { kind: 'append' }>, layer: NewLayer): Edit[] {
  const { statement, method, named } = slot;
  const func = source(context, method.func.span);
  const name = method.args[0]?.kind === 'Str' ? method.args[0] : undefined;
  const quote = name && context.text[name.span.start] === '"' ? '"' : "'";
  const first = named
    ? `${quote}${name ? follow(name.value, layer.stem, new Set([name.value])) : layer.stem}${quote}, `
    : '';
  return [lineBehind(context, statement, `${func}(${first}${layer.text})`)];
}

/** A statement on the next line, as deep as the one before. */
export function lineBehind(context: Context, statement: Stmt, text: string): Edit {
  const { text: own } = context;
  const at = lineEnd(own, statement.span.end);
  return inserted(context, at, `${lineBreak(own)}${indentAt(own, statement.span.start)}${text}`);
}

export function lineBefore(context: Context, statement: Stmt, text: string): Edit {
  const { text: own } = context;
  return inserted(context, statement.span.start, `${text}${lineBreak(own)}${indentAt(own, statement.span.start)}`);
}

function attributeAfter(
  context: Context,
  site: Site,
  slot: Extract<Site['slot'], { kind: 'attribute' }>,
  layer: NewLayer,
): Edit[] | undefined {
  const { cls } = site;
  if (!cls) return undefined;
  const uses = usesOf(cls, slot.attr);
  if (uses.length === 0) return undefined;
  const attr = layer.attr ? freeName(layer.attr, namesOfClass(site)) : attributeName(site, layer.stem);
  const edits = [lineBehind(context, slot.statement, `self.${attr} = ${layer.text}`)];
  for (const { call, statement } of uses) {
    const target = statement.kind === 'Assign' && statement.value === call ? statement.targets[0] : undefined;
    if (target?.kind === 'Name')
      edits.push(lineBehind(context, statement, `${target.id} = self.${attr}(${target.id})`));
    else edits.push(...around(context, call.span, `self.${attr}(`, ')'));
  }
  return edits;
}

export function around(context: Context, span: { start: number; end: number }, before: string, after: string): Edit[] {
  return [inserted(context, span.start, before), inserted(context, span.end, after)];
}

/** A free attribute that goes with the names of the class: `bn1` beside `conv1`, `stem_bn` beside `stem`. */
export function attributeName(site: Site, stem: string): string {
  const taken = namesOfClass(site);
  const attr = site.slot.kind === 'attribute' ? site.slot.attr : '';
  return follow(attr, stem, taken, isCamel(taken));
}

export function namesOfClass(site: Site): ReadonlySet<string> {
  const taken = new Set<string>();
  if (!site.cls) return taken;
  for (const { attr } of attributeStatements(site.cls)) taken.add(attr);
  for (const stmt of site.cls.body) if (stmt.kind === 'FunctionDef') taken.add(stmt.name);
  return taken;
}

function follow(attr: string, stem: string, taken: ReadonlySet<string>, camel = false): string {
  const number =
    /^(?:conv|fc|linear|lin|deconv|upconv|c|layer|pool|relu|act|bn|norm|block|drop(?:out)?)_?(\d+(?:_\d+)*[a-z]?)$/i.exec(
      attr,
    )?.[1];
  const isGeneric = /^(?:conv|fc|linear|layer|deconv|pool|relu|act|bn|norm)$/i.test(attr) || attr === '';
  if (isGeneric) return freeName(stem, taken);
  const name = number === undefined ? `${attr}_${stem}` : `${stem}${number}`;
  const styled = camel ? name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()) : name;
  return taken.has(styled) ? freeName(`${attr}_${stem}`, taken) : styled;
}

/** Whether most attributes of more than one word are written as camelCase. */
function isCamel(names: ReadonlySet<string>): boolean {
  const camel = [...names].filter((n) => /^[a-z]+[A-Z]/.test(n)).length;
  const snake = [...names].filter((n) => /[a-z]_[a-z]/.test(n) && !n.startsWith('_')).length;
  return camel > snake;
}

/** Names at the top of the file. */
export const topNames = (context: Context): ReadonlySet<string> => mentionedNames(context.tree.body);
