/**
 * A run's folder: `recipe.json`, `metrics.jsonl` (one event a line), `best.safetensors` (weights for
 * `model.load_state_dict`), `state.safetensors` (to go on). Each is whole or not there. The metrics stand once more in
 * TensorBoard's own format.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EpochEvent, TrainingEvent } from '../../protocol';
import { type Recipe, recipeText } from '../../recipe';
import type { TensorValue } from '../checkpoint';
import { writeSafetensors } from '../checkpoint/safetensors';
import { writeAtomically } from '../files/atomic';
import { fileError } from '../files/errors';
import { type Progress, readState, type Snapshot, writeState } from './state';
import { tensorBoard } from './tensorboard';

export interface Run {
  readonly folder: string;
  readonly name: string;
  readonly bestFile: string;
  readonly append: (event: TrainingEvent) => void;
  readonly saveBest: (weights: ReadonlyMap<string, TensorValue>) => void;
  readonly saveState: (snapshot: Snapshot, progress: Progress) => void;
  /** Undefined: no epoch is done yet. */
  readonly loadState: () => Promise<{ snapshot: Snapshot; progress: Progress } | undefined>;
  /** Takes back what was told of epochs after this one, and tells what it came to where that was not written down any more. */
  readonly rewind: (epoch: number, last: EpochEvent | undefined) => void;
}

export function openRun(folder: string, recipe: Recipe): Run {
  const metrics = join(folder, 'metrics.jsonl');
  const board = tensorBoard(folder, () => Date.now() / 1000);
  const state = join(folder, 'state.safetensors');
  const bestFile = join(folder, 'best.safetensors');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileError(folder, error);
  }
  writeAtomically(join(folder, 'recipe.json'), [recipeText(recipe)]);
  return {
    folder,
    name: basename(folder),
    bestFile,
    append(event) {
      try {
        appendFileSync(metrics, `${JSON.stringify(event)}\n`);
        board.append(event);
      } catch (error) {
        // The end is told even where it cannot be written down: it says why.
        if (event.event !== 'end') throw fileError(metrics, error);
      }
    },
    saveBest: (weights) => writeSafetensors(bestFile, weights),
    saveState: (snapshot, progress) => writeState(state, snapshot, progress),
    loadState: async () => (existsSync(state) ? readState(state) : undefined),
    rewind(epoch, last) {
      const kept = readEvents(folder).filter((event) => epochOf(event) <= epoch && event.event !== 'end');
      if (last && !kept.some((event) => event.event === 'epoch' && event.epoch === epoch)) {
        kept.push(last);
        board.append(last);
      }
      writeAtomically(
        metrics,
        kept.map((event) => `${JSON.stringify(event)}\n`),
      );
    },
  };
}

function epochOf(event: TrainingEvent): number {
  return 'epoch' in event && event.epoch !== undefined ? event.epoch : 0;
}

/** What a run has told; a line that was cut off by a crash is left out. */
export function readEvents(folder: string): TrainingEvent[] {
  const file = join(folder, 'metrics.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => eventOf(line) ?? []);
}

function eventOf(line: string): TrainingEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is TrainingEvent {
  return typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string';
}

/** `NAME-1`, `NAME-2`, … below `.convscope/runs`: the first that is not taken. */
export function newRunFolder(workspace: string, name: string): string {
  const folder = join(workspace, '.convscope', 'runs');
  const plain = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'run';
  const taken = existsSync(folder) ? readdirSync(folder) : [];
  for (let i = 1; ; i += 1) if (!taken.includes(`${plain}-${i}`)) return join(folder, `${plain}-${i}`);
}

/** The run that was written to last. */
export function lastRun(workspace: string): string | undefined {
  const folder = join(workspace, '.convscope', 'runs');
  if (!existsSync(folder)) return undefined;
  const runs = readdirSync(folder).flatMap((name) => {
    const stat = statSync(join(folder, name, 'metrics.jsonl'), { throwIfNoEntry: false });
    return stat === undefined ? [] : [{ name, time: stat.mtimeMs }];
  });
  return runs.sort((a, b) => b.time - a.time)[0]?.name;
}
