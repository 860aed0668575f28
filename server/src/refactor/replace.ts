/** Puts other layers in the place of one, or of several that follow each other. */
import type { Edit } from '../edit';
import type { Context } from './context';
import { layerNames } from './imports';
import type { Site } from './site';
import { beginsLine, indentAt, indentUnit, inserted, lineBreak, replaced } from './text';

/**
 * In a `nn.Sequential` several layers stand side by side; anywhere else they become one `nn.Sequential`, so that what
 * calls the old one need not change.
 */
export function replaceLayer(context: Context, site: Site, layers: readonly string[]): Edit[] {
  const [only] = layers;
  if (only === undefined) return [];
  if (layers.length === 1) return [replaced(context, site.call.span, only)];
  const { slot } = site;
  const eol = lineBreak(context.text);
  const indent = indentAt(context.text, site.call.span.start);
  if (slot.kind === 'element' && slot.inSequential && slot.element.start === site.call.span.start) {
    const between = beginsLine(context.text, slot.element.start) ? `,${eol}${indent}` : ', ';
    return [replaced(context, site.call.span, layers.join(between))];
  }
  const names = layerNames(context, ['Sequential']);
  const unit = indentUnit(context.text);
  const lines = layers.map((layer) => `${indent}${unit}${layer},${eol}`).join('');
  return [...names.edits, replaced(context, site.call.span, `${names.of('Sequential')}(${eol}${lines}${indent})`)];
}

/** One layer for several that follow each other in a sequence. */
export function replaceRun(context: Context, first: Site, last: Site, layer: string): Edit[] {
  return [replaced(context, { start: first.call.span.start, end: last.call.span.end }, layer)];
}

/** A layer before another one in a sequence. */
export function elementBefore(context: Context, site: Site, text: string): Edit[] {
  const { start } = site.call.span;
  const between = beginsLine(context.text, start)
    ? `,${lineBreak(context.text)}${indentAt(context.text, start)}`
    : ', ';
  return [inserted(context, start, `${text}${between}`)];
}
