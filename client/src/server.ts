/** The language server as the rest of the client sees it: a state, answers to questions, and news. */
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { type RequestName, type Requests, STATUS, type StatusMessage } from '../../server/src/protocol';
import { currentSettings, SECTION } from './settings';

export type ServerState = 'starting' | 'running' | 'stopped';

const RESTARTS = 3;
const RESTARTS_WITHIN_MS = 180_000;

/** Cells come to the server with their notebook; the selector says in which documents answers are asked for. */
const SELECTOR = [
  { language: 'python', scheme: 'file' },
  { language: 'python', scheme: 'untitled' },
  { notebook: 'jupyter-notebook', language: 'python' },
];

export class Server implements vscode.Disposable {
  private readonly module: string;
  private readonly output = vscode.window.createOutputChannel('Convscope', { log: true });
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly statusArrived = new vscode.EventEmitter<StatusMessage>();
  private readonly watcher = vscode.workspace.createFileSystemWatcher('**/*.{py,toml,json,yaml,yml,cfg,ini,txt}');
  private client: LanguageClient | undefined;
  private crashes: readonly number[] = [];
  private current: ServerState = 'stopped';

  readonly onState = this.stateChanged.event;
  readonly onStatus = this.statusArrived.event;

  constructor(module: string) {
    this.module = module;
  }

  get state(): ServerState {
    return this.current;
  }

  async start(): Promise<void> {
    const client = new LanguageClient('convscope', 'Convscope', this.serverOptions(), this.clientOptions());
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client === client && newState !== State.Stopped) {
        this.become(newState === State.Running ? 'running' : 'starting');
      }
    });
    client.onNotification(STATUS, (status: StatusMessage) => this.statusArrived.fire(status));
    this.become('starting');
    try {
      await client.start();
    } catch (error) {
      this.output.error(`The server did not start: ${String(error)}`);
      if (this.client === client) this.giveUp();
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose(2000).catch(() => undefined); // one that has crashed cannot be stopped
    this.become('stopped');
  }

  async restart(): Promise<void> {
    await this.stop();
    this.crashes = [];
    await this.start();
  }

  /** undefined: there is no answer, and the person has been told why. */
  async ask<N extends RequestName>(name: N, params: Requests[N]['params']): Promise<Requests[N]['result'] | undefined> {
    if (this.client === undefined || this.current === 'stopped') {
      this.tellStopped();
      return undefined;
    }
    try {
      return await this.client.sendRequest<Requests[N]['result']>(name, params);
    } catch (error) {
      this.output.error(`${name}: ${String(error)}`);
      return undefined;
    }
  }

  showOutput(): void {
    this.output.show();
  }

  dispose(): void {
    this.stateChanged.dispose();
    this.statusArrived.dispose();
    this.watcher.dispose();
    this.output.dispose();
  }

  private serverOptions() {
    const run = { module: this.module, transport: TransportKind.ipc };
    return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } } };
  }

  private clientOptions(): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.output,
      initializationOptions: () => ({ settings: currentSettings() }),
      synchronize: { configurationSection: SECTION, fileEvents: this.watcher },
      errorHandler: this.errorHandler(),
      initializationFailedHandler: () => false,
    };
  }

  /** The client library reports one death several times, so starting again is not left to it. */
  private errorHandler(): ErrorHandler {
    let isDead = false;
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        if (!isDead) {
          isDead = true;
          setImmediate(() => void this.died());
        }
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  /** A server that dies is started again, unless it keeps dying. */
  private async died(): Promise<void> {
    if (this.client === undefined) return;
    const now = Date.now();
    this.crashes = [...this.crashes.filter((time) => now - time < RESTARTS_WITHIN_MS), now];
    this.output.error(`The server has stopped (time ${this.crashes.length} in a few minutes).`);
    if (this.crashes.length <= RESTARTS) await this.start();
    else this.giveUp();
  }

  private giveUp(): void {
    this.become('stopped');
    this.tellStopped();
  }

  private become(state: ServerState): void {
    if (this.current === state) return;
    this.current = state;
    this.stateChanged.fire(state);
  }

  private tellStopped(): void {
    const restart = 'Restart';
    const output = 'Show Output';
    const text = 'Convscope has stopped: no size or problem that you see is up to date.';
    void vscode.window.showErrorMessage(text, restart, output).then((choice) => {
      if (choice === restart) void this.restart();
      if (choice === output) this.showOutput();
    });
  }
}
