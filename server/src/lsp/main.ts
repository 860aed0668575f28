/** The server's thread: speaks the language-server protocol and passes everything on to the reader's thread. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  CodeActionKind,
  createConnection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  NotebookDocuments,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SETTINGS } from '../config';
import { STATUS } from '../protocol';
import {
  type FromReader,
  givenUpSlot,
  type QuestionName,
  type Questions,
  SHARED_LENGTH,
  type ToReader,
} from './bridge';
import { REQUEST_NAMES } from './requests';
import { pathOf } from './uri';

const connection = createConnection(ProposedFeatures.all);
const worker = new Worker(join(__dirname, 'worker.js'));
/** Counts edits sent to the reader, and holds the questions that were given up: work for nobody stops by itself. */
const cancel = new Int32Array(new SharedArrayBuffer(SHARED_LENGTH * Int32Array.BYTES_PER_ELEMENT));
let turns = 0;
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
let nextId = 0;
let canConfigure = false;
let canWatch = false;

const post = (message: ToReader): void => worker.postMessage(message);
const postEdit = (message: ToReader): void => {
  Atomics.add(cancel, 0, 1);
  post(message);
};

function ask<Q extends QuestionName>(question: Q, params: Questions[Q]['params']): Promise<Questions[Q]['result']> {
  const id = nextId++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    post({ kind: 'ask', id, question, params });
  });
}

worker.on('message', (message: FromReader) => {
  switch (message.kind) {
    case 'answer':
      waiting.get(message.id)?.resolve(message.result);
      waiting.delete(message.id);
      return;
    case 'failed':
      waiting.get(message.id)?.reject(new Error(message.message));
      waiting.delete(message.id);
      return;
    case 'diagnostics':
      void connection.sendDiagnostics({ uri: message.uri, diagnostics: [...message.diagnostics] });
      return;
    case 'status':
      void connection.sendNotification(STATUS, message.status);
      return;
    case 'refresh':
      void connection.languages.inlayHint.refresh().catch(() => undefined);
      void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
      return;
    case 'log':
      connection.console.error(message.message);
      return;
  }
});
worker.on('error', (error) => {
  connection.console.error(`the reader stopped: ${error.stack ?? error.message}`);
  process.exit(1);
});

connection.onInitialize((params: InitializeParams): InitializeResult => {
  canConfigure = params.capabilities.workspace?.configuration === true;
  canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  const options: unknown = params.initializationOptions;
  const settings = isRecord(options) && isRecord(options['settings']) ? flatten(options['settings']) : {};
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((e): e is [string, string] => e[1] !== undefined),
  );
  post({
    kind: 'configure',
    settings,
    environment,
    cancel: cancel.buffer as SharedArrayBuffer,
    workspace: (params.workspaceFolders ?? []).map((f) => pathOf(f.uri)),
  });
  return {
    serverInfo: { name: 'Convscope' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      notebookDocumentSync: {
        notebookSelector: [{ notebook: { notebookType: 'jupyter-notebook' }, cells: [{ language: 'python' }] }],
      },
      inlayHintProvider: true,
      hoverProvider: true,
      codeLensProvider: {},
      completionProvider: { triggerCharacters: ['(', ',', '=', ' ', '#'] },
      signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [','] },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor] },
    },
  };
});

connection.onInitialized(() => {
  if (canConfigure) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'convscope' });
    void pullSettings();
  }
  if (canWatch) connection.console.info('Convscope is ready.');
});
connection.onDidChangeConfiguration(() => void pullSettings());
connection.onDidChangeWatchedFiles(({ changes }) => post({ kind: 'files', paths: changes.map((c) => pathOf(c.uri)) }));

async function pullSettings(): Promise<void> {
  if (!canConfigure) return;
  const settings: unknown = await connection.workspace.getConfiguration('convscope');
  if (isRecord(settings)) post({ kind: 'settings', settings: flatten(settings) });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const DECLARED: ReadonlySet<string> = new Set(SETTINGS.map(({ key }) => key));

/** `{ hints: { enabled: true } }` → `{ 'hints.enabled': true }`; a setting that is an object itself stays one. */
function flatten(settings: Readonly<Record<string, unknown>>, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(settings)) {
    if (isRecord(value) && !DECLARED.has(`${prefix}${key}`)) Object.assign(flat, flatten(value, `${prefix}${key}.`));
    else flat[`${prefix}${key}`] = value;
  }
  return flat;
}

// --- documents: text comes in as edits, so that the reader parses only what changed

const handlers = {
  open: (uri: string, text: string): void => postEdit({ kind: 'open', uri, text }),
  close: (uri: string): void => postEdit({ kind: 'close', uri }),
};
connection.onDidOpenTextDocument(({ textDocument }) => handlers.open(textDocument.uri, textDocument.text));
connection.onDidCloseTextDocument(({ textDocument }) => handlers.close(textDocument.uri));
connection.onDidChangeTextDocument(({ textDocument, contentChanges }) =>
  postEdit({
    kind: 'change',
    uri: textDocument.uri,
    changes: contentChanges.map((c) => ({ range: 'range' in c ? c.range : undefined, text: c.text })),
  }),
);

const cells = new TextDocuments(TextDocument);
const notebooks = new NotebookDocuments(cells);
const sendNotebook = (uri: string): void => {
  const notebook = notebooks.getNotebookDocument(uri);
  if (!notebook) return;
  const code = notebook.cells.flatMap((cell) => {
    const document = notebooks.getCellTextDocument(cell);
    return document?.languageId === 'python' ? [{ uri: document.uri, text: document.getText() }] : [];
  });
  postEdit({ kind: 'notebook', uri, cells: code });
};
notebooks.onDidOpen(({ uri }) => sendNotebook(uri));
notebooks.onDidChange(({ notebookDocument }) => sendNotebook(notebookDocument.uri));
notebooks.onDidClose(({ uri }) => handlers.close(uri));
notebooks.listen(connection);

// --- requests

connection.languages.inlayHint.on(({ textDocument, range }) => ask('hints', { uri: textDocument.uri, range }));
connection.onHover(({ textDocument, position }) => ask('hover', { uri: textDocument.uri, position }));
connection.onCompletion(({ textDocument, position }) => ask('completion', { uri: textDocument.uri, position }));
connection.onSignatureHelp(({ textDocument, position }) => ask('signature', { uri: textDocument.uri, position }));
connection.onCodeLens(({ textDocument }) => ask('lenses', { uri: textDocument.uri }));
connection.onCodeAction(({ textDocument, range, context }, token) => {
  turns += 1;
  const turn = turns;
  token.onCancellationRequested(() => Atomics.store(cancel, givenUpSlot(turn), turn));
  return ask('actions', { uri: textDocument.uri, range, only: context.only, turn });
});
for (const name of REQUEST_NAMES) {
  connection.onRequest(name, (params: Questions['custom']['params']['params']) => ask('custom', { name, params }));
}

connection.onShutdown(() => void worker.terminate());
connection.listen();
