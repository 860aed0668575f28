/** One model, read in both modes for images of one size, and lowered; or what keeps it from being trained. */
import type { Place, Reading } from '../graph';
import type { Obstacle, Program } from '../program';
import { variable } from '../symbolic';
import { programOf } from './program';
import { read } from './reader';
import type { ReadRequest } from './session';

export interface ImageSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}
export interface Hindrance {
  readonly message: string;
  readonly place: Place | undefined;
}
export type ForTraining =
  | { readonly train: Program; readonly evaluate: Program; readonly hindrances: readonly [] }
  | { readonly train: undefined; readonly hindrances: readonly Hindrance[] };

/** What is read, and the model in its file's own scope. */
export type ModelRequest = Omit<ReadRequest, 'inputs' | 'train' | 'model'> & { readonly model: string };

export type ForLooking =
  | { readonly program: Program; readonly hindrances: readonly [] }
  | { readonly program: undefined; readonly hindrances: readonly Hindrance[] };

export function readForTraining(request: ModelRequest, size: ImageSize): ForTraining {
  const train = lowered(request, size, true, size);
  if (train.program === undefined) return { train: undefined, hindrances: train.hindrances };
  const evaluate = lowered(request, size, false, size);
  if (evaluate.program === undefined) return { train: undefined, hindrances: evaluate.hindrances };
  return { train: train.program, evaluate: evaluate.program, hindrances: [] };
}

/** In evaluation mode alone: a model that cannot be trained here may still be looked into. */
export const readForLooking = (request: ModelRequest, size: ImageSize): ForLooking =>
  lowered(request, size, false, undefined);

function lowered(
  request: ModelRequest,
  { channels, height, width }: ImageSize,
  train: boolean,
  images: ImageSize | undefined,
): ForLooking {
  const shape = [variable('B'), channels, height, width];
  const inputs = [{ kind: 'tensor', shape, dtype: 'float32' } as const];
  return lower(read({ ...request, inputs, train }), request.model, images);
}

function lower(reading: Reading, model: string, images: ImageSize | undefined): ForLooking {
  const graph = reading.graphs[0];
  if (graph === undefined) {
    const cause = reading.unknowns[0]?.cause;
    const message = `${model} gives no model: ${cause?.reason ?? 'the expression could not be evaluated'}`;
    return { program: undefined, hindrances: [{ message, place: cause?.place }] };
  }
  const errors = errorsIn(graph.problems);
  if (errors.length > 0)
    return { program: undefined, hindrances: images ? errors.map((one) => withSize(one, images)) : errors };
  const { program, obstacles } = programOf(reading, graph);
  if (program !== undefined) return { program, hindrances: [] };
  // What was refused while the model was built is why it is not known what follows.
  return { program, hindrances: distinct([...errorsIn(reading.problems), ...obstacles.map(hindranceOf)]) };
}

/** Sizes that do not fit are those of the images or of the model: both are said. */
function withSize(hindrance: Hindrance, { channels, height, width }: ImageSize): Hindrance {
  const message = `${hindrance.message} (the images are ${channels}×${height}×${width}: change the layer, or bring your own pictures to what it takes by "size" and "channels" in the recipe's data)`;
  return { ...hindrance, message };
}

const errorsIn = (problems: Reading['problems']): Hindrance[] =>
  problems.filter(({ severity }) => severity === 'error').map(({ message, place }) => ({ message, place }));

/** A line that many instances run is told once. */
const distinct = (all: readonly Hindrance[]): Hindrance[] => [
  ...new Map(
    all.map((one) => [`${one.message} ${one.place?.file} ${one.place?.span.start} ${one.place?.span.end}`, one]),
  ).values(),
];

function hindranceOf({ reason, origin }: Obstacle): Hindrance {
  const place = origin && { file: origin.file, span: { start: origin.start, end: origin.end } };
  return { message: reason, place };
}
