/** Propagate width: other channels here, and every layer downstream that gets them is told. */
import type { Context, Offer, Refactoring } from './context';
import { argumentOf, setArgument } from './layers';
import { type Site, siteAt } from './site';

export const width: Refactoring = {
  id: 'width',
  offers: (context) => {
    const site = siteAt(context);
    if (site?.layer === undefined) return [];
    for (const name of ['out_channels', 'out_features']) {
      const value = argumentOf(site.call, site.layer, name);
      if (value?.kind !== 'Int' || value.value === undefined) continue;
      const { value: old } = value;
      return [
        offer(context, site, name, `Double the channels here and downstream (${old} → ${2 * old})`, 2 * old),
        ...(old % 2 === 0
          ? [offer(context, site, name, `Halve the channels here and downstream (${old} → ${old / 2})`, old / 2)]
          : []),
      ];
    }
    return [];
  },
};

function offer(context: Context, site: Site, name: string, title: string, value: number): Offer {
  const edits = setArgument(context, site.call, site.layer ?? '', name, String(value));
  return { id: 'width', title, candidates: [edits], pledge: 'outputs', mends: true };
}
