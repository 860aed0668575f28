/** What the typing check and the benches drive. */
export { diskFiles, importRoots, readSource, treeCache } from '../../server/src/disk';
export { uriOf } from '../../server/src/lsp/uri';
export { Workspace } from '../../server/src/lsp/workspace';
export { parseInput, read } from '../../server/src/read';
export { suitesOf } from '../../server/src/syntax';
