/** `convscope activations`: what each layer of a recipe's model makes of an image, in numbers and as NumPy files. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../disk';
import { npyOf } from '../inspect';
import type { ImageSource, LayerRow, Numbers, Seen, WeightsOrigin } from '../protocol';
import { activationsOf } from '../train/explain/once';
import { writeAtomically } from '../train/files/atomic';
import { TrainError } from '../train/files/errors';
import { lastRun } from '../train/runs/run';
import { choiceOf, type Parsed, parseOptions, textOf } from './options';
import { type OpenRecipe, openRecipe, openRecipeData, readModel } from './recipe';

export async function runActivations(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args, {
    image: { type: 'string' },
    sample: { type: 'string' },
    run: { type: 'string' },
    weights: { type: 'string' },
    out: { type: 'string' },
    format: { type: 'string' },
    root: { type: 'string', multiple: true },
  });
  const format = choiceOf(parsed, 'format', ['text', 'json'], 'text');
  const opened = openRecipe('activations', parsed);
  const data = await openRecipeData(opened);
  const hasTest = data.test !== undefined;
  data.close();
  const { evaluate } = readModel(opened, data, parsed);
  try {
    const found = await activationsOf({
      program: evaluate,
      origin: originOf(opened, parsed),
      recipe: opened.recipe,
      folder: opened.folder,
      source: sourceOf(parsed, hasTest),
    });
    const out = textOf(parsed, 'out');
    if (out !== undefined) await writeMaps(resolve(out), found.layers, found.maps);
    process.stdout.write(format === 'json' ? `${JSON.stringify(jsonOf(found))}\n` : `${textFor(found)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof TrainError) throw new UsageError(error.message);
    throw error;
  }
}

/** `--weights FILE`, `--run NAME`, else the last run. */
function originOf({ folder }: OpenRecipe, parsed: Parsed): WeightsOrigin {
  const file = textOf(parsed, 'weights');
  if (file !== undefined) return { kind: 'file', file: resolve(file) };
  const run = textOf(parsed, 'run') ?? lastRun(folder);
  if (run === undefined) throw new UsageError('there is no run yet; train one, or name a file with --weights');
  return { kind: 'run', folder: join(folder, '.convscope/runs', run) };
}

function sourceOf(parsed: Parsed, hasTest: boolean): ImageSource {
  const file = textOf(parsed, 'image');
  if (file !== undefined) return { kind: 'file', file: resolve(file) };
  const sample = textOf(parsed, 'sample') ?? '0';
  if (!/^\d+$/.test(sample)) throw new UsageError(`--sample takes the number of an image, not '${sample}'`);
  return { kind: 'sample', part: hasTest ? 'test' : 'train', index: Number(sample) };
}

/** `03-features.2.npy`, in the order of the computation. */
async function writeMaps(
  folder: string,
  layers: readonly LayerRow[],
  maps: (layer: number) => Promise<Numbers>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const digits = String(layers.length).length;
  for (const [i, layer] of layers.entries()) {
    const { shape, data } = await maps(i);
    const name = `${String(i).padStart(digits, '0')}-${nameOf(layer).replace(/[^\w.-]+/g, '_')}.npy`;
    writeAtomically(join(folder, name), [npyOf(shape, data)]);
  }
}

const nameOf = ({ kind, label, name }: LayerRow): string => (kind === 'op' ? `${label}()` : name);

type Found = Awaited<ReturnType<typeof activationsOf>>;
const MOST_CLASSES = 5;

function likeliest({ seen, classes }: Found): readonly { readonly class: string; readonly probability: number }[] {
  return [...seen.probabilities]
    .map((probability, i) => ({ class: classes[i] ?? `class ${i}`, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, MOST_CLASSES);
}

function jsonOf(found: Found) {
  const { seen, layers, classes, weights } = found;
  return {
    image: seen.title,
    label: seen.label === undefined ? undefined : (classes[seen.label] ?? seen.label),
    weights: { title: weights.title, epoch: weights.epoch, missing: weights.missing.map(({ name }) => name) },
    predictions: likeliest(found),
    layers: layers.map(({ name, kind, label, shape }, i) => ({ name, kind, label, shape, ...seen.statistics[i] })),
  };
}

function textFor(found: Found): string {
  const { seen, layers, classes, weights } = found;
  const label = seen.label === undefined ? '' : `, which is ${classes[seen.label] ?? seen.label}`;
  const said = likeliest(found).map((one) => `${one.class} ${(100 * one.probability).toFixed(1)} %`);
  const missing = weights.missing.length > 0 ? `, ${weights.missing.length} tensors as initialised` : '';
  const rows = layers.map((layer, i) => rowOf(layer, seen.statistics[i]));
  const header = ['layer', 'class', 'result', 'mean', 'deviation', 'least', 'most', 'zeros', 'silent'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    `${seen.title}${label} · weights ${weights.title}, epoch ${weights.epoch}${missing}`,
    ...(said.length > 0 ? [said.join('  ')] : []),
    '',
    ...[header, ...rows].map(line),
  ].join('\n');
}

function rowOf(layer: LayerRow, about: Seen['statistics'][number] | undefined): readonly string[] {
  const short = (value: number | undefined): string =>
    value === undefined ? '' : String(Number(value.toPrecision(3)));
  return [
    `${'  '.repeat(layer.depth)}${nameOf(layer)}`,
    layer.kind === 'op' ? '' : layer.label,
    layer.shape.join('×'),
    ...[about?.mean, about?.std, about?.least, about?.most].map(short),
    about ? `${(100 * about.zeros).toFixed(1)} %` : '',
    String(about?.silent ?? ''),
  ];
}
