/** The arithmetic of one layer, for the view that lets a person play with it. */
export { type Crop, cropped, isPossible } from './crop';
export { channelText, letterFormula, normText, readPositions, sizeFormula, termsOf, turnable } from './formula';
export type {
  AdaptiveLayer,
  ArithmeticLayer,
  Channels,
  NormKind,
  NormLayer,
  ReadLayer,
  ResizeLayer,
  ResizeMode,
  SlidingLayer,
  WindowAxis,
  WindowKind,
  WindowLayer,
} from './layer';
export { convolvePicture, KERNELS, type NamedKernel, type Picture } from './picture';
export { arithmeticOf } from './read';
export { type Cell, outputSize, type Strip, stripOf, type Tap } from './strip';
export { type FilterWeights, inGreys, trainedKernels } from './trained';
