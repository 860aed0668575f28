/** Which Node runs the training process: the setting's, this one, the one on the PATH, or VS Code's own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { SECTION } from '../settings';

export interface NodeRuntime {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
}

const OLDEST = 20;

export async function trainerRuntime(): Promise<NodeRuntime> {
  const plain = { ...process.env, ELECTRON_RUN_AS_NODE: undefined };
  // A workspace must not choose what is run.
  const wished = vscode.workspace.getConfiguration(SECTION).inspect<string>('train.node')?.globalValue;
  if (wished) {
    if (await isNode(wished)) return { path: wished, environment: plain };
    throw new Error(`convscope.train.node is '${wished}', which is not Node ${OLDEST} or newer`);
  }
  if (process.versions['electron'] === undefined) return { path: process.execPath, environment: plain };
  if (await isNode('node')) return { path: 'node', environment: plain };
  return { path: process.execPath, environment: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } };
}

async function isNode(path: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 5000 });
    return Number(/^v(\d+)\./.exec(stdout)?.[1]) >= OLDEST;
  } catch {
    return false;
  }
}
