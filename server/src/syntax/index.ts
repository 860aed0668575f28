export type { ParseCache, ParseOptions } from './parse';
export { parse } from './parse';
export * from './tree';
