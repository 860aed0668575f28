/** A program in a terminal of VS Code: what it says stays to be read, and its end is told. */
import { type ChildProcess, spawn } from 'node:child_process';
import * as vscode from 'vscode';

export interface TerminalProgram {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly folder: string;
}

export interface RunningProgram {
  /** The exit code; undefined: it could not be started, or was ended by force. */
  readonly ended: Promise<number | undefined>;
  /** Asks it to end. */
  readonly interrupt: () => void;
}

export function runInTerminal(name: string, { program, arguments: given, folder }: TerminalProgram): RunningProgram {
  const said = new vscode.EventEmitter<string>();
  const write = (text: string): void => said.fire(text.replace(/\r?\n/g, '\r\n'));
  let child: ChildProcess | undefined;
  let settle = (_: number | undefined): void => {};
  const ended = new Promise<number | undefined>((resolve) => {
    settle = resolve;
  });
  const interrupt = (): void => void child?.kill('SIGTERM');
  const pty: vscode.Pseudoterminal = {
    onDidWrite: said.event,
    open() {
      write(`${[program, ...given].join(' ')}\n`);
      child = spawn(program, given, { cwd: folder, env: { ...process.env, PYTHONUNBUFFERED: '1' } });
      child.stdout?.on('data', (data: Buffer) => write(data.toString()));
      child.stderr?.on('data', (data: Buffer) => write(data.toString()));
      child.on('error', (error) => {
        write(`${program} cannot be started: ${error.message}\n`);
        settle(undefined);
      });
      child.on('close', (code) => {
        write(`\nEnded${code ? ` with exit code ${code}` : ''}.\n`);
        settle(code ?? undefined);
      });
    },
    close: interrupt,
    handleInput: (text) => {
      if (text === '\x03') interrupt();
    },
  };
  vscode.window.createTerminal({ name, pty }).show(true);
  return { ended, interrupt };
}
