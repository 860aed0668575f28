/** What is declared in TypeScript, for scripts. */
import { build } from 'esbuild';
import { root } from './files.mjs';

/** @returns {Promise<{ SETTINGS: object[], COMMANDS: object[], LEVELS: string[] }>} */
export const loadDeclarations = () => bundled('server/src/config/index.ts');

/** What a pure module exports. */
export async function bundled(entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
