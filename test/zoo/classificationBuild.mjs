/** test/zoo/classification.ts for scripts. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { requiring } from '../../scripts/lib/requiring.mjs';

/** What PyTorch made of each model. */
export const recorded = 'test/oracle/training/classification.json';

export async function buildClassification() {
  const outfile = join(cache, 'classification.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/zoo/classification.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'node20',
    external: ['onnxruntime-node'],
    banner: requiring,
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
