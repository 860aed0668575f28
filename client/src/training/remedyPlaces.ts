/** Where in a model a remedy against overfitting is best applied, and how a recipe's text changes. */
import { type Edit, modify } from 'jsonc-parser';
import type { SummaryRow } from '../../../server/src/protocol';

/** What stands around the field stays as it is written; undefined takes it out. */
export function editsOf(text: string, path: string, value: number | string | undefined): Edit[] {
  return modify(text, path.split('.'), value, { formattingOptions: { insertSpaces: true, tabSize: 2 } });
}

const WITH_WEIGHTS = /^(Linear|(Lazy)?Conv\dd|LazyLinear)$/;

/**
 * The layer that stands right before the last one with weights, for dropout behind it: one that is called once, and not
 * one that dropout makes no difference behind.
 */
export function beforeTheLast(rows: readonly SummaryRow[]): SummaryRow['location'] {
  const last = rows.findLastIndex(({ cls }) => WITH_WEIGHTS.test(plain(cls)));
  const isLeaf = (i: number): boolean => (rows[i + 1]?.depth ?? 0) <= (rows[i]?.depth ?? 0);
  const calls = (one: SummaryRow): number => rows.filter(({ name }) => name === one.name).length;
  return rows
    .slice(0, Math.max(0, last))
    .findLast((row, i) => isLeaf(i) && !/Dropout|Flatten|Identity/.test(row.cls) && row.location && calls(row) === 1)
    ?.location;
}

/** The layer with the most weights has the most to lose; the last one must keep its classes. */
export function theLargest(rows: readonly SummaryRow[]): SummaryRow['location'] {
  const layers = rows.filter(({ cls, location }) => WITH_WEIGHTS.test(plain(cls)) && location !== undefined);
  const others = layers.length > 1 ? layers.slice(0, -1) : layers;
  const count = ({ params }: SummaryRow): number => Number(params.replaceAll(/\D/g, '')) || 0;
  return others.reduce<SummaryRow | undefined>(
    (most, row) => (most === undefined || count(row) > count(most) ? row : most),
    undefined,
  )?.location;
}

/** `nn.Linear` → `Linear` */
const plain = (cls: string): string => cls.split('.').at(-1) ?? cls;
