/** What goes into a layer and comes out of it, over all instances that its code makes. */
import type { GraphValue, ModuleCall } from '../graph';
import { type Dim, equal, key } from '../symbolic';
import { statementsAt } from '../syntax';
import { layerDeclarationOf } from '../torch';
import type { Context } from './context';
import { argumentText, axesOf } from './layers';
import { modulesAt, type Site, sitesIn, usesOf } from './site';

export type Shape = readonly Dim[];

/** The calls of all modules that the expression built; of an attribute those that the methods make. */
function callsOf(context: Context, site: Site): ModuleCall[] {
  const { graphs } = context.reading;
  if (site.layer !== undefined)
    return modulesAt(context, site.call.span).flatMap(({ graph, module }) =>
      graph.calls.filter((c) => c.name === module.name && c.to >= 0),
    );
  const uses = site.cls && site.slot.kind === 'attribute' ? usesOf(site.cls, site.slot.attr) : [];
  const isUse = ({ place, to }: ModuleCall): boolean =>
    to >= 0 &&
    place.file === context.file &&
    uses.some(({ call }) => call.span.start === place.span.start && call.span.end === place.span.end);
  return graphs.flatMap((graph) => graph.calls.filter(isUse));
}

const shapeOf = (value: GraphValue | undefined): Shape => (value?.kind === 'tensor' ? value.shape : []);

export const inputsOf = (context: Context, site: Site): Shape[] =>
  callsOf(context, site).map((c) => shapeOf(c.inputs[0]));

export function outputsOf(context: Context, site: Site): Shape[] {
  const own = callsOf(context, site).map((c) => shapeOf(c.output));
  return own.length > 0 ? own : nextInputs(context, site);
}

/** What goes into the next one in the same `nn.Sequential`. */
function nextInputs(context: Context, { slot }: Site): Shape[] {
  if (slot.kind !== 'element') return [];
  const at = slot.siblings.findIndex((s) => s.start === slot.element.start);
  const sibling = slot.siblings[at + 1];
  const next = sibling && sitesIn(context, sibling)[0];
  return next?.layer === undefined ? [] : inputsOf(context, next);
}

/** The same number in every instance, or undefined. */
export function common(shapes: readonly Shape[], axis: number): Dim | undefined {
  const first = shapes[0]?.at(axis);
  if (first === undefined) return undefined;
  return shapes.every((s) => {
    const size = s.at(axis);
    return size !== undefined && equal(size, first) === 'yes';
  })
    ? first
    : undefined;
}

export const rankOf = (shapes: readonly Shape[]): number | undefined => {
  const first = shapes[0]?.length;
  return first !== undefined && first > 0 && shapes.every((s) => s.length === first) ? first : undefined;
};

/** Spatial axes of what comes out: by the sizes, else by the layer's name. */
export function spatialAxes(context: Context, site: Site): 0 | 1 | 2 | 3 | undefined {
  switch (rankOf(outputsOf(context, site))) {
    case 2:
      return 0;
    case 3:
      return 1;
    case 4:
      return 2;
    case 5:
      return 3;
    default:
      return site.layer === undefined ? undefined : axesOf(site.layer);
  }
}

const OUT_ARGUMENTS = ['out_channels', 'out_features', 'num_features', 'num_channels'];

/**
 * Python for the number of channels that comes out: the person's own expression where the layer has one, else the
 * number, where all instances agree on it.
 */
export function channelsOut(context: Context, site: Site): string | undefined {
  const { layer, call } = site;
  if (layer !== undefined) {
    for (const name of OUT_ARGUMENTS) {
      const text = argumentText(context, call, layer, name);
      if (text !== undefined) return text;
    }
  }
  return sizeText(common(outputsOf(context, site), 1)) ?? channelsBefore(context, site);
}

const KEEPING: ReadonlySet<string> = new Set(['activation', 'pool', 'norm', 'dropout']);

/** Of a layer that keeps its channels: those of the layer that is put into the network before it. */
function channelsBefore(context: Context, site: Site): string | undefined {
  if (site.layer === undefined || !KEEPING.has(layerDeclarationOf(site.layer)?.category ?? '')) return undefined;
  const around = statementsAt(context.tree, site.call.span.start).findLast((s) => s.kind === 'FunctionDef');
  const before = around && sitesIn(context, { start: around.span.start, end: site.call.span.start }).at(-1);
  return before?.slot.kind === site.slot.kind ? channelsOut(context, before) : undefined;
}

export function channelsIn(context: Context, site: Site): string | undefined {
  const { layer, call } = site;
  const names = ['in_channels', 'in_features', 'num_features', 'num_channels'];
  if (layer !== undefined) {
    for (const name of names) {
      const text = argumentText(context, call, layer, name);
      if (text !== undefined) return text;
    }
  }
  return sizeText(common(inputsOf(context, site), 1));
}

/** A number as Python; a symbol is nobody's variable. */
export const sizeText = (dim: Dim | undefined): string | undefined =>
  typeof dim === 'number' ? String(dim) : undefined;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, i) => key(size) === key(b[i] ?? -1));
