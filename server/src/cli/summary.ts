/** `convscope summary`. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { diskFiles, importRoots, readSource, treeCache, UsageError } from '../disk';
import { parseInput, read } from '../read';
import { graphJson, Lines } from './json';
import { choiceOf, parseOptions, textOf, textsOf } from './options';
import { summaryText } from './text';

export function runSummary(args: readonly string[]): number {
  const parsed = parseOptions(args, {
    model: { type: 'string' },
    input: { type: 'string', multiple: true },
    root: { type: 'string', multiple: true },
    train: { type: 'boolean' },
    depth: { type: 'string' },
    format: { type: 'string' },
  });
  const format = choiceOf(parsed, 'format', ['text', 'json'], 'text');
  const [name, ...more] = parsed.positionals;
  if (name === undefined) throw new UsageError('summary needs a file: convscope summary model.py');
  if (more.length > 0) throw new UsageError(`summary reads one file at a time; '${more.join(' ')}' is one too many`);
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
  const treeOf = treeCache();
  const reading = read({
    file,
    tree: source.tree,
    files: diskFiles(),
    roots,
    treeOf,
    model,
    inputs,
    train: parsed.values['train'] === true,
    extent: 'all',
  });
  if (model !== undefined && reading.graphs.length === 0) {
    const cause = reading.unknowns[0]?.cause.reason ?? 'the expression could not be evaluated';
    throw new UsageError(`${name}: --model ${model} gives no model: ${cause}`);
  }
  const lines = new Lines(file, source.text, given.length > 0 ? given : []);
  if (format === 'json') {
    process.stdout.write(
      `${JSON.stringify({ schema: 'convscope.summary/1', models: reading.graphs.map((g) => graphJson(g, lines)) })}\n`,
    );
  } else process.stdout.write(summaryText(reading, lines, depthOf(textOf(parsed, 'depth'))));
  return reading.graphs.some((g) => g.problems.some((p) => p.severity === 'error')) ? 1 : 0;
}

function depthOf(text: string | undefined): number {
  if (text === undefined) return 3;
  const depth = Number(text);
  if (!Number.isInteger(depth) || depth < 0) throw new UsageError(`--depth takes a number of levels, not '${text}'`);
  return depth;
}
