/** What a trained network sees and does: explanations of its results as programs and arithmetic. */
export { type AscentSettings, beginAscent, usualSettings } from './ascent';
export { receptiveBox } from './field';
export { type Box, boxAround, enlarged, gradCam, type HeatMap, saliency } from './maps';
export { occluded, occlusionMap, type Patch, patchesOver } from './occlusion';
export { type Aim, maskOf, probeOf } from './probe';
export { probabilities, type Scores, scoresOf } from './scores';
export { type LayerStatistics, statisticsOf } from './statistics';
