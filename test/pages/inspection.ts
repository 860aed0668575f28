/** What the inspection process and the server answer for a page, without either. */

import { layersOf } from '../../client/src/filters/layers';
import { diskFiles, importRoots, readSource, treeCache } from '../../server/src/disk';
import { weightedOf } from '../../server/src/editor';
import { limitsOf } from '../../server/src/inspect';
import type { FilterAnswer, FilterQuestion, FiltersState, WeightsOrigin } from '../../server/src/protocol';
import { parseInput, read } from '../../server/src/read';
import type { TensorValue } from '../../server/src/train/checkpoint';
import { HANDLERS } from '../../server/src/train/inspection/answers';
import { forgetEpochsAfter, keepEpoch } from '../../server/src/train/runs/epochs';

export { limitsOf };

const asking = { progress() {}, isCancelled: async () => false };

/** What the page is shown first: the weights of an origin, named by a model where one is given. */
export async function openedWeights(
  origin: WeightsOrigin,
  model?: { readonly file: string; readonly expression: string; readonly input: string },
): Promise<FiltersState> {
  const known = model && modelOf(model.file, model.expression, model.input);
  const weights = await HANDLERS['weights/open']({ origin, model: known?.names }, asking);
  return { kind: 'open', weights, layers: layersOf(weights, known), isLive: false };
}

function modelOf(file: string, expression: string, input: string) {
  const source = readSource(file);
  const shape = parseInput(input);
  const { graphs } = read({
    file,
    tree: source.tree,
    files: diskFiles(),
    roots: importRoots(file, [], process.cwd(), {}),
    treeOf: treeCache(),
    model: expression,
    inputs: shape ? [shape] : [],
    train: false,
    extent: 'all',
  });
  const graph = graphs[0];
  if (graph === undefined) throw new Error(`${expression} was not read`);
  const { names, layers, size } = weightedOf(graph);
  const located = layers.map(({ place, ...layer }) => ({ ...layer, location: undefined }));
  return { model: graph.model, cls: graph.cls, names, layers: located, size };
}

export const answered = (origin: WeightsOrigin, question: FilterQuestion): Promise<FilterAnswer> =>
  HANDLERS['filters/layer']({ ...question, origin }, asking);

/** A run of three epochs with filters that are easy to know: stripes and spots, one dead, two alike. */
export function makeRun(folder: string): void {
  for (const epoch of [0, 1, 2, 3]) keepEpoch(folder, epoch, weightsAt(epoch));
}

export const makeEpoch = (folder: string, epoch: number): void => keepEpoch(folder, epoch, weightsAt(epoch));
export const dropEpoch = (folder: string, epoch: number): void => forgetEpochsAfter(folder, epoch - 1);

const FILTERS = 12;

function weightsAt(epoch: number): Map<string, TensorValue> {
  const seen = Float32Array.from({ length: FILTERS * 3 * 49 }, (_, i) => {
    const [filter, channel, y, x] = [Math.floor(i / 147), Math.floor(i / 49) % 3, Math.floor(i / 7) % 7, i % 7];
    const kind = filter === 5 ? 4 : filter;
    const angle = (Math.PI * kind) / FILTERS;
    const along = (x - 3) * Math.cos(angle) + (y - 3) * Math.sin(angle);
    const size = filter === 9 ? 1e-5 : 0.2 + 0.05 * filter;
    const tint = 1 - 0.3 * Math.abs(channel - (kind % 3));
    return (0.1 + 0.3 * epoch) * size * tint * Math.cos(1.6 * along) * Math.exp(-((x - 3) ** 2 + (y - 3) ** 2) / 9);
  });
  const deep = Float32Array.from(
    { length: 16 * FILTERS * 9 },
    (_, i) => Math.sin(1 + 7.3 * i + 0.2 * epoch) / (2 + (i % 5)),
  );
  const last = Float32Array.from({ length: 10 * 64 }, (_, i) => Math.cos(3.1 * i) * (0.1 + 0.01 * epoch));
  return new Map<string, TensorValue>([
    ['features.0.weight', { shape: [FILTERS, 3, 7, 7], data: seen }],
    ['features.0.bias', { shape: [FILTERS], data: new Float32Array(FILTERS) }],
    ['features.3.weight', { shape: [16, FILTERS, 3, 3], data: deep }],
    ['classifier.weight', { shape: [10, 64], data: last }],
  ]);
}

/** A layer of 64 × 64 kernels, for benches. */
export function largeEpoch(folder: string, epoch: number): void {
  const data = Float32Array.from({ length: 64 * 64 * 9 }, (_, i) => Math.sin(i * i + epoch));
  keepEpoch(folder, epoch, new Map<string, TensorValue>([['conv.weight', { shape: [64, 64, 3, 3], data }]]));
}
