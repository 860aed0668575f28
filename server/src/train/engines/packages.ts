/**
 * Packages that a person adds because they are large or need what not every machine has. They are looked for beside
 * Convscope, in the folder that the commands install into, and in the workspace.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One for all workspaces, for the editor and the command line alike. */
export function enginesFolder(): string {
  const wished = process.env['CONVSCOPE_ENGINES'];
  if (wished) return wished;
  const home = homedir();
  switch (process.platform) {
    case 'win32':
      return join(process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'convscope', 'engines');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'convscope', 'engines');
    default:
      return join(process.env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'convscope', 'engines');
  }
}

/** The file to load. */
export function findPackage(name: string): string | undefined {
  for (const folder of [dirname(process.argv[1] ?? '.'), enginesFolder(), process.cwd()]) {
    try {
      return createRequire(join(folder, 'package.json')).resolve(name);
    } catch {
      // the next one
    }
  }
  return undefined;
}

export async function loadPackage(file: string): Promise<unknown> {
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  return import(pathToFileURL(file).href);
}
