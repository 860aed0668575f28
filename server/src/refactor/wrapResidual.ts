/**
 * Wrap in residual connection (He et al. 2015, https://arxiv.org/abs/1512.03385): what the selected layers compute is
 * added to what they were given. Where channels or size change, a 1×1 convolution with a stride makes them agree.
 */
import type { Refactoring } from './context';
import { siteAt, sitesIn } from './site';
import { wrapElements } from './wrapElements';
import { wrapExpression, wrapStatements } from './wrapStatements';

export const wrapResidual: Refactoring = {
  id: 'wrapResidual',
  offers: (context) => {
    const { selection } = context;
    const isEmpty = selection.start === selection.end;
    const single = siteAt(context);
    const sites = isEmpty ? (single ? [single] : []) : sitesIn(context, selection);
    const [first] = sites;
    if (first && first.slot.kind !== 'attribute') return wrapElements(context, sites);
    if (isEmpty) return single ? wrapExpression(context, single) : [];
    return wrapStatements(context, sites);
  },
};
