export * from './hints';
export * from './instances';
export * from './notation';
