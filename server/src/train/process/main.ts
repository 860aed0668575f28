/**
 * The training process: forked by the editor's side, spoken to by messages (`ToTrainer`, `FromTrainer`). It reads the
 * data, runs the steps and writes the run; the model comes to it as plain data, so that it knows no Python.
 */
import type { FromTrainer, Landscape, ToTrainer } from '../../protocol';
import type { Recipe } from '../../recipe';
import { downloadAll } from '../data/download';
import { DOWNLOADS } from '../data/known';
import { openData } from '../data/open';
import type { DataSet } from '../data/types';
import { ENGINES } from '../engines';
import { afterInstalling, installEngine } from '../engines/install';
import { pageLine } from '../engines/webview/node';
import { messageOf, TrainError } from '../files/errors';
import { trainingImages } from './images';
import { landscapeOf } from './landscape';
import { runTraining } from './run';
import { type Switch, switchOf } from './switch';

let opened: { readonly data: DataSet; readonly recipe: Recipe; readonly folder: string } | undefined;
let control: Switch = switchOf();
const page = pageLine((request) => tell({ kind: 'engine', request }));

process.on('message', (message: ToTrainer) => {
  receive(message).catch((error: unknown) => {
    const text = error instanceof TrainError ? error.message : `Training failed: ${messageOf(error)}`;
    tell({ kind: 'error', message: text });
    if (!(error instanceof TrainError) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  });
});
// The editor is gone: the run can be resumed from its last epoch.
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });

async function receive(message: ToTrainer): Promise<void> {
  switch (message.kind) {
    case 'open': {
      opened?.data.close();
      const { recipe, folder } = message;
      const data = await openData(recipe.data, folder, recipe.loss.ignore_index);
      opened = { data, recipe, folder };
      const { name, size, classes, train, test } = data;
      tell({ kind: 'opened', name, size, classes, images: train.count + (test?.count ?? 0) });
      return;
    }
    case 'start':
      if (opened === undefined) throw new TrainError('No data are open yet');
      control = switchOf();
      await runTraining({
        ...opened,
        ...message,
        goOn: control.goOn,
        report: (event) => tell({ kind: 'event', event }),
        engines: { ...ENGINES, webview: page.engine },
      });
      return;
    case 'landscape': {
      if (opened === undefined) throw new TrainError('No data are open yet');
      control = switchOf();
      const report = (landscape: Landscape): void => tell({ kind: 'landscape', landscape, isDone: false });
      const landscape = await landscapeOf({ ...opened, ...message, goOn: control.goOn, report });
      tell({ kind: 'landscape', landscape, isDone: true });
      return;
    }
    case 'images':
      if (opened === undefined) throw new TrainError('No data are open yet');
      tell({ kind: 'images', images: trainingImages(opened.recipe, opened.data) });
      return;
    case 'download':
      await downloadAll(DOWNLOADS[message.name] ?? [], message.root, {
        report: rarely((progress) => tell({ kind: 'downloading', ...progress })),
      });
      tell({ kind: 'downloaded' });
      return;
    case 'install': {
      const report = (done: number, total: number): void => tell({ kind: 'installing', done, total });
      const folder = await installEngine(message.engine, { report });
      tell({ kind: 'installed', folder, ...(await afterInstalling(message.engine)) });
      return;
    }
    case 'engine':
      page.receive(message.reply);
      return;
    case 'pause':
      control.pause();
      return;
    case 'continue':
      control.continue();
      return;
    case 'stop':
      control.stop();
      return;
  }
}

/** A few times a second at most. */
function rarely<T>(act: (value: T) => void): (value: T) => void {
  let last = 0;
  return (value) => {
    if (Date.now() - last < 250) return;
    last = Date.now();
    act(value);
  };
}

function tell(message: FromTrainer): void {
  process.send?.(message);
}
