/** `convscope filters`: the kernels of a checkpoint or a run as numbers, a picture or a NumPy file. */
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { UsageError } from '../disk';
import { hasFilters, laidOut, layoutsOf, npyOf, shapeText, tileOrder } from '../inspect';
import type { FilterAnswer, FilterQuestion, WeightsOrigin } from '../protocol';
import { writeAtomically } from '../train/files/atomic';
import { TrainError } from '../train/files/errors';
import { filterLayer } from '../train/inspection/filters';
import { atlasPng } from '../train/inspection/picture';
import { lastRun } from '../train/runs/run';
import { using, weightsFrom } from '../train/weights/source';
import { choiceOf, type Parsed, parseOptions, textOf } from './options';

const ORDERS = ['index', 'norm', 'similarity'] as const;
const PLAIN: Omit<FilterQuestion, 'epoch' | 'name'> = {
  transposed: false,
  from: 0,
  difference: false,
  similarity: false,
  spectrum: false,
};

export async function runFilters(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args, {
    layer: { type: 'string' },
    epoch: { type: 'string' },
    change: { type: 'boolean' },
    order: { type: 'string' },
    scale: { type: 'string' },
    theme: { type: 'string' },
    pixels: { type: 'string' },
    out: { type: 'string' },
    format: { type: 'string' },
  });
  try {
    const origin = originOf(parsed);
    const out = textOf(parsed, 'out');
    if (out === undefined) await list(origin, parsed);
    else await write(origin, parsed, resolve(out));
    return 0;
  } catch (error) {
    if (error instanceof TrainError) throw new UsageError(error.message);
    throw error;
  }
}

/** A checkpoint, the folder of a run, or a recipe, whose last run is taken. */
function originOf({ positionals: [name, ...more] }: Parsed): WeightsOrigin {
  if (name === undefined || more.length > 0)
    throw new UsageError('filters takes one checkpoint, folder of a run, or recipe: convscope filters net.safetensors');
  const path = resolve(name);
  if (!existsSync(path)) throw new UsageError(`${name} does not exist`);
  if (statSync(path).isDirectory()) return { kind: 'run', folder: path };
  if (extname(path) !== '.json') return { kind: 'file', file: path };
  const run = lastRun(dirname(path));
  if (run === undefined) throw new UsageError(`${name} has no run yet: convscope train ${name}`);
  return { kind: 'run', folder: join(dirname(path), '.convscope/runs', run) };
}

