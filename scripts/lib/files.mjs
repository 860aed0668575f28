/** Files of the repository, with Node's own modules only: usable before anything is installed. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Every file below `folder` (from the root) whose path passes `keep`, as sorted paths from the root with `/`. */
export function filesBelow(folder, keep = () => true) {
  const found = [];
  const walk = (path) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const below = `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules') walk(below);
      } else if (keep(below)) found.push(below);
    }
  };
  if (existsSync(join(root, folder))) walk(folder);
  return found.sort();
}

export function isTypeScript(path) {
  return path.endsWith('.ts') && !path.endsWith('.d.ts');
}
