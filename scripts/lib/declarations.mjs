/** The declarations of server/src/config, which are TypeScript, for scripts. */
import { build } from 'esbuild';
import { root } from './files.mjs';

/** @returns {Promise<{ SETTINGS: object[], COMMANDS: object[], LEVELS: string[] }>} */
export async function loadDeclarations() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['server/src/config/index.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
