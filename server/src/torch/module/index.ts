/** `torch.nn.Module`, the layers' classes, and what a reader asks of module instances. */

export { callForward, callModule } from './call';
export {
  BROKEN,
  buffersOf,
  childrenOf,
  classNameOf,
  entriesOf,
  firstGap,
  gapOf,
  isModule,
  MODULE_CLASS,
  namedModules,
  namedTensors,
  parametersOf,
  setTraining,
  stateDictOf,
} from './instance';
export { type LayerInfo, layerOf } from './layer';
export { nnModules } from './namespace';
export { isUninitialized } from './parameter';
