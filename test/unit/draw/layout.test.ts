/** Properties of every layout, on random networks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALL_FOLDED,
  allOpen,
  type Diagram,
  defaultFolding,
  type Folding,
  outlineOf,
  toggled,
} from '../../../server/src/draw';
import { scopesOf } from '../../../server/src/draw/fold/scopes';
import { type LaidScope, layout } from '../../../server/src/draw/layout/layout';
import { sizesFor } from '../../../server/src/draw/scene/scene';
import { faultsIn, faultsOf, visit } from './geometry';
import { diagrams } from './random';

const someFolding = (diagram: Diagram, picks: readonly boolean[]): Folding => ({
  open: new Set(diagram.groups.filter((_, i) => picks[i % picks.length]).map((group) => group.key)),
  unrolled: new Set(diagram.groups.filter((_, i) => picks[(i + 1) % picks.length]).map((group) => group.key)),
});
const picks = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });

describe('nothing overlaps, no line passes through a node, every wire is drawn', () => {
  test('all open', () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        expect(faultsOf(diagram, allOpen(outlineOf(diagram)))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
  test('all folded', () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        expect(faultsOf(diagram, ALL_FOLDED)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
  test('some open, some unrolled', () => {
    fc.assert(
      fc.property(diagrams, picks, (diagram, which) => {
        expect(faultsOf(diagram, someFolding(diagram, which))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
  test('about as many cards as are aimed at', () => {
    fc.assert(
      fc.property(diagrams, fc.integer({ min: 3, max: 30 }), (diagram, aim) => {
        const outline = outlineOf(diagram);
        const folding = defaultFolding(outline, aim);
        const cards = [...scopesOf(outline, folding).values()]
          .flatMap((s) => s.items)
          .filter((i) => i.kind === 'stack' || !i.isOpen);
        expect(cards.length).toBeLessThanOrEqual(Math.max(aim, outline.parts.get(0)?.length ?? 0));
        expect(faultsOf(diagram, folding)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

test('a thing that stands elsewhere, and a line that is lost, are found', () => {
  const [diagram] =
    fc.sample(
      fc.tuple(diagrams).filter(([d]) => d.nodes.length > 12),
      { numRuns: 1, seed: 7 },
    )[0] ?? [];
  if (!diagram) throw new Error('no diagram');
  const root = layout(scopesOf(outlineOf(diagram), ALL_FOLDED), sizesFor(diagram));
  expect(faultsIn(diagram, root)).toEqual([]);
  const moved = root.items.map((item, i) => (i === 1 ? { ...item, y: item.y + 40 } : item));
  expect(faultsIn(diagram, { ...root, items: moved })).not.toEqual([]);
  const lost = root.edges.map((edge, i) => (i === 0 ? { ...edge, points: [] } : edge));
  expect(faultsIn(diagram, { ...root, edges: lost })).not.toEqual([]);
});

test('opening or folding a group leaves what is inside all others in place', () => {
  fc.assert(
    fc.property(diagrams, picks, fc.nat(), (diagram, which, pick) => {
      const outline = outlineOf(diagram);
      const folding = someFolding(diagram, which);
      const group = diagram.groups[pick % diagram.groups.length];
      if (!group || group.id === 0) return;
      const before = insides(diagram, folding),
        after = insides(diagram, toggled(folding, group.key));
      const around = new Set<number>([group.id]);
      for (let g = outline.outer.get(group.id); g !== undefined; g = outline.outer.get(g)) around.add(g);
      for (const [id, inside] of before) {
        const now = after.get(id);
        if (!around.has(id) && now !== undefined && !isInside(diagram, id, group.id)) expect(now).toEqual(inside);
      }
    }),
    { numRuns: 200 },
  );
});

function isInside(diagram: Diagram, inner: number, outer: number): boolean {
  for (let g: number | undefined = inner; g !== undefined; g = diagram.groups[g]?.parent) if (g === outer) return true;
  return false;
}

function insides(diagram: Diagram, folding: Folding): Map<number, unknown> {
  const found = new Map<number, unknown>();
  visit(layout(scopesOf(outlineOf(diagram), folding), sizesFor(diagram)), (scope: LaidScope) => {
    found.set(
      scope.group,
      scope.items.map(({ item, x, y }) => [item.key, x, y]),
    );
  });
  return found;
}
