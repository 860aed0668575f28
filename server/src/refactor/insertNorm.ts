/** Insert batch normalisation behind a convolution or a linear layer (Ioffe 2015, https://arxiv.org/abs/1502.03167). */
import { layerDeclarationOf } from '../torch';
import type { Refactoring } from './context';
import { layerNames } from './imports';
import { insertAfter } from './insert';
import { siteAt } from './site';
import { channelsOut, spatialAxes } from './sizes';

export const insertNorm: Refactoring = {
  id: 'insertNorm',
  offers: (context) => {
    const site = siteAt(context);
    const category = site?.layer === undefined ? undefined : layerDeclarationOf(site.layer)?.category;
    if (!site || (category !== 'conv' && category !== 'linear')) return [];
    const channels = channelsOut(context, site);
    const axes = spatialAxes(context, site);
    if (channels === undefined || axes === undefined) return [];
    const norm = `BatchNorm${Math.max(1, axes)}d`;
    const names = layerNames(context, [norm]);
    const edits = insertAfter(context, site, { text: `${names.of(norm)}(${channels})`, stem: 'bn' });
    if (!edits) return [];
    return [
      { id: 'insertNorm', title: `Insert ${norm} after`, candidates: [[...names.edits, ...edits]], pledge: 'added' },
    ];
  },
};
