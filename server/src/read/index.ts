export { givesTheSame, newReadingMemory, type ReadingMemory } from './again';
export { type Directive, directivesOf, splitShapes } from './directives';
export {
  type ForLooking,
  type ForTraining,
  type Hindrance,
  type ImageSize,
  type ModelRequest,
  readForLooking,
  readForTraining,
} from './forTraining';
export { type InputSpec, parseInput } from './inputs';
export { naturalLibrary } from './library';
export { type Lowered, programOf } from './program';
export { read } from './reader';
export { type Files, moduleNameOf, packageRootOf } from './roots';
export type { ReadRequest } from './session';
export { isShapeLike } from './values';
export { vocabularyOf } from './vocabulary';
