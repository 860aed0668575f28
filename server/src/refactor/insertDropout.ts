/** Insert dropout behind a layer: single units of vectors, whole channels of maps (Tompson 2015). */
import type { Refactoring } from './context';
import { layerNames } from './imports';
import { insertAfter } from './insert';
import { siteAt } from './site';
import { spatialAxes } from './sizes';

/** Probability that a unit is left out. */
const PROBABILITY = '0.2';

export const insertDropout: Refactoring = {
  id: 'insertDropout',
  offers: (context) => {
    const site = siteAt(context);
    const axes = site && spatialAxes(context, site);
    if (!site || axes === undefined || /Dropout|Flatten/.test(site.layer ?? '')) return [];
    const dropout = axes === 0 ? 'Dropout' : `Dropout${axes}d`;
    const names = layerNames(context, [dropout]);
    const edits = insertAfter(context, site, { text: `${names.of(dropout)}(${PROBABILITY})`, stem: 'drop' });
    if (!edits) return [];
    const title = `Insert ${dropout} after`;
    return [{ id: 'insertDropout', title, candidates: [[...names.edits, ...edits]], pledge: 'added' }];
  },
};
