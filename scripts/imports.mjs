/**
 * The import gate: every import stays within what scripts/rooms.mjs allows, and no file imports itself round a circle.
 *
 * The compiler refuses most of this too (project references). This gate adds npm packages, platform modules and
 * cycles, and says what to do. Imports of types alone may form a circle: nothing of them is left at run time.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { filesBelow, isTypeScript, root } from './lib/files.mjs';
import { roomOf, rooms } from './rooms.mjs';

/** What a file imports: specifier, line, and whether anything of it is left at run time. */
function importsOf(path) {
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ESNext, true);
  const found = [];
  const add = (node, specifier, typeOnly) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ specifier: specifier.text, line: line + 1, typeOnly });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true);
    else if (ts.isExternalModuleReference(node)) add(node, node.expression, false);
    else if (isImportCall(node)) add(node, node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause) {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function isImportCall(node) {
  if (!ts.isCallExpression(node) || node.arguments.length === 0 || !ts.isStringLiteralLike(node.arguments[0]))
    return false;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isRequire || node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/** The file of the repository that a relative import means, or undefined. */
function fileMeant(importer, specifier) {
  const base = posix.join(posix.dirname(importer), specifier);
  return [`${base}.ts`, `${base}/index.ts`, `${base}.d.ts`, base].find(
    (path) => path.includes('.') && existsSync(join(root, path)),
  );
}

function packageAllowed(room, specifier) {
  return room.packages.some((name) =>
    name === 'node:' ? specifier.startsWith('node:') : specifier === name || specifier.startsWith(`${name}/`),
  );
}

/** Why `room` may not import `specifier`, or undefined when it may. */
function objection(room, importer, specifier) {
  if (!specifier.startsWith('.')) {
    return packageAllowed(room, specifier)
      ? undefined
      : `the room ${room.name} may not import the package ${specifier}`;
  }
  if (/\.(js|ts|mjs)$/.test(specifier)) return `relative imports carry no extension: ${specifier}`;
  const meant = fileMeant(importer, specifier);
  if (meant === undefined) return `no such file: ${specifier}`;
  const other = roomOf(meant);
  if (other === undefined) return `${meant} belongs to no room`;
  if (other === room || room.imports.includes(other.name)) return undefined;
  return `the room ${room.name} may not import from ${other.name} (it may: ${room.imports.join(', ') || 'nothing'})`;
}

/** Every circle of files, each once, by Tarjan's strongly connected components. */
function circles(graph) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)));
    }
    if (low.get(file) !== index.get(file)) return;
    const members = stack.splice(stack.indexOf(file));
    if (members.length > 1 || graph.get(file)?.includes(file)) found.push(members.sort());
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found;
}

const complaints = [];
const graph = new Map();
for (const path of ['server', 'client', 'webview'].flatMap((folder) => filesBelow(folder, isTypeScript))) {
  const room = roomOf(path);
  graph.set(path, []);
  if (room === undefined) {
    complaints.push(`${path}: belongs to no room; declare its folder in scripts/rooms.mjs`);
    continue;
  }
  for (const { specifier, line, typeOnly } of importsOf(path)) {
    const why = objection(room, path, specifier);
    if (why !== undefined) complaints.push(`${path}:${line}: ${why}`);
    const meant = specifier.startsWith('.') ? fileMeant(path, specifier) : undefined;
    if (meant !== undefined && !typeOnly) graph.get(path).push(meant);
  }
}
for (const members of circles(graph)) complaints.push(`import cycle: ${members.join(' -> ')} -> ${members[0]}`);

if (graph.size === 0) complaints.push('imports: no source file was found, so nothing was checked');
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
else console.log(`imports: ${graph.size} files in ${rooms.length} rooms keep to their rooms`);
