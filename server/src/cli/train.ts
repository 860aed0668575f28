/** `convscope train`. */
import { UsageError } from '../disk';
import type { EndEvent, EpochEvent, NoteEvent, Score, StartEvent, TrainingEvent, TrainingMode } from '../protocol';
import { messageOf, TrainError } from '../train/files/errors';
import { remedyText } from '../train/loop/overfitting';
import { runTraining } from '../train/process/run';
import { switchOf } from '../train/process/switch';
import { lastRun } from '../train/runs/run';
import { choiceOf, parseOptions, textOf } from './options';
import { openRecipe, openRecipeData, readModel } from './recipe';

const MODES: Readonly<Record<'train' | 'overfit' | 'lr', TrainingMode>> = {
  train: 'train',
  overfit: 'overfit-one-batch',
  lr: 'find-learning-rate',
};

const ENGINE_NAMES = ['auto', 'onnx', 'webgpu', 'tensorflow', 'reference'] as const;

export async function runTrain(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args, {
    format: { type: 'string' },
    root: { type: 'string', multiple: true },
    resume: { type: 'string' },
    mode: { type: 'string' },
    engine: { type: 'string' },
  });
  const format = choiceOf(parsed, 'format', ['text', 'json'], 'text');
  const mode = MODES[choiceOf(parsed, 'mode', ['train', 'overfit', 'lr'], 'train')];
  const opened = openRecipe('train', parsed);
  const recipe = { ...opened.recipe, engine: choiceOf(parsed, 'engine', ENGINE_NAMES, opened.recipe.engine) };
  const data = await openRecipeData(opened);
  const control = switchOf();
  const stop = stopOnInterrupt(control.stop);
  try {
    const end = await runTraining({
      recipe,
      data,
      folder: opened.folder,
      mode,
      model: readModel(opened, data, parsed),
      workspace: opened.folder,
      resume: resumed(textOf(parsed, 'resume'), opened.folder),
      goOn: control.goOn,
      report: format === 'json' ? writeJson : textReport(),
    });
    return end.reason === 'failed' || end.reason === 'not-a-number' ? 1 : 0;
  } catch (error) {
    clearLine();
    if (error instanceof TrainError) throw new UsageError(messageOf(error));
    throw error;
  } finally {
    stop();
    data.close();
  }
}

/** `last`, or a run's name. */
function resumed(wish: string | undefined, workspace: string): string | undefined {
  if (wish !== 'last') return wish;
  const name = lastRun(workspace);
  if (name === undefined) throw new UsageError('there is no run to resume in .convscope/runs');
  return name;
}

/** The first interrupt stops between steps and keeps the best weights; the second ends at once. */
function stopOnInterrupt(stop: () => void): () => void {
  const onInterrupt = (): void => {
    process.stderr.write('Stopping after this step; once more to end at once.\n');
    process.once('SIGINT', () => process.exit(130));
    stop();
  };
  process.once('SIGINT', onInterrupt);
  return () => process.removeListener('SIGINT', onInterrupt);
}

function writeJson(event: TrainingEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

const clearLine = (): unknown => process.stderr.isTTY && process.stderr.write('\r\x1b[K');

/** One line an epoch; how far it is on stderr, where that is a terminal. */
function textReport(): (event: TrainingEvent) => void {
  let start: StartEvent | undefined;
  const isTerminal = process.stderr.isTTY;
  // Large models take a while: the first time their gradients are checked.
  if (isTerminal) process.stderr.write('Building the model and checking its gradients…');
  const line = (text: string): void => {
    clearLine();
    process.stdout.write(`${text}\n`);
  };
  return (event) => {
    switch (event.event) {
      case 'start':
        start = event;
        line(startText(event));
        return;
      case 'step':
        if (isTerminal)
          process.stderr.write(
            `\r\x1b[Kepoch ${event.epoch}  step ${event.step}  loss ${event.loss.toFixed(4)}  ${Math.round(event.images_per_second)} images/s  ${timeText(event.seconds_left)} left`,
          );
        return;
      case 'epoch':
        line(epochText(event, start?.epochs ?? event.epoch));
        return;
      case 'learning-rate':
        line(`lr ${event.lr.toExponential(2)}  loss ${event.loss.toFixed(4)}`);
        return;
      case 'note':
        line(noteText(event));
        return;
      case 'end':
        line(endText(event));
        return;
      case 'layers':
      case 'predictions':
      case 'masks':
      case 'numbers':
        return;
    }
  };
}

function noteText({ text, remedies = [] }: NoteEvent): string {
  return remedies.length === 0 ? text : `${text} What helps: ${remedies.map(remedyText).join(', ')}.`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const score = ({ loss, accuracy, iou }: Score): string =>
  [
    `loss ${loss.toFixed(4)}`,
    ...(Number.isFinite(accuracy) ? [`accuracy ${percent(accuracy)}`] : []),
    ...(iou === undefined ? [] : [`mean IoU ${percent(iou)}`]),
  ].join('  ');

function startText({ model, data, train_images, validation_text, parameters, engine, run, resumed_after }: StartEvent) {
  const where = resumed_after > 0 ? `${run}, after epoch ${resumed_after}` : run;
  return [
    `${model} on ${data}: ${train_images.toLocaleString('en')} training images, ${validation_text}, ${parameters.toLocaleString('en')} parameters`,
    `${engine} · run ${where}`,
  ].join('\n');
}

function epochText({ epoch, train, validation, images_per_second, seconds, best }: EpochEvent, epochs: number): string {
  const speed = `${Math.round(images_per_second).toLocaleString('en')} images/s  ${seconds.toFixed(1)} s`;
  const number = String(epoch).padStart(String(epochs).length);
  return `epoch ${number}/${epochs}  train ${score(train)}  validation ${score(validation)}  ${speed}${best ? '  best' : ''}`;
}

function endText({ message, best, test, checkpoint, seconds }: EndEvent): string {
  return [
    ...(message === undefined ? [] : [message]),
    ...(best === undefined ? [] : [`best: epoch ${best.epoch}, ${score(best)}`]),
    ...(test === undefined ? [] : [`on test images: ${score(test)}`]),
    ...(checkpoint === undefined ? [] : [`weights: ${checkpoint}`]),
    `${timeText(seconds)} in all`,
  ].join('\n');
}

function timeText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
