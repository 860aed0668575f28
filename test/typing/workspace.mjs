/** The server's workspace without a connection, bundled on the spot: what the editor would be told, state by state. */
import { mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../scripts/lib/files.mjs';

let loaded;

/** Bundled once a process. */
export function loadWorkspace() {
  loaded ??= bundle();
  return loaded;
}

async function bundle() {
  const outfile = join(root, '.cache/typing/workspace.cjs');
  // Other processes may be at it too.
  const unfinished = join(root, `.cache/typing/workspace-${process.pid}-${Date.now()}.cjs`);
  mkdirSync(join(root, '.cache/typing'), { recursive: true });
  await build({
    entryPoints: [join(root, 'test/typing/entry.ts')],
    outfile: unfinished,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    logLevel: 'error',
  });
  renameSync(unfinished, outfile);
  return createRequire(import.meta.url)(outfile);
}

/** One open file: edits in, hints out. */
export function openFile(loaded, path, text) {
  return openFiles(loaded, undefined, [{ path, text }])[0];
}

/** Files that are open together in one workspace. */
export function openFiles({ Workspace, uriOf }, folder, files) {
  const folders = folder === undefined ? [] : [folder];
  const workspace = new Workspace({ folders, environment: process.env, cancelled: () => false });
  workspace.configure({});
  return files.map(({ path, text }) => openIn(workspace, uriOf(path), text));
}

function openIn(workspace, uri, text) {
  workspace.open(uri, text);
  return {
    /** Replaces [start, end) of the present text. */
    edit(start, end, inserted) {
      const { document } = workspace.find(uri);
      workspace.change(uri, [
        { range: { start: position(document.text, start), end: position(document.text, end) }, text: inserted },
      ]);
    },
    hints() {
      const opened = workspace.find(uri);
      workspace.refreshShown(opened);
      return opened.hints;
    },
    /** Typing rests. */
    settle() {
      const opened = workspace.find(uri);
      workspace.refresh(opened);
      workspace.settle(opened);
      return opened.hints;
    },
    text: () => workspace.find(uri).document.text,
    tree: () => workspace.find(uri).tree,
    reading: () => workspace.find(uri).reading,
  };
}

function position(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}
