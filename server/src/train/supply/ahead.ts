/** Batches from a thread of their own: while one step computes, the next ones are read, decoded and varied. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Recipe } from '../../recipe';
import { type DataSet, elementsOf } from '../data/types';
import { TrainError } from '../files/errors';
import { isAugmented } from '../loop/augment';
import type { Batches, LabelledBatch } from '../loop/batches';
import type { Normalisation } from '../loop/normalise';
import type { Supply } from '../loop/supply';
import type { Answer, Question, SupplyOrder, Wanted } from './order';

/** Batches that wait at most, and their floats. */
const MOST_AHEAD = 4;
const MOST_FLOATS = 16 * 2 ** 20;
/** Below so many floats in all images a thread costs more than it saves. */
const FEW_FLOATS = 2 ** 20;
/** Beside the program's bundles. */
const SCRIPT = join(__dirname, 'supply.js');

export interface AheadSupply extends Supply {
  readonly close: () => void;
}

/** Pictures in files, and what is varied on its way from a file; what lies in memory would lie there twice. */
export function isWorthwhile({ data, augmentation }: Recipe, { size, train }: DataSet): boolean {
  if (train.count * elementsOf(size) < FEW_FLOATS) return false;
  if (data.name === 'folder' || data.name === 'csv') return true;
  return isAugmented(augmentation) && data.name !== 'digits' && data.name !== 'numpy';
}

/** Undefined: batches are made where they are used. */
export function supplyFor(order: SupplyOrder, data: DataSet, script = SCRIPT): AheadSupply | undefined {
  if (!isWorthwhile(order.recipe, data) || !existsSync(script)) return undefined;
  const floats = order.recipe.batch_size * elementsOf(data.size);
  return supplyFrom(script, order, Math.max(1, Math.min(MOST_AHEAD, Math.floor(MOST_FLOATS / floats))));
}

function supplyFrom(script: string, order: SupplyOrder, ahead: number): AheadSupply {
  const { ask, close } = asking(script, order);
  const batches = (count: number, wanted: (index: number) => Wanted): Batches => {
    const waiting = new Map<number, Promise<LabelledBatch>>();
    const request = (index: number): Promise<LabelledBatch> => {
      const known = waiting.get(index);
      if (known !== undefined) return known;
      const made = ask(wanted(index)).then(batchIn);
      made.catch(() => undefined); // told to the step that takes it, if one does
      waiting.set(index, made);
      return made;
    };
    return {
      count,
      batch(index) {
        const found = request(index);
        waiting.delete(index);
        for (let next = index + 1; next < Math.min(count, index + 1 + ahead); next += 1) void request(next);
        return found;
      },
    };
  };
  return {
    normalisation: async () => normalisationIn(await ask({ kind: 'normalisation' })),
    training: (epoch, count) => batches(count, (index) => ({ kind: 'training', epoch, index })),
    validation: (count) => batches(count, (index) => ({ kind: 'validation', index })),
    close,
  };
}

/** Questions in their order; one that waits when the thread ends is told why. */
function asking(script: string, order: SupplyOrder) {
  const worker = new Worker(script, { workerData: order });
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let ended: Error | undefined;
  let last = 0;
  const end = (why: string): void => {
    ended ??= new TrainError(`The thread that reads the images has ended: ${why}. Resume the run`);
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  worker.on('error', (error) => end(error.message));
  worker.on('exit', (code) => end(`exit code ${code}`));
  return {
    ask(wanted: Wanted): Promise<Answer> {
      return new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        last += 1;
        waiting.set(last, { resolve, reject });
        const question: Question = { id: last, wanted };
        worker.postMessage(question);
      });
    },
    close: () => void worker.terminate(),
  };
}

function batchIn(answer: Answer): LabelledBatch {
  if (answer.kind === 'batch') return answer.batch;
  throw new TrainError(answer.kind === 'failed' ? answer.message : 'No batch was made');
}

function normalisationIn(answer: Answer): Normalisation {
  if (answer.kind === 'normalisation') return answer.normalisation;
  throw new TrainError(answer.kind === 'failed' ? answer.message : 'The pixels were not measured');
}
