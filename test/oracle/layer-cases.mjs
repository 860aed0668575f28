/** Prints the examples of every declared layer as JSON, for record_layers.py. */

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../../server/src/torch/layers/index.ts', import.meta.url));
const { outputFiles } = await build({
  entryPoints: [entry],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
});
const { layers } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);

const cases = layers.flatMap(({ name, examples = [] }) =>
  examples.map(({ code, inputs = {}, output, problem, unchecked }) => ({
    layer: name,
    code,
    inputs,
    output,
    problem,
    unchecked,
  })),
);
console.log(JSON.stringify(cases));
