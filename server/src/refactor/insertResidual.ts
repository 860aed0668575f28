/** Insert residual block: behind the layer under the cursor, with its channels and its sizes. */
import type { Edit } from '../edit';
import { BLOCK_NAMES, type BlockVariant, blockLayers, blockSource } from './blocks';
import { ownBlocks, topStatement, writeClass } from './classes';
import type { Context, Offer, Refactoring } from './context';
import { layerNames } from './imports';
import { insertAfter, topNames } from './insert';
import { lastName } from './layers';
import { attributeStatements, type Site, siteAt } from './site';
import { channelsOut, spatialAxes } from './sizes';
import { freeName, indentUnit } from './text';

const WRITTEN: readonly (readonly [BlockVariant, string])[] = [
  ['lecture', 'Insert residual block'],
  ['basic', 'Insert basic residual block'],
  ['bottleneck', 'Insert bottleneck residual block'],
  ['pre-activation', 'Insert pre-activation residual block'],
];

export const insertResidual: Refactoring = {
  id: 'insertResidual',
  offers: (context) => {
    const site = siteAt(context);
    const channels = site && channelsOut(context, site);
    const axes = site && spatialAxes(context, site);
    if (!site || channels === undefined || !axes) return [];
    const own = ownOffers(context, site, channels);
    const others = WRITTEN.flatMap(([variant, title]) => written(context, site, variant, title, channels, axes));
    return [...own, ...others.map((offer) => ({ ...offer, isExtra: own.length > 0 }))];
  },
};

/** Blocks of the file's own, one offer for each class. */
function ownOffers(context: Context, site: Site, channels: string): Offer[] {
  return ownBlocks(context, channels, site.cls).flatMap((block) => {
    const candidates = block.calls.flatMap((text) => {
      const edits = insertAfter(context, site, { text, ...namedLike(site, block.name) });
      return edits ? [edits] : [];
    });
    return candidates.length === 0
      ? []
      : [{ id: 'insertResidual', title: `Insert residual block (${block.name})`, candidates, pledge: 'added' }];
  });
}

function written(
  context: Context,
  site: Site,
  variant: BlockVariant,
  title: string,
  channels: string,
  axes: 1 | 2 | 3,
): Offer[] {
  const top = topStatement(context, site.call.span.start);
  if (!top || isNarrow(variant, channels)) return [];
  const names = layerNames(context, blockLayers(axes));
  const name = freeName(BLOCK_NAMES[variant], topNames(context));
  const lines = blockSource(variant, name, { nn: names.of, axes, indent: indentUnit(context.text) });
  const inside = insertAfter(context, site, { text: `${name}(${channels})`, stem: 'res' });
  if (!inside) return [];
  const edits: Edit[] = [...names.edits, ...writeClass(context, lines, top), ...inside];
  return [{ id: 'insertResidual', title, candidates: [edits], pledge: 'added' }];
}

/** A bottleneck of less than four channels would have none inside. */
const isNarrow = (variant: BlockVariant, channels: string): boolean =>
  variant === 'bottleneck' && /^\d+$/.test(channels) && Number(channels) < 4;

/** Where attributes of the class hold such a block already, the next one is called alike. */
function namedLike({ cls }: Site, block: string): { readonly stem: string; readonly attr?: string } {
  const alike = (cls ? attributeStatements(cls) : []).filter(
    ({ statement: { value } }) => value.kind === 'Call' && lastName(value.func) === block,
  );
  const attr = alike.at(-1)?.attr;
  return attr === undefined ? { stem: 'res' } : { stem: attr.replace(/_?\d+$/, ''), attr };
}
