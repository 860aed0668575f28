/** Which groups are open. */
import type { Outline, Part } from './outline';

export interface Folding {
  /** Keys of open groups; the model itself is always open. */
  readonly open: ReadonlySet<string>;
  /** Keys of the first groups of runs whose members are shown one by one. */
  readonly unrolled: ReadonlySet<string>;
}

export const ALL_FOLDED: Folding = { open: new Set(), unrolled: new Set() };
export const CARDS_AIMED_AT = 40;

/**
 * Opens what can be opened without more than about `aim` cards, from the outside in, equal classes together. Of a
 * class that is too much as a whole, the first is opened as an example. What has no weights of its own and costs
 * nothing to multiply stays folded: it prepares data.
 */
export function defaultFolding(outline: Outline, aim = CARDS_AIMED_AT): Folding {
  const open = new Set<string>();
  let cards = outline.parts.get(0)?.length ?? 0;
  let level = groupsIn(outline.parts.get(0) ?? []);
  while (level.length > 0) {
    const next: number[] = [];
    const classes = byCost(
      outline,
      level.filter((group) => isOfInterest(outline, group)),
    );
    const examples: number[] = [];
    for (const groups of classes) if (!tryToOpen(groups)) examples.push(...groups.slice(0, 1));
    for (const example of examples) tryToOpen([example]);
    level = next;

    function tryToOpen(groups: readonly number[]): boolean {
      const more = groups.reduce((sum, group) => sum + (outline.parts.get(group)?.length ?? 0) - 1, 0);
      if (cards + more > aim) return false;
      cards += more;
      for (const group of groups) {
        open.add(outline.diagram.groups[group]?.key ?? '');
        next.push(...groupsIn(outline.parts.get(group) ?? []));
      }
      return true;
    }
  }
  return { open, unrolled: new Set() };
}

function isOfInterest({ diagram }: Outline, group: number): boolean {
  const { params, macs } = diagram.groups[group]?.costs ?? {};
  return diagram.groups[group]?.isLoop === true || params !== 0 || macs !== 0;
}

function byCost(outline: Outline, groups: readonly number[]): number[][] {
  const classes = new Map<string, number[]>();
  for (const group of groups) {
    const cls = outline.diagram.groups[group]?.cls ?? '';
    classes.set(cls, [...(classes.get(cls) ?? []), group]);
  }
  const cost = (list: readonly number[]): number => list.reduce((n, g) => n + (outline.parts.get(g)?.length ?? 0), 0);
  return [...classes.values()].sort((a, b) => cost(a) - cost(b));
}

const groupsIn = (parts: readonly Part[]): number[] =>
  parts.flatMap((part) => (part.kind === 'group' ? [part.group] : part.kind === 'run' ? part.groups.slice(0, 1) : []));

/** All groups, for a picture of everything. */
export const allOpen = (outline: Outline): Folding => ({
  open: new Set(outline.diagram.groups.map((group) => group.key)),
  unrolled: new Set(),
});

export function toggled(folding: Folding, key: string): Folding {
  const open = new Set(folding.open);
  if (!open.delete(key)) open.add(key);
  return { ...folding, open };
}

export function unrolledToggled(folding: Folding, key: string): Folding {
  const unrolled = new Set(folding.unrolled);
  if (!unrolled.delete(key)) unrolled.add(key);
  return { ...folding, unrolled };
}

/** Opens all that stands around a group or node, so that it can be seen. */
export function revealed(outline: Outline, folding: Folding, home: number): Folding {
  const open = new Set(folding.open);
  for (let group: number | undefined = home; group !== undefined && group !== 0; group = outline.outer.get(group))
    open.add(outline.diagram.groups[group]?.key ?? '');
  return { ...folding, open };
}
