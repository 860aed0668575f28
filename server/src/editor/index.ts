export * from './hints';
export * from './hovers';
export * from './instances';
export * from './lastgood';
export * from './layerAt';
export * from './summary';
export * from './why';
