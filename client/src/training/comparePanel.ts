/** The tab that compares training runs. */
import * as vscode from 'vscode';
import type { FromComparePage, Landscape, ToComparePage } from '../../../server/src/protocol';
import { recipeDifferences } from '../../../server/src/recipe';
import { measureLandscape, type ReadModel, type ReadRun } from './comparing';
import { trainingPage } from './page';

const VIEW_TYPE = 'convscope.compareRuns';

export interface CompareOptions {
  readonly extensionUri: vscode.Uri;
  /** Of the training process. */
  readonly module: string;
  readonly read: ReadModel;
  readonly openRun: (run: ReadRun) => void;
}

export function showComparison(runs: readonly ReadRun[], options: CompareOptions): void {
  const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Compare Runs', vscode.ViewColumn.Active, {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [options.extensionUri],
  });
  const landscapes = new Map<string, Landscape>();
  let measuring: AbortController | undefined;
  const post = (message: ToComparePage): void => void panel.webview.postMessage(message);

  const measure = async (): Promise<void> => {
    if (measuring !== undefined) return;
    const control = new AbortController();
    measuring = control;
    try {
      for (const run of runs.filter(({ weights }) => weights !== undefined)) {
        if (control.signal.aborted) break;
        post({ kind: 'measuring', text: `Measuring the loss around ${run.place.name} …`, isRunning: true });
        const report = (landscape: Landscape): void => {
          landscapes.set(run.place.name, landscape);
          post({ kind: 'landscape', run: run.place.name, landscape });
        };
        await measureLandscape(options.module, run, options.read, report, control.signal);
      }
      post({ kind: 'measuring', text: control.signal.aborted ? 'Cancelled.' : '', isRunning: false });
    } catch (error) {
      post({ kind: 'measuring', text: error instanceof Error ? error.message : String(error), isRunning: false });
    } finally {
      measuring = undefined;
    }
  };

  panel.webview.onDidReceiveMessage((message: FromComparePage) => {
    switch (message.kind) {
      case 'ready': {
        const differences = recipeDifferences(runs.map(({ recipe }) => recipe));
        post({ kind: 'runs', runs: runs.map(({ shown }) => shown), differences });
        for (const [run, landscape] of landscapes) post({ kind: 'landscape', run, landscape });
        return;
      }
      case 'landscape':
        void measure();
        return;
      case 'cancel':
        measuring?.abort();
        return;
      case 'openRun': {
        const run = runs.find(({ place }) => place.name === message.run);
        if (run !== undefined) options.openRun(run);
        return;
      }
    }
  });
  panel.onDidDispose(() => measuring?.abort());
  panel.webview.html = trainingPage(panel.webview, options.extensionUri, 'runs', 'Compare Runs');
}
