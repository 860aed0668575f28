export * from './hints';
export * from './instances';
export * from './notation';
export * from './lastgood';
export * from './suppress';
export * from './hovers';
export * from './summary';
export * from './why';
