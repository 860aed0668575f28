export * from './graph';
export * from './notation';
