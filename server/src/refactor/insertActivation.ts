/** Insert an activation behind a layer: the one that the file uses elsewhere, else ReLU. */
import type { Edit } from '../edit';
import type { Call } from '../syntax';
import { visit } from '../syntax';
import { layerDeclarationOf } from '../torch';
import type { Context, Refactoring } from './context';
import { layerNames } from './imports';
import { around, insertAfter, lineBehind } from './insert';
import { layerOf } from './layers';
import { type Site, siteAt, usesOf } from './site';
import { source } from './text';

const BEFORE: ReadonlySet<string> = new Set(['conv', 'linear', 'norm']);

export const insertActivation: Refactoring = {
  id: 'insertActivation',
  offers: (context) => {
    const site = siteAt(context);
    const category = site?.layer === undefined ? undefined : layerDeclarationOf(site.layer)?.category;
    if (!site || category === undefined || !BEFORE.has(category)) return [];
    const functional = functionalUse(context, site);
    if (functional !== undefined) return offer(functional, wrapUses(context, site, functional));
    const names = layerNames(context, ['ReLU']);
    const text = layerInFile(context) ?? `${names.of('ReLU')}()`;
    const edits = insertAfter(context, site, { text, stem: 'act' });
    return edits ? offer(text.replace(/\(.*$/, ''), [...names.edits, ...edits]) : [];
  },
};

const offer = (name: string, edits: readonly Edit[]) =>
  edits.length === 0
    ? []
    : [
        {
          id: 'insertActivation' as const,
          title: `Insert ${name.slice(name.lastIndexOf('.') + 1)} after`,
          candidates: [edits],
          pledge: 'outputs' as const,
        },
      ];

/** The text of the first activation layer that is built without sizes: `nn.ReLU(inplace=True)`. */
function layerInFile(context: Context): string | undefined {
  let found: string | undefined;
  visit(context.tree.body, {
    expression: (expr) => {
      const layer = expr.kind === 'Call' && found === undefined ? layerOf(context, expr) : undefined;
      const isActivation = layer !== undefined && layerDeclarationOf(layer)?.category === 'activation';
      const isElementwise = isActivation && layer !== 'PReLU' && !/softmax|softmin|Softmax|GLU|Multihead/.test(layer);
      if (isElementwise && (expr as Call).args.length === 0) found = source(context, expr.span);
      return true;
    },
  });
  return found;
}

/** `F.relu`, where the class of an attribute calls it in its methods and has no activation layer. */
function functionalUse(context: Context, { slot, cls }: Site): string | undefined {
  if (slot.kind !== 'attribute' || !cls) return undefined;
  let found: string | undefined;
  visit(cls.body, {
    expression: (expr) => {
      const text = expr.kind === 'Call' ? source(context, expr.func.span) : '';
      if (/^(?:F|torch|nn\.functional)\.(?:relu|gelu|silu|elu|leaky_relu|mish|tanh)$/.test(text)) found ??= text;
      return true;
    },
  });
  return found;
}

function wrapUses(context: Context, site: Site, name: string): Edit[] {
  if (site.slot.kind !== 'attribute' || !site.cls) return [];
  return usesOf(site.cls, site.slot.attr).flatMap(({ call, statement }) => {
    const target = statement.kind === 'Assign' && statement.value === call ? statement.targets[0] : undefined;
    return target?.kind === 'Name'
      ? [lineBehind(context, statement, `${target.id} = ${name}(${target.id})`)]
      : around(context, call.span, `${name}(`, ')');
  });
}
