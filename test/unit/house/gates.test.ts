/**
 * Each gate of the house bites: in a small copy with the real rules, one planted violation at a time must be refused,
 * and a gate with nothing to look at must not pass.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../../..');
const clean: Record<string, string> = {
  'server/src/syntax/span.ts': 'export interface Span {\n  readonly start: number;\n}\n',
  'server/src/symbolic/dim.ts': 'export const one = 1;\n',
  'server/src/python/value.ts': "import { one } from '../symbolic/dim';\n\nexport const two = one + one;\n",
  'client/src/extension.ts': "import * as vscode from 'vscode';\n\nexport const version = vscode.version;\n",
};
type Room = { name: string; folder: string; types: string[] };

let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'convscope-gates-'));
  for (const path of ['scripts', 'biome.json', 'tsconfig.base.json', 'package.json', '.gitignore']) {
    cpSync(join(repository, path), join(house, path), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(house, 'node_modules'));
  run('git', 'init', '--quiet');
  rmSync(join(house, 'scripts/generate'), { recursive: true });
  cpSync(join(repository, 'scripts/generate/tsconfigs.mjs'), join(house, 'scripts/generate/tsconfigs.mjs'));
});

afterEach(() => rmSync(house, { recursive: true, force: true }));

function plant(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
}

function run(command: string, ...args: string[]): { ok: boolean; said: string } {
  const done = spawnSync(command, args, { cwd: house, encoding: 'utf8' });
  return { ok: done.status === 0, said: `${done.stdout}${done.stderr}` };
}

const tool = (name: string) => join(house, 'node_modules/.bin', name);
const generate = (...args: string[]) => run('node', 'scripts/generate.mjs', ...args);
const compile = () => run(tool('tsc'), '-b', '--pretty', 'false');
const imports = () => run('node', 'scripts/imports.mjs');
const biome = () => run(tool('biome'), 'check', '--error-on-warnings', '.');

function refused(result: { ok: boolean; said: string }, because: string | RegExp): void {
  expect(result.said).toMatch(because);
  expect(result.ok).toBe(false);
}

describe('a clean house', () => {
  test('passes every gate', () => {
    plant(clean);
    generate();
    for (const gate of [generate('--check'), compile(), imports(), biome()]) expect(gate).toMatchObject({ ok: true });
  });
});

describe('the compiler refuses', () => {
  test('an import that points the wrong way, and the platform in a pure room', () => {
    plant({
      ...clean,
      'server/src/symbolic/upwards.ts': "import { two } from '../python/value';\n\nexport const three = two + 1;\n",
      'server/src/symbolic/node.ts': 'export const here = process.cwd();\n',
      'server/src/syntax/page.ts': 'export const title = document.title;\n',
      'server/src/syntax/clock.ts': 'export const wait = () => setTimeout(() => {}, 1);\n',
    });
    generate();
    const result = compile();
    refused(result, /symbolic\/upwards\.ts.*TS6307/);
    refused(result, /symbolic\/node\.ts.*Cannot find name 'process'/);
    refused(result, /syntax\/page\.ts.*Cannot find name 'document'/);
    refused(result, /syntax\/clock\.ts.*Cannot find name 'setTimeout'/);
  });

  test('a house without rooms', () => {
    generate();
    refused(compile(), /TS18002/);
  });
});

describe('the import gate refuses', () => {
  test.each([
    [
      'an import that points the wrong way',
      'server/src/symbolic/a.ts',
      "import '../python/value';",
      'may not import from python',
    ],
    [
      'the same for types alone',
      'server/src/symbolic/a.ts',
      "import type { two } from '../python/value';",
      'from python',
    ],
    ['a type reached by import()', 'server/src/symbolic/a.ts', "type T = import('../python/value').T;", 'from python'],
    ['Node in a pure room', 'server/src/read/a.ts', "import { readFileSync } from 'node:fs';", 'package node:fs'],
    [
      'the protocol outside lsp',
      'server/src/cli/a.ts',
      "import 'vscode-languageserver/node';",
      'vscode-languageserver',
    ],
    ['vscode outside the client', 'server/src/lsp/a.ts', "import * as vscode from 'vscode';", 'package vscode'],
    ['a file that is not there', 'server/src/syntax/a.ts', "import './nothing';", 'no such file'],
    ['a folder that is no room', 'server/src/attic/a.ts', 'export {};', 'belongs to no room'],
    ['a file that imports itself', 'server/src/syntax/a.ts', "export * from './a';", 'import cycle'],
  ])('%s', (_, path, text, because) => {
    plant({ ...clean, [path]: `${text}\n` });
    refused(imports(), because);
  });

  test('a circle of three files', () => {
    plant({
      ...clean,
      'server/src/syntax/a.ts': "export { c as a } from './b';\n",
      'server/src/syntax/b.ts': "export { c } from './deep/c';\n",
      'server/src/syntax/deep/c.ts': "import { a } from '../a';\n\nexport const c = () => a;\n",
    });
    refused(imports(), /import cycle: server\/src\/syntax\/a\.ts -> .*b\.ts -> .*c\.ts/);
  });

  test('a house without source', () => {
    refused(imports(), 'nothing was checked');
  });
});

describe('biome refuses', () => {
  test('any, a value import of a type, and untidy layout', () => {
    plant({
      ...clean,
      'server/src/syntax/any.ts': 'export const loose = (value: any) => value;\n',
      'server/src/syntax/type.ts': "import { Span } from './span';\n\nexport type Place = Span;\n",
      'server/src/syntax/layout.ts': 'export const   wide = "1"\n',
    });
    const result = biome();
    refused(result, /any\.ts.*noExplicitAny/);
    refused(result, /type\.ts.*useImportType/);
    refused(result, /layout\.ts format/);
  });

  test('the platform in a pure room, which is every room of the server that the rooms file does not put on Node', async () => {
    plant({
      ...clean,
      'server/src/syntax/platform.ts': 'export const here = () => [process, document, Date];\n',
      'server/src/lsp/platform.ts': 'export const now = () => Date.now();\n',
    });
    const result = biome();
    for (const name of ['process', 'document', 'Date']) refused(result, `Do not use the global variable ${name}`);
    expect(result.said).not.toContain('lsp/platform.ts');
    const { rooms }: { rooms: Room[] } = await import(join(repository, 'scripts/rooms.mjs'));
    const onPlatform = rooms.filter((room) => room.folder.startsWith('server/') && room.types.length > 0);
    const { overrides } = JSON.parse(readFileSync(join(repository, 'biome.json'), 'utf8'));
    const exempt = /^!server\/src\/\{(.*)\}/.exec(overrides[0].includes[1])?.[1]?.split(',');
    expect(exempt?.sort()).toEqual(onPlatform.map((room) => room.name).sort());
  });

  test('a folder with nothing to look at', () => {
    refused(run(tool('biome'), 'check', 'docs'), /No such file|No files were processed/);
  });
});

describe('the generated files are refused', () => {
  test('when edited by hand, and when a room appears', () => {
    plant(clean);
    generate();
    plant({ 'server/src/python/tsconfig.json': '{}\n' });
    refused(generate('--check'), 'server/src/python/tsconfig.json');
    generate();
    plant({ 'server/src/graph/node.ts': 'export const kind = 1;\n' });
    refused(generate('--check'), 'server/src/graph/tsconfig.json');
  });

  test('when no generator writes any', () => {
    plant({ 'scripts/generate/tsconfigs.mjs': 'export const generate = () => [];\n' });
    refused(generate('--check'), 'nothing was checked');
  });
});
