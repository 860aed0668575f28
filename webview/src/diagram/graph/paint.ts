/** Shapes of a scene as SVG elements; colours come from the style sheet, by role and tone. */
import type { SceneElement, Shape } from '../../../../server/src/draw';
import { pathOf } from '../../../../server/src/draw';
import { svg as svgElement } from '../../dom/svg';

export function painted(element: SceneElement): SVGGElement {
  const group = svgElement(
    'g',
    { class: `e-${element.kind}` },
    element.shapes.flatMap((shape) => [shapeElement(shape), ' ']),
  );
  if (element.kind === 'node' || element.kind === 'group') {
    group.setAttribute('role', 'treeitem');
    group.setAttribute('id', idOf(element.key));
    group.setAttribute('aria-label', spoken(element));
    if (element.isOpen !== undefined) group.setAttribute('aria-expanded', String(element.isOpen));
  } else group.setAttribute('aria-hidden', 'true');
  return group;
}

/** What is seen, in the order in which it is seen, and then what is not. */
function spoken({ shapes, label }: SceneElement): string {
  const seen = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : [])).join(' ');
  return [seen, ...label.split(', ').filter((part) => !seen.includes(part))].join(', ');
}

export const idOf = (key: string): string => `item ${key}`.replace(/\s+/g, '-');

const round = (value: number): number => Math.round(value * 10) / 10;

function shapeElement(shape: Shape): SVGElement {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, radius } = shape;
      return svgElement('rect', {
        x: round(x),
        y: round(y),
        width: round(width),
        height: round(height),
        rx: radius,
        ...look(shape),
      });
    }
    case 'polygon':
      return svgElement('polygon', {
        points: shape.points.map(([x, y]) => `${round(x)},${round(y)}`).join(' '),
        ...look(shape),
      });
    case 'line':
      return svgElement('path', {
        d: pathOf(shape.points, shape.radius),
        'stroke-width': round(shape.width),
        ...look(shape),
      });
    case 'text': {
      const turn = shape.isUpright ? { transform: `rotate(-90 ${round(shape.x)} ${round(shape.y)})` } : {};
      const attributes = {
        x: round(shape.x),
        y: round(shape.y),
        class: `x-${shape.style} a-${shape.anchor} c-${shape.tone}`,
        ...turn,
      };
      return svgElement('text', attributes, [shape.text]);
    }
  }
}

function look({ paint }: Exclude<Shape, { kind: 'text' }>): Record<string, string | number> {
  const heat =
    paint.heat === undefined || paint.role !== 'card' ? {} : { 'fill-opacity': round(0.12 + 0.38 * paint.heat) };
  return { class: `r-${paint.role} t-${paint.tone}`, ...heat };
}
