export { type Directive, directivesOf, splitShapes } from './directives';
export { type InputSpec, parseInput } from './inputs';
export { naturalLibrary } from './library';
export { type Lowered, programOf } from './program';
export { read } from './reader';
export { type Files, moduleNameOf, packageRootOf } from './roots';
export type { ReadRequest } from './session';
export { isShapeLike } from './values';
export { vocabularyOf } from './vocabulary';
