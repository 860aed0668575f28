/** Calls that build layers, and their arguments by PyTorch's names. */
import { type Edit, repairEdits } from '../edit';
import { parseSignature } from '../python';
import type { Call, Expr } from '../syntax';
import { layerDeclarationOf } from '../torch';
import type { Context } from './context';
import { source } from './text';

const CONTAINERS = new Set(['Sequential', 'ModuleList', 'ModuleDict', 'ParameterList', 'ParameterDict', 'Module']);

/** The last name of `nn.Conv2d`. */
export function lastName(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id;
  return expr.kind === 'Attribute' ? expr.attr : undefined;
}

/** The declared layer that a call builds by its name; containers are none. */
export function layerOf(context: Context, call: Call): string | undefined {
  const name = lastName(call.func);
  if (name === undefined || CONTAINERS.has(name) || layerDeclarationOf(name) === undefined) return undefined;
  const isOwn = context.tree.body.some((s) => s.kind === 'ClassDef' && s.name === name);
  return isOwn ? undefined : name;
}

export const isContainer = (call: Call): boolean => CONTAINERS.has(lastName(call.func) ?? '');

/** Names of a layer's parameters, in the order in which positions fill them. */
export function parametersOf(layer: string): readonly string[] {
  const declared = layerDeclarationOf(layer);
  return declared ? parseSignature(declared.signature).positional.map((p) => p.name) : [];
}

export function argumentOf(call: Call, layer: string, name: string): Expr | undefined {
  const keyword = call.keywords.find((k) => k.name === name);
  if (keyword) return keyword.value;
  const position = parametersOf(layer).indexOf(name);
  if (position < 0 || call.args.slice(0, position + 1).some((a) => a.kind === 'Starred')) return undefined;
  return call.args[position];
}

export function argumentText(context: Context, call: Call, layer: string, name: string): string | undefined {
  const value = argumentOf(call, layer, name);
  return value && source(context, value.span);
}

/** An integer argument that is written out; `fallback` where it is not given. undefined: not a plain number. */
export function integerArgument(call: Call, layer: string, name: string, fallback: number): number | undefined {
  const value = argumentOf(call, layer, name);
  if (value === undefined) return fallback;
  if (value.kind === 'Int') return value.value;
  if (value.kind !== 'Tuple') return undefined;
  const [first, ...rest] = value.elements.map((e) => (e.kind === 'Int' ? e.value : undefined));
  return rest.every((r) => r === first) ? first : undefined;
}

export function setArgument(context: Context, call: Call, layer: string, name: string, value: string): readonly Edit[] {
  const repair = {
    title: '',
    kind: 'set-argument',
    target: { file: context.file, span: call.span },
    argument: name,
    position: parametersOf(layer).indexOf(name),
    value,
  } as const;
  return repairEdits(repair, context.tree, context.text);
}

/** 1, 2 or 3 of `Conv2d`; undefined where the name does not say. */
export function axesOf(layer: string): 1 | 2 | 3 | undefined {
  const digit = /([123])d$/.exec(layer)?.[1];
  return digit === '1' ? 1 : digit === '2' ? 2 : digit === '3' ? 3 : undefined;
}

/** What a changed argument is set to; undefined takes it away. */
export type Changes = Readonly<Record<string, string | undefined>>;

/**
 * The call written anew, as `name` where one is given: arguments stay as they were written, by position or by name;
 * changed ones get their new text where they stood, and what is new goes to the end by name.
 */
export function rewritten(context: Context, call: Call, layer: string, changes: Changes, name?: string): string {
  const names = parametersOf(layer);
  const open = new Map(Object.entries(changes));
  const positional: string[] = [];
  const named: { readonly name: string | undefined; readonly text: string }[] = [];
  const put = (parameter: string | undefined, text: string, byName: boolean): void => {
    const isChanged = parameter !== undefined && open.has(parameter);
    const value = isChanged ? open.get(parameter) : text;
    if (isChanged) open.delete(parameter);
    if (value === undefined) return;
    const isNext = !byName && named.length === 0 && names.indexOf(parameter ?? '') === positional.length;
    if (isNext) positional.push(value);
    else named.push({ name: parameter, text: `${parameter}=${value}` });
  };
  call.args.forEach((arg, i) => {
    put(names[i], source(context, arg.span), false);
  });
  for (const keyword of call.keywords) put(keyword.name, source(context, keyword.value.span), true);
  for (const [parameter, value] of open)
    if (value !== undefined) placed(named, names, { name: parameter, text: `${parameter}=${value}` });
  return `${name ?? source(context, call.func.span)}(${[...positional, ...named.map((n) => n.text)].join(', ')})`;
}

/** A new argument stands where the signature has it, among those that are there. */
function placed(
  named: { readonly name: string | undefined; readonly text: string }[],
  names: readonly string[],
  one: { readonly name: string; readonly text: string },
): void {
  const rank = names.indexOf(one.name);
  const at = named.findIndex((n) => names.indexOf(n.name ?? '') > rank);
  named.splice(at < 0 ? named.length : at, 0, one);
}

/** Only plain arguments: none that is spread, none that the layer does not have. */
export function isPlain(call: Call, layer: string): boolean {
  const names = parametersOf(layer);
  return (
    call.args.length <= names.length &&
    call.args.every((a) => a.kind !== 'Starred') &&
    call.keywords.every((k) => k.name !== undefined && names.includes(k.name))
  );
}
