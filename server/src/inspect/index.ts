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
export { type Match, matchWeights, type NamedShape, type Pair, type Unmatched } from './match';
export { npyOf } from './npy';
export { countOf, isSameShape, shapeText } from './shapes';
