/** The rules of server/src/rules, which are TypeScript, for scripts: straight from their files, so that no index can be out of date. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { filesBelow, isTypeScript, root } from './files.mjs';

const FOLDER = 'server/src/rules';

/** Files that declare a rule, from the root. */
export function ruleFiles() {
  return filesBelow(FOLDER, isTypeScript).filter(
    (path) =>
      path.split('/').length === 5 &&
      /^export const rule = declareRule\(/m.test(readFileSync(join(root, path), 'utf8')),
  );
}

/** @returns {Promise<{ rules: { rule: object, source: string }[], pageName: Function, pageOf: Function, rulesIndex: Function }>} */
export async function loadRules() {
  const files = ruleFiles();
  const contents = [
    ...files.map((path, i) => `import { rule as r${i} } from './${path}';`),
    `export const rules = [${files.map((path, i) => `{ rule: r${i}, source: '${path}' }`).join(', ')}];`,
    `export { pageName, pageOf, rulesIndex } from './${FOLDER}/pages';`,
  ].join('\n');
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
