/** One model with its weights, its data set and the image that is looked at. */
import { type Scores, scoresOf } from '../../explain';
import type { Program, ValueId } from '../../program';
import type { Explained, Explanations, LayerRow, Normalising } from '../../protocol';
import { openData } from '../data/open';
import type { DataSet, Size } from '../data/types';
import { onnxBackend } from '../engines/onnx/backend';
import { referenceBackend } from '../engines/reference';
import { messageOf, TrainError } from '../files/errors';
import { type Normalisation, normalisationOf } from '../loop/normalise';
import { splitOf } from '../loop/split';
import { type Calculator, calculatorOf } from './calculator';
import type { Maxima } from './top';
import { loadWeights } from './weights';

export interface Layer extends LayerRow {
  readonly value: ValueId;
}

export interface Session {
  readonly about: Explained;
  readonly calculator: Calculator;
  readonly size: Size;
  readonly layers: readonly Layer[];
  readonly scores: Scores | undefined;
  readonly data: DataSet | undefined;
  readonly normalisation: (which: Normalising) => Normalisation;
  /** The image as the network takes it, and what is kept of its activations. */
  image: LookedAt | undefined;
  /** Largest activations of channels over the data set, by layer. */
  readonly tops: Map<number, Maxima>;
  readonly close: () => Promise<void>;
}

export interface LookedAt {
  readonly input: Float32Array;
  readonly normalisation: Normalisation;
  /** By value; those of a very large network are not kept. */
  readonly activations: ReadonlyMap<ValueId, Float32Array>;
}

/** https://docs.pytorch.org/vision/stable/models.html, "Using the pre-trained models" */
const IMAGENET: Normalisation = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

export async function openSession(asked: Explanations['explain/open']['params']): Promise<Session> {
  const { program, origin, epoch, recipe, folder } = asked;
  const backend = (await onnxBackend.unavailable()) === undefined ? onnxBackend : referenceBackend;
  const size = sizeOf(program);
  const { tensors, about: weights } = await loadWeights(program, origin, epoch);
  const calculator = calculatorOf(backend, program, tensors, 0);
  const layers = layersOf(calculator.program);
  const { data, problem } = await dataOf(recipe, folder, size);
  const scores = scoresOf(calculator.program);
  const { description } = await backend.capabilities({ threads: 0, plain: true });
  const hasRecipe = data !== undefined && recipe !== undefined;
  let measured: Normalisation | undefined;
  return {
    calculator,
    size,
    layers,
    scores,
    data,
    image: undefined,
    tops: new Map(),
    normalisation(which) {
      if (which === 'recipe' && hasRecipe) {
        measured ??= normalisationOf(recipe.normalise, splitOf(data, recipe.data, recipe.seed).train, size);
        return measured;
      }
      if (which === 'imagenet' && size.channels === 3) return IMAGENET;
      return { mean: Array(size.channels).fill(0), std: Array(size.channels).fill(1) };
    },
    about: {
      weights,
      size,
      layers: layers.map(({ value, ...row }) => row),
      first: firstShown(layers),
      classes: scores && { count: scores.classes, names: namesOf(data, scores.classes) },
      data: data && { name: data.name, train: data.train.count, test: data.test?.count ?? 0 },
      notes: problem === undefined ? [] : [problem],
      normalisings: [
        ...(hasRecipe ? (['recipe'] as const) : []),
        ...(size.channels === 3 ? (['imagenet'] as const) : []),
        'none',
      ],
      engine: description,
    },
    async close() {
      data?.close();
      await calculator.dispose();
    },
  };
}

function sizeOf(program: Program): Size {
  const [input, ...more] = program.inputs;
  const shape = program.values[input?.value ?? -1]?.shape ?? [];
  const [channels, height, width] = shape.slice(1);
  if (more.length > 0)
    throw new TrainError(`The model takes ${more.length + 1} inputs; only models of one image can be looked into`);
  if (shape.length !== 4 || typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number')
    throw new TrainError('The model does not take images (batch, channels, height and width)');
  return { channels, height, width };
}

function layersOf(program: Program): readonly Layer[] {
  return program.layers.flatMap(({ name, kind, label, depth, value, origin }): Layer[] => {
    const type = program.values[value];
    const [batch, ...shape] = (type?.shape ?? []).map(Number);
    if (type?.element !== 'float32' || batch !== 1 || shape.length === 0) return [];
    return [{ name, kind, label, depth, shape, origin, value }];
  });
}

function firstShown(layers: readonly Layer[]): number {
  const isPicture = ({ kind, shape: [, height = 1, width = 1] }: Layer): boolean =>
    kind !== 'module' && height > 1 && width > 1;
  return Math.max(0, layers.findLastIndex(isPicture));
}

/** Names only where there are as many as classes. */
const namesOf = (data: DataSet | undefined, count: number): readonly string[] =>
  data !== undefined && data.classes.length === count ? data.classes : [];

async function dataOf(
  recipe: Explanations['explain/open']['params']['recipe'],
  folder: string,
  size: Size,
): Promise<{ readonly data?: DataSet; readonly problem?: string }> {
  if (recipe === undefined) return {};
  try {
    const data = await openData(recipe.data, folder, recipe.loss.ignore_index);
    if (data.size.channels === size.channels) return { data };
    data.close();
    return {
      problem: `The images of ${data.name} have ${data.size.channels} channels, the model takes ${size.channels}.`,
    };
  } catch (error) {
    if (!(error instanceof TrainError)) throw error;
    return { problem: `The recipe's data set is not there: ${messageOf(error)}` };
  }
}
