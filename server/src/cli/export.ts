/** `convscope export`: what a recipe or a run came to, for PyTorch and others. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { UsageError } from '../disk';
import type { Program } from '../program';
import { DIGITS_COPY, pytorchScript, scriptHindrance } from '../recipe';
import { floatsOf, openCheckpoint, type TensorValue, writeCheckpoint } from '../train/checkpoint';
import { digitsFile } from '../train/data/digits';
import { exportOnnx, type Tensors } from '../train/engines';
import { writeAtomically } from '../train/files/atomic';
import { messageOf, TrainError } from '../train/files/errors';
import { normalisationOf } from '../train/loop/normalise';
import { splitOf } from '../train/loop/split';
import { initialWeights } from '../train/loop/weights';
import { withStoredWeights } from '../train/process/stored';
import { lastRun } from '../train/runs/run';
import { type Parsed, parseOptions, textOf } from './options';
import { type OpenRecipe, openRecipe, openRecipeData, readModel } from './recipe';

const KINDS = ['.py', '.onnx', '.safetensors', '.pt', '.pth'] as const;

export async function runExport(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args, {
    out: { type: 'string' },
    run: { type: 'string' },
    weights: { type: 'string' },
    root: { type: 'string', multiple: true },
  });
  const out = textOf(parsed, 'out');
  const kind = KINDS.find((one) => one === extname(out ?? ''));
  if (out === undefined || kind === undefined)
    throw new UsageError(`export writes one file: --out ${KINDS.map((one) => `name${one}`).join(', ')}`);
  const opened = openRecipe('export', parsed);
  try {
    if (kind === '.py') writeScript(opened, out);
    else if (kind === '.onnx') await writeOnnx(opened, parsed, resolve(out));
    else await convertWeights(weightsOf(opened, parsed), resolve(out));
  } catch (error) {
    if (error instanceof TrainError) throw new UsageError(error.message);
    throw error;
  }
  process.stderr.write(`${out}\n`);
  return 0;
}

function writeScript({ recipe, file, folder }: OpenRecipe, out: string): void {
  const hindrance = scriptHindrance(recipe);
  if (hindrance !== undefined) throw new UsageError(hindrance);
  const target = resolve(out);
  if (resolve(target, '..') !== folder)
    throw new UsageError(`the script must lie beside the recipe, in ${relative(process.cwd(), folder) || '.'}`);
  const scriptName = basename(target);
  const runFolder = `.convscope/runs/${scriptName.replace(/\.py$/, '')}`;
  writeAtomically(target, [pytorchScript(recipe, { recipeName: basename(file), scriptName, runFolder })]);
  if (recipe.data.name !== 'digits') return;
  mkdirSync(join(folder, '.convscope'), { recursive: true });
  copyFileSync(digitsFile(), join(folder, DIGITS_COPY));
}

/** `--weights FILE`, or the best of `--run NAME`, by default of the last one. */
function weightsOf({ folder }: OpenRecipe, parsed: Parsed): string {
  const given = textOf(parsed, 'weights');
  if (given !== undefined) return resolve(given);
  const run = textOf(parsed, 'run') ?? lastRun(folder);
  if (run === undefined) throw new UsageError('there is no run yet; train one, or name a file with --weights');
  const files = ['best.safetensors', 'best.pt'].map((name) => join(folder, '.convscope/runs', run, name));
  const found = files.find((one) => existsSync(one));
  if (found === undefined) throw new UsageError(`the run ${run} has no weights in .convscope/runs/${run}`);
  return found;
}

/** The model as the recipe's data need it, in evaluation mode, with a run's weights and any batch size. */
async function writeOnnx(opened: OpenRecipe, parsed: Parsed, to: string): Promise<void> {
  const { recipe } = opened;
  const weights = weightsOf(opened, parsed);
  const data = await openRecipeData(opened);
  try {
    const { train, evaluate } = readModel(opened, data, parsed);
    const held = await withStoredWeights(weights, evaluate, initialWeights(train, recipe.seed));
    writeAtomically(to, [onnxOf(evaluate, new Map([...held.parameters, ...held.buffers]))]);
    const { mean, std } = normalisationOf(recipe.normalise, splitOf(data, recipe.data, recipe.seed).train, data.size);
    const list = (values: ArrayLike<number>): string => Array.from(values, (value) => value.toFixed(4)).join(', ');
    process.stderr.write(`Its input: pixels from 0 to 1, minus ${list(mean)}, divided by ${list(std)}.\n`);
  } finally {
    data.close();
  }
}

function onnxOf(program: Program, tensors: Tensors): Uint8Array {
  try {
    return exportOnnx(program, tensors);
  } catch (error) {
    throw new TrainError(`the model cannot be written as ONNX: ${messageOf(error)}`);
  }
}

async function convertWeights(from: string, to: string): Promise<void> {
  const checkpoint = await openCheckpoint(from);
  try {
    const tensors = new Map<string, TensorValue>();
    for (const [name, tensor] of checkpoint.tensors) {
      const floats = await floatsOf(tensor);
      const isWhole = tensor.dtype.startsWith('int') || tensor.dtype === 'uint8' || tensor.dtype === 'bool';
      const data = isWhole ? BigInt64Array.from(floats, (value) => BigInt(value)) : floats;
      tensors.set(name, { shape: tensor.shape, data });
    }
    await writeCheckpoint(to, tensors);
  } finally {
    checkpoint.close();
  }
}
