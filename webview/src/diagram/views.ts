/** The views of the panel, in the order of their tabs. */
import type { View } from './view';
import { arithmeticView } from './views/arithmetic';
import { compareView } from './views/compare';
import { graphView } from './views/graph';
import { tableView } from './views/table';
import { volumeView } from './views/volume';

export const VIEWS: readonly View[] = [graphView, volumeView, arithmeticView, tableView, compareView];
