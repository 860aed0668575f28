/** What weights and activations look like, as pure arithmetic on plain numbers. */
export { coloured, type Limits, limitsOf, PALETTES, type Palette, rampOf } from './atlas/colours';
export { paintGrid, reduced } from './atlas/paint';
export {
  type AtlasContent,
  type ColourRange,
  fitted,
  type Grid,
  gridOf,
  placesOf,
  type Spot,
  spotAt,
  type TileSet,
  tileAt,
  type View,
  valuesAt,
} from './atlas/tiles';
export {
  filterShape,
  filtersFirst,
  hasFilters,
  type Image,
  kernelOf,
  type LaidOut,
  type Layout,
  laidOut,
  layoutsOf,
  tileOrder,
} from './layers';
export { type Match, matchWeights, type NamedShape, type Pair, type Unmatched } from './match';
export { npyOf } from './npy';
export { countOf, isSameShape, shapeText } from './shapes';
export { similarityOrder, type Twins, twinsOf } from './similar';
export { effectiveRank, FREQUENCIES, fourierMagnitude, singularValues } from './spectrum';
export { deadFilters, type Histogram, histogramOf, normsOf, type Statistics, statisticsOf } from './statistics';
