/** What the page keeps over a reload. */
import type { FilterSubject } from '../../../server/src/protocol';

export const SORTS = [
  { id: 'index', title: 'In order' },
  { id: 'norm', title: 'Largest first' },
  { id: 'similarity', title: 'Alike together' },
] as const;
export type Sort = (typeof SORTS)[number]['id'];

export interface FiltersPageState {
  readonly subject: FilterSubject | undefined;
  /** Name as stored. */
  readonly layer: string | undefined;
  /** Undefined: the last one, and on with the run. */
  readonly epoch: number | undefined;
  readonly sort: Sort;
  readonly scale: 'shared' | 'each';
  readonly layout: string | undefined;
  readonly difference: boolean;
  readonly from: number;
  /** The selected filter. */
  readonly filter: number | undefined;
}

export const FRESH: FiltersPageState = {
  subject: undefined,
  layer: undefined,
  epoch: undefined,
  sort: 'index',
  scale: 'shared',
  layout: undefined,
  difference: false,
  from: 0,
  filter: undefined,
};

/** What was kept by another version is taken where it fits. */
export function stateOf(kept: unknown): FiltersPageState {
  if (typeof kept !== 'object' || kept === null) return FRESH;
  const text = (key: string): string | undefined => fieldOf(kept, key, 'string');
  const number = (key: string): number | undefined => fieldOf(kept, key, 'number');
  return {
    subject: subjectOf(kept),
    layer: text('layer'),
    epoch: number('epoch'),
    sort: SORTS.find(({ id }) => id === text('sort'))?.id ?? 'index',
    scale: text('scale') === 'each' ? 'each' : 'shared',
    layout: text('layout'),
    difference: fieldOf(kept, 'difference', 'boolean') ?? false,
    from: number('from') ?? 0,
    filter: number('filter'),
  };
}

interface Kinds {
  string: string;
  number: number;
  boolean: boolean;
}

function fieldOf<K extends keyof Kinds>(kept: object, key: string, kind: K): Kinds[K] | undefined {
  const value: unknown = Reflect.get(kept, key);
  return isOf(value, kind) ? value : undefined;
}

function isOf<K extends keyof Kinds>(value: unknown, kind: K): value is Kinds[K] {
  return typeof value === kind;
}

/** The extension checks it when the page asks to be filled again. */
function subjectOf(kept: object): FilterSubject | undefined {
  return 'subject' in kept && isSubject(kept.subject) ? kept.subject : undefined;
}

function isSubject(value: unknown): value is FilterSubject {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
