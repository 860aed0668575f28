/**
 * Writes server/src/torch/ops/index.ts and layers/index.ts: every family file of the folder, in order of name.
 * With --check fails when one is out of date.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/files.mjs';

const kinds = [
  { folder: 'ops', exported: 'ops', all: 'allOps', type: 'OpDeclaration' },
  { folder: 'layers', exported: 'layers', all: 'layers', type: 'LayerDeclaration' },
];

export function generate() {
  return kinds.map(({ folder, exported, all, type }) => {
    const path = `server/src/torch/${folder}`;
    const families = readdirSync(join(root, path))
      .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
      .filter((file) => readFileSync(join(root, path, file), 'utf8').includes(`export const ${exported}`))
      .map((file) => file.slice(0, -3))
      .sort();
    const name = (family) => family.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    const lines = [
      '// Generated from the files of this folder by scripts/torch-index.mjs. Do not edit.',
      `import type { ${type} } from '../declare';`,
      ...families.map((family) => `import { ${exported} as ${name(family)} } from './${family}';`),
      '',
      `export const ${all}: readonly ${type}[] = [`,
      ...families.map((family) => `  ...${name(family)},`),
      '];',
      '',
    ];
    return { path: `${path}/index.ts`, text: lines.join('\n') };
  });
}

if (process.argv[1]?.endsWith('torch-index.mjs')) {
  const differing = generate().filter(
    ({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
  );
  if (process.argv.includes('--check')) {
    if (differing.length > 0) {
      console.error(
        `out of date, run \`node scripts/torch-index.mjs\`: ${differing.map((file) => file.path).join(', ')}`,
      );
      process.exitCode = 1;
    }
  } else for (const { path, text } of differing) writeFileSync(join(root, path), text);
}
