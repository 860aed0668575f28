/** The training process: started when it is needed, ended with what needed it. */
import { type ChildProcess, fork } from 'node:child_process';
import * as vscode from 'vscode';
import { trainingEnvironment } from '../../../server/src/config';
import type { FromTrainer, ToTrainer } from '../../../server/src/protocol';
import { trainerRuntime } from './node';

export class Trainer implements vscode.Disposable {
  private readonly child: ChildProcess;
  private readonly arrived = new vscode.EventEmitter<FromTrainer>();
  private lastWords = '';
  private isDone = false;

  /** Its messages; when it dies by itself, an error as the last one. */
  readonly onMessage = this.arrived.event;

  private constructor(child: ChildProcess) {
    this.child = child;
    child.on('message', (message: FromTrainer) => this.arrived.fire(message));
    child.stderr?.on('data', (text: Buffer) => {
      this.lastWords = (this.lastWords + text.toString()).slice(-2000);
    });
    child.on('error', (error) => this.ended(error.message));
    child.on('exit', (code, signal) => this.ended(signal ?? `exit code ${code}`));
  }

  static async start(module: string): Promise<Trainer> {
    const { path, environment } = await trainerRuntime();
    const child = fork(module, [], {
      execPath: path,
      execArgv: [],
      env: trainingEnvironment(environment),
      silent: true,
      serialization: 'advanced',
    });
    return new Trainer(child);
  }

  send(message: ToTrainer): void {
    if (this.child.connected) this.child.send(message);
  }

  dispose(): void {
    this.isDone = true;
    if (this.child.connected) this.child.disconnect();
    this.child.kill();
    this.arrived.dispose();
  }

  private ended(reason: string): void {
    if (this.isDone) return;
    this.isDone = true;
    const details = this.lastWords.trim().split('\n').at(-1) ?? '';
    const message = `The training process has ended (${reason}). ${details} What it had learned up to its last whole epoch is kept: Convscope: Resume Training.`;
    this.arrived.fire({ kind: 'error', message });
  }
}
