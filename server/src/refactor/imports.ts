/** How a file names what torch.nn holds, and the imports that are missing. */
import type { Edit } from '../edit';
import type { Import, ImportFrom, Stmt } from '../syntax';
import type { Context } from './context';
import { inserted, lineBreak, lineEnd } from './text';

/** Names a file uses, and edits that make them known. */
export interface Names {
  readonly of: (name: string) => string;
  readonly edits: readonly Edit[];
}

const importsOf = (context: Context): (Import | ImportFrom)[] =>
  context.tree.body.filter((s): s is Import | ImportFrom => s.kind === 'Import' || s.kind === 'ImportFrom');

/** What a module is called here: `nn` for torch.nn; undefined where it is not imported as a whole. */
function moduleName(context: Context, dotted: string): string | undefined {
  const parent = dotted.slice(0, dotted.lastIndexOf('.'));
  const last = dotted.slice(parent.length + 1);
  for (const statement of importsOf(context)) {
    for (const alias of statement.names) {
      if (statement.kind === 'Import' && alias.name === dotted && alias.asName !== undefined) return alias.asName;
      if (statement.kind === 'ImportFrom' && statement.module === parent && alias.name === last)
        return alias.asName ?? last;
    }
  }
  const isRoot = importsOf(context).some(
    (s) => s.kind === 'Import' && s.names.some((a) => a.name.split('.')[0] === 'torch' && a.asName === undefined),
  );
  return isRoot ? dotted : undefined;
}

/** Names of torch.nn, as the file writes them: `nn.Conv2d`, `torch.nn.Conv2d` or `Conv2d`. */
export function layerNames(context: Context, wanted: readonly string[]): Names {
  const module = moduleName(context, 'torch.nn');
  const from = importsOf(context).find((s): s is ImportFrom => s.kind === 'ImportFrom' && s.module === 'torch.nn');
  const bare = new Map(from?.names.map((a) => [a.name, a.asName ?? a.name]));
  if (module !== undefined && (!module.includes('.') || !from))
    return { of: (name) => bare.get(name) ?? `${module}.${name}`, edits: [] };
  if (bare.has('*')) return { of: (name) => name, edits: [] };
  const missing = [...new Set(wanted)].filter((name) => !bare.has(name));
  const last = from?.names.at(-1);
  if (last) {
    const edits = missing.length === 0 ? [] : [inserted(context, last.span.end, `, ${missing.join(', ')}`)];
    return { of: (name) => bare.get(name) ?? name, edits };
  }
  return { of: (name) => `nn.${name}`, edits: importEdits(context, 'from torch import nn') };
}

/** `F`, or what the file calls torch.nn.functional; imported where it is not. */
export function functionalNames(context: Context): Names {
  const module = moduleName(context, 'torch.nn.functional');
  const isWhole = module !== undefined && !module.includes('.');
  if (isWhole) return { of: (name) => `${module}.${name}`, edits: [] };
  return { of: (name) => `F.${name}`, edits: importEdits(context, 'import torch.nn.functional as F') };
}

/** A new import below the last one at the top of the file. */
export function importEdits(context: Context, statement: string): readonly Edit[] {
  const imports: Stmt[] = importsOf(context);
  const isThere = imports.some((s) => context.text.slice(s.span.start, s.span.end) === statement);
  if (isThere) return [];
  const eol = lineBreak(context.text);
  const last = imports.at(-1);
  if (!last) return [inserted(context, context.tree.body[0]?.span.start ?? 0, `${statement}${eol}`)];
  return [inserted(context, lineEnd(context.text, last.span.end), `${eol}${statement}`)];
}
