/** From a folded diagram to a picture. */
import type { Diagram, DiagramNode } from '../diagram';
import type { Folding } from '../fold/folding';
import type { Outline } from '../fold/outline';
import { type Item, type Scope, type ScopeEdge, scopesOf } from '../fold/scopes';
import { type LaidItem, type LaidScope, layout, type Sizes } from '../layout/layout';
import { CHIP } from '../layout/measures';
import type { LayoutItem } from '../layout/types';
import { type Heat, halfWidthOf, heightOf, NO_HEAT, nodeLabel, nodeShapes } from './cards';
import { edgeElement, labelReach } from './edges';
import {
  foldedHalfWidth,
  foldedHeight,
  foldedShapes,
  frameShapes,
  groupLabel,
  SHADOW,
  titleShapes,
  titleWidth,
} from './groups';
import { railElement } from './rail';
import type { Box, Scene, SceneElement } from './shapes';

const MARGIN = 24;

export interface SceneOptions {
  readonly heat?: Heat;
}

export function graphScene(outline: Outline, folding: Folding, options: SceneOptions = {}): Scene {
  const { diagram } = outline;
  const scopes = scopesOf(outline, folding);
  const root = layout(scopes, sizesFor(diagram));
  const painter = new Painter(diagram, options.heat ?? NO_HEAT);
  painter.scope(root, 0, 0);
  const elements = painter.all();
  const box = around(elements.map((element) => element.box));
  return { title: `${diagram.model}`, elements, ...box };
}

/** How large the items of this diagram are. */
export function sizesFor(diagram: Diagram): Sizes {
  const into = new Map<number, string>();
  for (const { to, size } of diagram.edges) if (!into.has(to)) into.set(to, size);
  return {
    closed: (item) => (item.kind === 'group' ? FOLDED : stackSize(item.nodes.flatMap((n) => diagram.nodes[n] ?? []))),
    title: (item) => {
      const group = item.kind === 'group' ? diagram.groups[item.group] : undefined;
      return item.kind === 'group' && group ? titleWidth(item, group) : 0;
    },
    isLabelled: (scope, edge) => changesSize(diagram, scope, edge, into),
    label: labelReach,
  };
}

const FOLDED = { left: -foldedHalfWidth, right: foldedHalfWidth + 2 * SHADOW, height: foldedHeight, side: undefined };

function stackSize(nodes: readonly DiagramNode[]): Pick<LayoutItem, 'left' | 'right' | 'height' | 'side'> {
  const half = Math.max(0, ...nodes.map(halfWidthOf));
  const [head] = nodes;
  const side = head?.look === 'join' ? { reach: halfWidthOf(head), y: heightOf(head) / 2 } : undefined;
  return { left: -half, right: half, height: nodes.reduce((sum, node) => sum + heightOf(node), 0), side };
}

/** What comes out of an item has another size than what goes in. */
function changesSize(diagram: Diagram, scope: Scope, edge: ScopeEdge, into: ReadonlyMap<number, string>): boolean {
  const item = scope.items[edge.from];
  // What leaves a group is labelled outside of it.
  if (!item || edge.size === '' || (edge.to < 0 && scope.group !== 0)) return false;
  if (item.kind === 'group') return scope.edges.every((e) => e.to !== edge.from || e.size !== edge.size);
  const head = item.nodes[0] ?? 0;
  return diagram.nodes[head]?.look !== 'pill' && into.get(head) !== edge.size;
}

class Painter {
  private readonly diagram: Diagram;
  private readonly heat: Heat;
  private readonly frames: SceneElement[] = [];
  private readonly edges: SceneElement[] = [];
  private readonly items: SceneElement[] = [];
  private readonly into = new Map<number, string>();

  constructor(diagram: Diagram, heat: Heat) {
    this.diagram = diagram;
    this.heat = heat;
    for (const { to, size } of diagram.edges) if (!this.into.has(to)) this.into.set(to, size);
  }

  scope(scope: LaidScope, x: number, y: number): void {
    if (scope.isRail) {
      const rail = railElement(scope, x, y);
      if (rail) this.edges.push(rail);
    }
    // What a skip shares with the way it skips is drawn as that.
    else
      for (const laid of [...scope.edges].sort((a, b) => Number(b.isSkip) - Number(a.isSkip))) {
        const element = edgeElement(scope, laid, x, y, this.toneOf(scope, laid.edge, laid.isSkip));
        if (element) this.edges.push(element);
      }
    for (const item of scope.items) this.item(item, x + item.x, y + item.y);
  }

  private toneOf(scope: LaidScope, edge: ScopeEdge, isSkip: boolean): 'line' | 'skip' | 'error' {
    const target = scope.items[edge.to]?.item;
    const head = target?.kind === 'stack' ? this.diagram.nodes[target.nodes[0] ?? -1] : undefined;
    if (head?.look === 'error') return 'error';
    return isSkip ? 'skip' : 'line';
  }

  private item({ item, box, inner }: LaidItem, x: number, y: number): void {
    if (item.kind === 'stack') {
      this.stack(item, x, y);
      return;
    }
    const group = this.diagram.groups[item.group];
    if (!group) return;
    const { left, right } = inner ?? FOLDED;
    const area: Box = { x: x + left, y, width: right - left, height: box.height };
    const common = {
      key: item.key,
      label: groupLabel(item, group),
      box: area,
      group: item.group,
      isOpen: item.isOpen,
      times: item.times,
    };
    if (!inner) {
      const shapes = foldedShapes(item, group, x, y, this.heat(group));
      this.items.push({ ...common, kind: 'group', shapes });
      return;
    }
    this.frames.push({ ...common, kind: 'frame', key: `frame ${item.key}`, shapes: frameShapes(item, group, area) });
    this.items.push({ ...common, kind: 'group', box: { ...area, height: 26 }, shapes: titleShapes(item, group, area) });
    this.scope(inner, x, y);
  }

  private stack(item: Extract<Item, { kind: 'stack' }>, x: number, top: number): void {
    let y = top;
    item.nodes.forEach((id, i) => {
      const node = this.diagram.nodes[id];
      if (!node) return;
      const name = i === 0 ? item.name : node.name;
      const before = this.into.get(id);
      const changes = before !== undefined && before !== node.size;
      const half = halfWidthOf(node),
        height = heightOf(node);
      this.items.push({
        kind: 'node',
        key: node.key,
        label: nodeLabel(node, this.diagram),
        box: { x: x - half, y, width: 2 * half, height },
        shapes: nodeShapes({
          node,
          name: node.look === 'join' ? node.name : name,
          x,
          y,
          changes,
          heat: this.heat(node),
        }),
        node: id,
      });
      y += height;
    });
  }

  all(): SceneElement[] {
    return [...this.frames, ...this.edges, ...this.items];
  }
}

export function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 2 * MARGIN + CHIP.width, height: 2 * MARGIN };
  let left = Number.POSITIVE_INFINITY,
    top = Number.POSITIVE_INFINITY,
    right = Number.NEGATIVE_INFINITY,
    bottom = Number.NEGATIVE_INFINITY;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x: left - MARGIN, y: top - MARGIN, width: right - left + 2 * MARGIN, height: bottom - top + 2 * MARGIN };
}
