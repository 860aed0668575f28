export { UsageError } from './errors';
export { decode, diskFiles, importRoots, readSource, readText, type Source, treeCache } from './sources';
