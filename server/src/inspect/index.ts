/** What weights and activations look like, as pure arithmetic on plain numbers. */
export { type Match, matchWeights, type NamedShape, type Pair, type Unmatched } from './match';
export { npyOf } from './npy';
export { countOf, isSameShape, shapeText } from './shapes';
