/** media/convscope.schema.json and docs/recipe.md, from the declaration in server/src/recipe. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from '../lib/declarations.mjs';
import { root } from '../lib/files.mjs';

export const name = 'recipe';

export async function generate() {
  const { recipeSchema, recipePage } = await bundled('server/src/recipe/index.ts');
  const intro = readFileSync(join(root, 'scripts/generate/recipe.md'), 'utf8');
  const banner = '<!-- Generated from server/src/recipe/declaration.ts by `npm run generate`. Do not edit. -->\n';
  return [
    { path: 'media/convscope.schema.json', text: `${JSON.stringify(recipeSchema(), null, 2)}\n` },
    { path: 'docs/recipe.md', text: `${banner}\n${intro}\n${recipePage()}` },
  ];
}
