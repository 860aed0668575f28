import type { Hint } from '../../server/src/editor';
import type { Reading } from '../../server/src/graph';
import type { ModuleTree } from '../../server/src/syntax';

/** See workspace.mjs. */
export interface Loaded {
  readonly Workspace: unknown;
  readonly uriOf: (path: string) => string;
}

/** One open file: edits in, hints out. */
export interface OpenFile {
  edit(start: number, end: number, inserted: string): void;
  hints(): readonly Hint[];
  settle(): readonly Hint[];
  text(): string;
  tree(): ModuleTree;
  reading(): Reading | undefined;
}

export function loadWorkspace(): Promise<Loaded>;
export function openFile(loaded: Loaded, path: string, text: string): OpenFile;
