/** The list of rules and their pages, from the files of server/src/rules. */
import { loadRules, ruleFiles } from '../lib/rules.mjs';

export const name = 'rules';

export async function generate() {
  const { rules, pageName, pageOf, rulesIndex } = await loadRules();
  return [
    { path: 'server/src/rules/all.ts', text: listOf(ruleFiles()) },
    { path: 'docs/rules/README.md', text: rulesIndex(rules.map(({ rule }) => rule)) },
    ...rules.map(({ rule, source }) => ({ path: `docs/rules/${pageName(rule)}`, text: pageOf(rule, source) })),
  ];
}

/** In the order of their files. */
function listOf(files) {
  const names = files.map((path) => ({
    path: path.replace('server/src/rules/', './').replace(/\.ts$/, ''),
    id: `${camelCase(path.split('/').at(-1).replace(/\.ts$/, ''))}Rule`,
  }));
  return [
    '// Generated from the files of this folder by `npm run generate`. Do not edit.',
    ...[
      { path: './declare', line: "import type { Rule } from './declare';" },
      ...names.map(({ path, id }) => ({ path, line: `import { rule as ${id} } from '${path}';` })),
    ]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ line }) => line),
    '',
    'export const ALL: readonly Rule[] = [',
    ...names.map(({ id }) => `  ${id},`),
    '];',
    '',
  ].join('\n');
}

const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
