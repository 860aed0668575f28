/** One file, read as the options say: for commands that are about models. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { diskFiles, importRoots, readSource, treeCache, UsageError } from '../disk';
import type { Reading } from '../graph';
import { parseInput, read } from '../read';
import { Lines } from './json';
import { type Parsed, textOf, textsOf } from './options';

/** The options that say what is read. */
export const READING_OPTIONS = {
  model: { type: 'string' },
  input: { type: 'string', multiple: true },
  root: { type: 'string', multiple: true },
  train: { type: 'boolean' },
} as const;

export interface Opened {
  readonly name: string;
  readonly reading: Reading;
  readonly lines: Lines;
}

/** `command` is named where the person has to be told what to write. */
export function openModels(command: string, parsed: Parsed): Opened {
  const [name, ...more] = parsed.positionals;
  if (name === undefined) throw new UsageError(`${command} needs a file: convscope ${command} model.py`);
  if (more.length > 0) throw new UsageError(`${command} reads one file at a time; '${more.join(' ')}' is one too many`);
  const file = resolve(name);
  if (!existsSync(file)) throw new UsageError(`${name} does not exist`);
  const given = textsOf(parsed, 'root').map((r) => resolve(r));
  const roots = importRoots(file, given, process.cwd(), process.env);
  const source = readSource(file);
  const inputs = textsOf(parsed, 'input').map((text) => {
    const spec = parseInput(text);
    if (!spec) throw new UsageError(`--input '${text}' is not a shape; write 1x3x224x224, Bx3xHxW or 1x10:long`);
    return spec;
  });
  const model = textOf(parsed, 'model');
  if (model === undefined && inputs.length > 0)
    throw new UsageError('--input needs --model, since a file may build several');
  const reading = read({
    file,
    tree: source.tree,
    files: diskFiles(),
    roots,
    treeOf: treeCache(),
    model,
    inputs,
    train: parsed.values['train'] === true,
    extent: 'all',
  });
  if (model !== undefined && reading.graphs.length === 0) {
    const cause = reading.unknowns[0]?.cause.reason ?? 'the expression could not be evaluated';
    throw new UsageError(`${name}: --model ${model} gives no model: ${cause}`);
  }
  return { name, reading, lines: new Lines(file, source.text, given) };
}
