/** Each room's tsconfig.json, the tests' and the solution's, from scripts/rooms.mjs. */
import { posix } from 'node:path';
import { filesBelow, isTypeScript } from '../lib/files.mjs';
import { rooms, tests } from '../rooms.mjs';

const BANNER = '// Generated from scripts/rooms.mjs by `npm run generate`. Do not edit.\n';

/** Where a path written from the root lies, seen from `folder`. */
function from(folder, path) {
  const relative = posix.relative(folder, path);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function projectFile(folder, { types, lib, references }) {
  const config = {
    extends: from(folder, 'tsconfig.base.json'),
    compilerOptions: {
      composite: true,
      emitDeclarationOnly: true,
      rootDir: from(folder, 'package.json').replace(/\/?package\.json$/, ''),
      outDir: from(folder, '.cache/types'),
      tsBuildInfoFile: from(folder, `.cache/types/${folder.replaceAll('/', '-')}.tsbuildinfo`),
      types,
      lib,
    },
    include: ['**/*.ts'],
    references: references.map((path) => ({ path: from(folder, path) })),
  };
  return { path: `${folder}/tsconfig.json`, text: `${BANNER}${JSON.stringify(config, null, 2)}\n` };
}

/** A room without source yet gets no project: tsc would have nothing to check there. */
function hasSource(folder) {
  return filesBelow(folder, isTypeScript).length > 0;
}

export const name = 'tsconfigs';

export function generate() {
  const present = rooms.filter((room) => hasSource(room.folder));
  const projects = present.map((room) =>
    projectFile(room.folder, {
      types: room.types,
      lib: room.lib,
      references: present.filter((other) => room.imports.includes(other.name)).map((other) => other.folder),
    }),
  );
  const folders = present.map((room) => room.folder);
  if (hasSource(tests.folder)) {
    projects.push(projectFile(tests.folder, { ...tests, references: folders }));
    folders.push(tests.folder);
  }
  const solution = { files: [], references: folders.map((path) => ({ path: `./${path}` })) };
  return [...projects, { path: 'tsconfig.json', text: `${BANNER}${JSON.stringify(solution, null, 2)}\n` }];
}
