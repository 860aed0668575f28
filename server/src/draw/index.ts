/** Pictures of a network: a graph becomes a diagram, the diagram a scene, the scene SVG, TikZ or a page. */
export { diagramOf } from './build/build';
export type { Vocabulary } from './build/vocabulary';
export * from './diagram';
export * from './fold/folding';
export { type Outline, outlineOf } from './fold/outline';
export { svgOf } from './output/svg';
export { THEME_NAMES, type ThemeName } from './output/theme';
export { tikzOf } from './output/tikz';
export { graphScene } from './scene/scene';
export type { Scene } from './scene/shapes';
