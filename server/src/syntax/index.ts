export type { ParseCache, ParseOptions } from './parse';
export { newParseCache, parse } from './parse';
export * from './tree';
