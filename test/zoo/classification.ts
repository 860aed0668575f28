/** Classification models of torchvision, lowered to programs and run by onnxruntime, held to what PyTorch made of the same numbers. */
import { join } from 'node:path';
import { diskFiles, importRoots, readSource, treeCache } from '../../server/src/disk';
import { atBatch, elements, type Program } from '../../server/src/program';
import { parseInput, programOf, read } from '../../server/src/read';
import { initialValues } from '../../server/src/train/engines';
import { onnxBackend } from '../../server/src/train/engines/onnx/backend';
import { apart, held, print, signed } from '../oracle/training/values';

export interface Recorded {
  readonly name: string;
  /** The expression that builds it. */
  readonly model: string;
  /** Python module that it stands in. */
  readonly module: string;
  /** Height and width of the image. */
  readonly size: number;
  readonly print: readonly number[];
  /** The class with the largest score. */
  readonly largest: number;
}

export type Verdict =
  | { readonly kind: 'equal' | 'different'; readonly error: number; readonly isSameClass: boolean }
  | { readonly kind: 'not lowered'; readonly reason: string };

/** Relative; single precision through two hundred layers. */
const TOLERANCE = 1e-3;

const treeOf = treeCache();
const files = diskFiles();

/** Read and lowered, with nothing drawn and nothing compiled. `sources`: the folder that holds torchvision/. */
export function lowered(one: Recorded, sources: string): { readonly program: Program } | { readonly reason: string } {
  const file = join(sources, `${one.module.replaceAll('.', '/')}.py`);
  const reading = read({
    file,
    tree: readSource(file).tree,
    files,
    roots: importRoots(file, [sources], process.cwd(), {}),
    treeOf,
    model: one.model,
    inputs: [parseInput(`Bx3x${one.size}x${one.size}`)].flatMap((input) => input ?? []),
    train: false,
    extent: 'all',
  });
  const [graph] = reading.graphs;
  if (graph === undefined) return { reason: reading.problems[0]?.message ?? 'it gives no model' };
  const { program, obstacles } = programOf(reading, graph);
  return program === undefined ? { reason: obstacles[0]?.reason ?? 'no reason is given' } : { program };
}

export async function checkClassification(one: Recorded, sources: string, threads: number): Promise<Verdict> {
  const found = lowered(one, sources);
  if ('reason' in found) return { kind: 'not lowered', reason: found.reason };
  return forward(one, atBatch(found.program, 1), threads);
}

async function forward(one: Recorded, program: Program, threads: number): Promise<Verdict> {
  const stored = [...program.parameters, ...program.buffers];
  const shapeOf = (value: number): number[] => (program.values[value]?.shape ?? []).map(Number);
  const feeds = [...stored, ...program.inputs].map((x) => x.value);
  const [output] = program.outputs;
  const compiled = await onnxBackend.compile(program, feeds, [output?.value ?? -1], { threads, plain: false });
  // Whole numbers (which pair of places has which bias) stay as the code makes them.
  const made = initialValues(program, 0).values;
  const given = [...stored, ...program.inputs].map(({ name, value }, i) => {
    const shape = shapeOf(value);
    const element = program.values[value]?.element ?? 'float32';
    const isImage = i >= stored.length;
    const kept = element === 'float32' ? undefined : made.get(name)?.data;
    const data = isImage ? Float32Array.from(signed('input 0', elements(shape))) : (kept ?? held(name, shape));
    return { shape, element, data };
  });
  const [found = new Float32Array(0)] = await compiled.run(given, []);
  await compiled.dispose();
  const error = apart(print('output 0', found), one.print, found.length);
  const isSameClass = found.indexOf(Math.max(...found)) === one.largest;
  return { kind: error < TOLERANCE && isSameClass ? 'equal' : 'different', error, isSameClass };
}
