/** The inspection process: started when it is first asked, shared by all that ask. */
import { type ChildProcess, fork } from 'node:child_process';
import * as vscode from 'vscode';
import type { FromInspector, InspectionName, Inspections, ToInspector } from '../../../server/src/protocol';
import { trainerRuntime } from '../training/node';

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly progress: Progress | undefined;
}
export type Progress = (done: number, partial: unknown) => void;

export class Inspector implements vscode.Disposable {
  private readonly module: string;
  private child: Promise<ChildProcess> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private words = '';

  constructor(context: vscode.ExtensionContext) {
    this.module = context.asAbsolutePath('dist/inspector.js');
  }

  /** Rejects with a sentence for the person. */
  async ask<N extends InspectionName>(
    name: N,
    params: Inspections[N]['params'],
    options: { readonly progress?: Progress; readonly token?: vscode.CancellationToken } = {},
  ): Promise<Inspections[N]['result']> {
    this.child ??= this.start();
    const child = await this.child;
    this.last += 1;
    const id = this.last;
    const send = (message: ToInspector): void => {
      if (child.connected) child.send(message);
    };
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, progress: options.progress });
      options.token?.onCancellationRequested(() => {
        send({ kind: 'cancel', id });
        this.settle(id)?.reject(new vscode.CancellationError());
      });
      send({ kind: 'ask', id, name, params });
    });
  }

  dispose(): void {
    void this.child?.then((child) => {
      child.removeAllListeners();
      child.kill();
    });
    this.child = undefined;
  }

  private async start(): Promise<ChildProcess> {
    const { path, environment } = await trainerRuntime();
    const child = fork(this.module, [], {
      execPath: path,
      execArgv: [],
      env: environment,
      silent: true,
      serialization: 'advanced',
    });
    child.on('message', (message: FromInspector) => this.receive(message));
    child.stderr?.on('data', (text: Buffer) => {
      this.words = (this.words + text.toString()).slice(-2000);
    });
    child.on('error', (error) => this.ended(error.message));
    child.on('exit', (code, signal) => this.ended(signal ?? `exit code ${code}`));
    return child;
  }

  private receive(message: FromInspector): void {
    switch (message.kind) {
      case 'ready':
        return;
      case 'answer':
        this.settle(message.id)?.resolve(message.result as never);
        return;
      case 'refused':
        this.settle(message.id)?.reject(new Error(message.message));
        return;
      case 'progress':
        this.waiting.get(message.id)?.progress?.(message.done, message.partial);
        return;
    }
  }

  private settle(id: number): Waiting | undefined {
    const one = this.waiting.get(id);
    this.waiting.delete(id);
    return one;
  }

  /** Whoever waits is told; the next question starts it anew. */
  private ended(reason: string): void {
    const details = this.words.trim().split('\n').at(-1) ?? '';
    for (const id of [...this.waiting.keys()])
      this.settle(id)?.reject(
        new Error(`The process that looks into weights has ended (${reason}). ${details}`.trim()),
      );
    this.child = undefined;
  }
}
