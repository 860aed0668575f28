/** `torch.nn.Module`, the layers' classes, and what a reader asks of module instances. */
export {
  BROKEN, buffersOf, childrenOf, classNameOf, entriesOf, firstGap, gapOf, isModule, MODULE_CLASS, namedModules, namedTensors, parametersOf,
  setTraining, stateDictOf,
} from './instance';
export { callModule } from './call';
export { type LayerInfo, layerOf } from './layer';
export { isUninitialized } from './parameter';
export { nnModules } from './namespace';
