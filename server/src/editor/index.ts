export * from './hints';
export * from './instances';
export * from './notation';
export * from './lastgood';
