/** The views of the panel, in the order of their tabs. */
import type { View } from './view';
import { graphView } from './views/graph';
import { volumeView } from './views/volume';

export const VIEWS: readonly View[] = [graphView, volumeView];
