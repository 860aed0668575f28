export * from './values';
export * from './signals';
export * from './interpreter';
export * from './native';
