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

export function readForTraining(
  request: Omit<ReadRequest, 'inputs' | 'train' | 'model'> & { readonly model: string },
  { channels, height, width }: ImageSize,
): ForTraining {
  const shape = [variable('B'), channels, height, width];
  const inputs = [{ kind: 'tensor', shape, dtype: 'float32' } as const];
  const lowered = (train: boolean) => lower(read({ ...request, inputs, train }), request.model);
  const train = lowered(true);
  if (train.program === undefined) return { train: undefined, hindrances: train.hindrances };
  const evaluate = lowered(false);
  if (evaluate.program === undefined) return { train: undefined, hindrances: evaluate.hindrances };
  return { train: train.program, evaluate: evaluate.program, hindrances: [] };
}

function lower(reading: Reading, model: string) {
  const graph = reading.graphs[0];
  if (graph === undefined) {
    const cause = reading.unknowns[0]?.cause;
    const message = `${model} gives no model: ${cause?.reason ?? 'the expression could not be evaluated'}`;
    return { program: undefined, hindrances: [{ message, place: cause?.place }] };
  }
  const errors = graph.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    return { program: undefined, hindrances: errors.map(({ message, place }) => ({ message, place })) };
  const { program, obstacles } = programOf(reading, graph);
  return program === undefined ? { program, hindrances: obstacles.map(hindranceOf) } : { program, hindrances: [] };
}

function hindranceOf({ reason, origin }: Obstacle): Hindrance {
  const place = origin && { file: origin.file, span: { start: origin.start, end: origin.end } };
  return { message: reason, place };
}
