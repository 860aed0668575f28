/** The thread that reads, decodes, varies and scales the images of batches, in the order in which they are asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { openData } from '../data/open';
import { messageOf } from '../files/errors';
import { type Batches, type Kind, type LabelledBatch, plainBatches, trainingBatches } from '../loop/batches';
import { normalisationOf } from '../loop/normalise';
import { type Split, splitOf } from '../loop/split';
import type { Answer, Question, SupplyOrder, Wanted } from './order';

const { recipe, folder, outputs }: SupplyOrder = workerData;

interface Opened {
  readonly split: Split;
  readonly kind: Kind;
}

async function open(): Promise<Opened> {
  const data = await openData(recipe.data, folder, recipe.loss.ignore_index);
  const split = splitOf(data, recipe.data, recipe.seed);
  const normalisation = normalisationOf(recipe.normalise, split.train, data.size);
  const kind = { size: data.size, classes: data.classes.length, normalisation, targets: data.targets, outputs };
  return { split, kind };
}

const opened = open();
opened.catch(() => undefined); // told with the first answer
const epochs = new Map<number, Batches>();
let validation: Batches | undefined;

/** The order of an epoch is drawn once; those before are not asked for again, but in the search for what broke. */
function training({ split, kind }: Opened, epoch: number): Batches {
  const known = epochs.get(epoch);
  if (known !== undefined) return known;
  epochs.clear();
  const made = trainingBatches(recipe, split.train, kind, epoch);
  epochs.set(epoch, made);
  return made;
}

async function answerTo(id: number, wanted: Wanted): Promise<Answer> {
  const all = await opened;
  switch (wanted.kind) {
    case 'normalisation':
      return { id, kind: 'normalisation', normalisation: all.kind.normalisation };
    case 'training':
      return { id, kind: 'batch', batch: await training(all, wanted.epoch).batch(wanted.index) };
    case 'validation':
      validation ??= plainBatches(recipe, all.split.validation, all.kind);
      return { id, kind: 'batch', batch: await validation.batch(wanted.index) };
  }
}

const buffersOf = ({ inputs, labels, targets }: LabelledBatch): ArrayBuffer[] => [
  ...new Set([...inputs, labels, targets].map(({ buffer }) => buffer).filter((one) => one instanceof ArrayBuffer)),
];

parentPort?.on('message', ({ id, wanted }: Question) => {
  void answerTo(id, wanted)
    .catch((error: unknown): Answer => ({ id, kind: 'failed', message: messageOf(error) }))
    .then((answer) => parentPort?.postMessage(answer, answer.kind === 'batch' ? buffersOf(answer.batch) : []));
});
