/** Pictures of a network: a graph becomes a diagram, the diagram a scene, the scene SVG, TikZ or a page. */

export { bytesText, countText } from '../graph';
export { diagramOf } from './build/build';
export type { Vocabulary } from './build/vocabulary';
export * from './compare';
export * from './diagram';
export * from './fold/folding';
export { type Outline, outlineOf } from './fold/outline';
export { markdownOf } from './output/markdown';
export { pathOf } from './output/path';
export { type SvgFonts, svgOf } from './output/svg';
export { THEME_NAMES, type ThemeName } from './output/theme';
export { tikzOf } from './output/tikz';
export type { Heat } from './scene/cards';
export { graphScene } from './scene/scene';
export type { Box, Scene, SceneElement, Shape } from './scene/shapes';
export { volumeScene } from './scene/volume';
