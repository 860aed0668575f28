export { UsageError } from './errors';
export { type Project, projectOf, rulesIn } from './pyproject';
export { decode, diskFiles, importRoots, readIfText, readSource, readText, type Source, treeCache } from './sources';
