/** What the typing check and the benches drive. */
export { uriOf } from '../../server/src/lsp/uri';
export { Workspace } from '../../server/src/lsp/workspace';
export { suitesOf } from '../../server/src/syntax';