interface Chosen {
  readonly epoch: number;
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

async function chosen(origin: WeightsOrigin, parsed: Parsed): Promise<Chosen> {
  const source = await weightsFrom(origin);
  const wish = textOf(parsed, 'epoch');
  const epoch = wish === undefined || wish === 'last' ? (source.epochs.at(-1) ?? 0) : Number(wish);
  if (!source.epochs.includes(epoch))
    throw new UsageError(`there is no epoch ${wish}; there are ${source.epochs.join(', ')}`);
  return using(await source.open(epoch), async ({ tensors }) => {
    const all = [...tensors].map(([name, { shape }]) => ({ name, shape }));
    return { epoch, layers: all.filter(({ shape }) => hasFilters(shape)) };
  });
}

/** Without --layer all of them. */
async function list(origin: WeightsOrigin, parsed: Parsed): Promise<void> {
  const { epoch, layers } = await chosen(origin, parsed);
  const wanted = textOf(parsed, 'layer');
  const isJson = choiceOf(parsed, 'format', ['text', 'json'], 'text') === 'json';
  const answers: FilterAnswer[] = [];
  for (const { name } of wanted === undefined ? layers : [layerOf(layers, wanted)])
    answers.push(await filterLayer({ ...PLAIN, origin, epoch, name, difference: parsed.values['change'] === true }));
  if (isJson) process.stdout.write(`${JSON.stringify({ epoch, layers: answers.map(toJson) }, undefined, 2)}\n`);
  else process.stdout.write(`${table(answers)}\n`);
}

/** By its whole name, or without `.weight`. */
function layerOf(layers: Chosen['layers'], wanted: string | undefined): Chosen['layers'][number] {
  const [first] = layers;
  const found =
    wanted === undefined ? first : layers.find(({ name }) => name === wanted || name === `${wanted}.weight`);
  if (found !== undefined) return found;
  const names = layers.map(({ name }) => name);
  throw new UsageError(
    names.length === 0
      ? 'there are no layers with filters in it'
      : `there is no layer '${wanted}'; there are ${names.join(', ')}`,
  );
}

const toJson = ({ name, shape, statistics, dead, twins, moved }: FilterAnswer) => ({
  name,
  shape,
  ...statistics,
  dead,
  twins,
  ...(moved !== undefined && { moved }),
});

const short = (value: number): string => Number(value.toPrecision(3)).toString();
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function table(answers: readonly FilterAnswer[]): string {
  const head = ['layer', 'shape', 'mean', 'deviation', 'from', 'to', 'small', 'dead', 'alike', 'moved'];
  const rows = answers.map(({ name, shape, statistics: s, dead, twins, moved }) => [
    name,
    shapeText(shape),
    short(s.mean),
    short(s.std),
    short(s.low),
    short(s.high),
    percent(s.small),
    String(dead.length),
    String(twins.length),
    moved === undefined ? '' : percent(moved),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}

async function write(origin: WeightsOrigin, parsed: Parsed, out: string): Promise<void> {
  const kind = extname(out);
  if (kind !== '.png' && kind !== '.npy') throw new UsageError('filters writes --out name.png or name.npy');
  const { epoch, layers } = await chosen(origin, parsed);
  const { name } = layerOf(layers, textOf(parsed, 'layer'));
  const order = choiceOf(parsed, 'order', ORDERS, 'index');
  const difference = parsed.values['change'] === true;
  const answer = await filterLayer({ ...PLAIN, origin, epoch, name, difference, similarity: order === 'similarity' });
  const { shape, data } = answer.values;
  if (answer.filters > (shape[0] ?? 0))
    process.stderr.write(`convscope: ${name} is large; only its first ${shape[0]} filters are written\n`);
  writeAtomically(out, [kind === '.npy' ? npyOf(shape, data) : pictureOf(answer, parsed, order)]);
  process.stderr.write(`${out}\n`);
}

function pictureOf(answer: FilterAnswer, parsed: Parsed, order: (typeof ORDERS)[number]): Uint8Array {
  const { shape, data } = answer.values;
  const [layout = 'matrix'] = layoutsOf(shape);
  const { tiles, columns, each } = laidOut(shape, data, layout);
  const pixels = Number(textOf(parsed, 'pixels') ?? (tiles.height * tiles.width === 1 ? 4 : 8));
  if (!Number.isInteger(pixels) || pixels < 1) throw new UsageError('--pixels is a whole number, at least 1');
  const filters = orderOf(answer, order);
  return atlasPng(
    {
      tiles,
      columns,
      order: filters && tileOrder(filters, each),
      colours: 'diverging',
      range:
        choiceOf(parsed, 'scale', ['shared', 'each'], 'shared') === 'each'
          ? { kind: 'each', tiles: each }
          : { kind: 'shared' },
      nameOf: String,
      flags: new Map(),
    },
    {
      columns: Math.ceil(Math.sqrt(tiles.count)),
      pixels,
      theme: choiceOf(parsed, 'theme', ['light', 'dark'], 'light'),
    },
  );
}

function orderOf({ norms, order }: FilterAnswer, wanted: (typeof ORDERS)[number]): readonly number[] | undefined {
  switch (wanted) {
    case 'index':
      return undefined;
    case 'norm':
      return [...norms.keys()].sort((a, b) => (norms[b] ?? 0) - (norms[a] ?? 0));
    case 'similarity':
      return order;
  }
}
