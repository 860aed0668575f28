export { type Directive, directivesOf, splitShapes } from './directives';
export { type InputSpec, parseInput } from './inputs';
export { read, type ReadRequest } from './reader';
export { type Files, moduleNameOf, packageRootOf } from './roots';
export { isShapeLike } from './values';
