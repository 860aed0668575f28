/** `convscope summary`. */
import { UsageError } from '../disk';
import { graphJson } from './json';
import { choiceOf, parseOptions, textOf } from './options';
import { openModels, READING_OPTIONS } from './reading';
import { summaryText } from './text';

export function runSummary(args: readonly string[]): number {
  const parsed = parseOptions(args, { ...READING_OPTIONS, depth: { type: 'string' }, format: { type: 'string' } });
  const format = choiceOf(parsed, 'format', ['text', 'json'], 'text');
  const { reading, lines } = openModels('summary', parsed);
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
