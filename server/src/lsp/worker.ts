/** The reader's thread: keeps the workspace, answers questions, publishes what changed. */
import { parentPort } from 'node:worker_threads';
import { naturalLibrary } from '../read';
import { answer } from './answers';
import { type FromReader, givenUpSlot, type ToReader } from './bridge';
import { publish } from './publish';
import { type Opened, Workspace } from './workspace';

/** Typing rests when nothing was typed for this long. */
const REST_MS = 500;

const port = parentPort;
if (!port) throw new Error('worker.js is started by server.js');
const send = (message: FromReader): void => port.postMessage(message);

// While the editor introduces itself: the first file to be opened need not wait for it.
naturalLibrary();

let workspace: Workspace | undefined;
/** Edits that have arrived here; the shared flag counts those that were sent. A reading stops once it is behind. */
let seen = 0;
let timer: NodeJS.Timeout | undefined;
let clearNext: () => void = () => undefined;
/** Something shown has changed, and the editor has not been told. */
let isNews = false;

port.on('message', (message: ToReader) => {
  try {
    receive(message);
  } catch (error) {
    send({ kind: 'log', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    if (message.kind === 'ask') send({ kind: 'failed', id: message.id, message: String(error) });
  }
});

function receive(message: ToReader): void {
  switch (message.kind) {
    case 'configure': {
      const shared = new Int32Array(message.cancel);
      workspace = new Workspace({
        folders: message.workspace,
        environment: message.environment,
        cancelled: () => Atomics.load(shared, 0) > seen,
        givenUp: (turn) => Atomics.load(shared, givenUpSlot(turn)) === turn,
      });
      workspace.configure(message.settings);
      return;
    }
    case 'settings':
      workspace?.configure(message.settings);
      rest();
      return;
    case 'open':
      edited();
      workspace?.open(message.uri, message.text);
      rest();
      return;
    case 'change':
      edited();
      workspace?.change(message.uri, message.changes);
      rest();
      return;
    case 'notebook':
      edited();
      workspace?.openNotebook(message.uri, message.cells);
      rest();
      return;
    case 'close':
      edited();
      close(message.uri);
      return;
    case 'files':
      workspace?.filesChanged(message.paths);
      rest();
      return;
    case 'ask':
      if (workspace)
        send({ kind: 'answer', id: message.id, result: answer(workspace, message.question, message.params, changed) });
      else send({ kind: 'failed', id: message.id, message: 'not configured' });
      return;
  }
}

/** One of the edits that the flag counted has arrived. */
function edited(): void {
  seen++;
}

function close(uri: string): void {
  const document = workspace?.find(uri)?.document;
  workspace?.close(uri);
  for (const part of document?.parts ?? []) send({ kind: 'diagnostics', uri: part.uri, diagnostics: [] });
}

/** A choice was made: hints and lenses are asked for again. */
function changed(opened: Opened): void {
  if (workspace) publish(workspace, opened, send);
  send({ kind: 'refresh' });
}

function rest(): void {
  if (timer) clearTimeout(timer);
  clearNext();
  timer = setTimeout(settle, REST_MS);
}

/** One document at a time, so that questions are answered in between. */
function settle(): void {
  const opened = workspace?.unsettled();
  if (!workspace || !opened) {
    if (isNews) send({ kind: 'refresh' });
    isNews = false;
    return;
  }
  const wasDirty = opened.dirty || opened.reading?.putOff !== undefined;
  if (!workspace.refresh(opened)) {
    rest();
    return;
  }
  isNews = workspace.settle(opened) || wasDirty || isNews;
  publish(workspace, opened, send);
  const next = setImmediate(settle);
  clearNext = () => clearImmediate(next);
}
