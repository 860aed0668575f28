/** Selected layers of a sequence become the body of one residual module. */
import type { Edit } from '../edit';
import { type ClassDef, visit } from '../syntax';
import { residualClasses, topStatement, writeClass } from './classes';
import type { Context, Offer } from './context';
import { layerNames } from './imports';
import { topNames } from './insert';
import { argumentText, lastName } from './layers';
import { type Shortcut, shortcutFor } from './projection';
import { methodOf, neighbour, type Site } from './site';
import { channelsIn, channelsOut, inputsOf, outputsOf, type Shape } from './sizes';
import { beginsLine, freeName, indentAt, indentUnit, lineBreak, replaced, source } from './text';

export function wrapElements(context: Context, sites: readonly Site[]): Offer[] {
  const first = sites[0],
    last = sites.at(-1);
  if (!first || !last || isInplace(context, first)) return [];
  if (first !== last && !isRun(first, last)) return [];
  const shortcut = shortcutFor(context, pairsOf(context, first, last), [
    channelsIn(context, first),
    channelsOut(context, last),
  ]);
  if (!shortcut) return [];
  const candidates = texts(shortcut).map((text) => edits(context, first, last, shortcut, text));
  return [{ id: 'wrapResidual', title: titleOf(shortcut), candidates, pledge: 'added' }];
}

/** Both stand without names in one sequence. */
function isRun({ slot: first }: Site, { slot: last }: Site): boolean {
  if (first.kind !== 'element' || last.kind !== 'element' || first.named) return false;
  return first.siblings[0]?.start === last.siblings[0]?.start;
}

export const titleOf = (shortcut: Shortcut): string =>
  shortcut.kind === 'identity' ? 'Wrap in residual connection' : 'Wrap in residual connection with a projection';

const texts = (shortcut: Shortcut): readonly (string | undefined)[] =>
  shortcut.kind === 'identity' ? [undefined] : shortcut.texts;

/** What first writes into its input would spoil what is added to it. */
export const isInplace = (context: Context, site: Site): boolean =>
  site.layer !== undefined && argumentText(context, site.call, site.layer, 'inplace') === 'True';

function pairsOf(context: Context, first: Site, last: Site): (readonly [Shape, Shape])[] {
  const known = inputsOf(context, first);
  const before = neighbour(context, first, -1);
  const inputs = known.length > 0 || !before ? known : outputsOf(context, before);
  const outputs = outputsOf(context, last);
  return inputs.length === outputs.length ? inputs.map((shape, i) => [shape, outputs[i] ?? []] as const) : [];
}

function edits(context: Context, first: Site, last: Site, shortcut: Shortcut, projection: string | undefined): Edit[] {
  const span = { start: first.whole.span.start, end: last.whole.span.end };
  const own = shortcut.kind === 'identity' ? ownWrapper(context, first.cls) : undefined;
  const names = layerNames(context, ['Module', 'Sequential', 'Identity']);
  const name = own ?? freeName('Residual', topNames(context));
  const isOne = first === last;
  const isBroken = beginsLine(context.text, span.start) && (!isOne || projection !== undefined);
  const body = bodyText(context, span, isOne, isBroken, names.of('Sequential'));
  const text = isBroken
    ? broken(context, span.start, name, [body, projection])
    : `${name}(${[body, projection].filter((p) => p !== undefined).join(', ')})`;
  const top = topStatement(context, first.call.span.start);
  const written = own === undefined && top ? writeClass(context, wrapperSource(context, name, names.of), top) : [];
  const imports = shortcut.kind === 'projection' ? [...shortcut.names.edits, ...names.edits] : names.edits;
  return [...(own === undefined ? imports : []), ...written, replaced(context, span, text)];
}

function bodyText(
  context: Context,
  span: { start: number; end: number },
  isOne: boolean,
  isBroken: boolean,
  sequential: string,
): string {
  const text = source(context, span);
  if (isOne) return text;
  if (!isBroken) return `${sequential}(${text})`;
  const eol = lineBreak(context.text),
    indent = indentAt(context.text, span.start),
    unit = indentUnit(context.text);
  const lines = text.split(/\r?\n/).map((line, i) => (i === 0 ? indent + unit + unit + line : unit + unit + line));
  return `${sequential}(${eol}${lines.join(eol)},${eol}${indent}${unit})`;
}

function broken(context: Context, at: number, name: string, parts: readonly (string | undefined)[]): string {
  const eol = lineBreak(context.text),
    indent = indentAt(context.text, at);
  const lines = parts.filter((p) => p !== undefined).map((p) => `${indent}${indentUnit(context.text)}${p},${eol}`);
  return `${name}(${eol}${lines.join('')}${indent})`;
}

function wrapperSource(context: Context, name: string, nn: (name: string) => string): string[] {
  const unit = indentUnit(context.text);
  return [
    `class ${name}(${nn('Module')}):`,
    `${unit}def __init__(self, body, shortcut=None):`,
    `${unit}${unit}super().__init__()`,
    `${unit}${unit}self.body = body`,
    `${unit}${unit}self.shortcut = ${nn('Identity')}() if shortcut is None else shortcut`,
    '',
    `${unit}def forward(self, x):`,
    `${unit}${unit}return self.shortcut(x) + self.body(x)`,
  ];
}

/** A class of the file that takes a module and adds its result to the input. */
function ownWrapper(context: Context, within: ClassDef | undefined): string | undefined {
  return residualClasses(context, within).find((cls) => {
    const init = methodOf(cls, '__init__');
    const [body, ...others] = init?.parameters.slice(1).filter((p) => p.default === undefined) ?? [];
    if (!body || others.length > 0 || !/^(fn|f|body|block|module|layer|net|inner|sub_?module)$/.test(body.name))
      return false;
    let calls = 0;
    visit(cls.body, {
      expression: (expr) => {
        if (expr.kind === 'Call' && lastName(expr.func) === body.name) calls += 1;
        return true;
      },
    });
    return calls === 1;
  })?.name;
}
