/** The layers of a model as rows that can be sorted and copied. */
import { bytesText, countText, type Diagram, type DiagramNode } from '../../../../server/src/draw';

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly isNumber: boolean;
  /** What it is sorted by; undefined: not known, which comes last. */
  readonly value: (node: DiagramNode) => number | string | undefined;
  readonly text: (node: DiagramNode) => string;
}

const number = (
  id: string,
  title: string,
  value: (node: DiagramNode) => number | undefined,
  write: (value: number) => string,
): Column => ({
  id,
  title,
  isNumber: true,
  value,
  text: (node) => {
    const known = value(node);
    return known === undefined ? '' : write(known);
  },
});

const text = (id: string, title: string, value: (node: DiagramNode) => string): Column => ({
  id,
  title,
  isNumber: false,
  value,
  text: value,
});

const whole = (value: number): string => (value === 0 ? '' : value.toLocaleString('en-US'));

export const COLUMNS: readonly Column[] = [
  text('layer', 'Layer', ({ module, name }) => module ?? name),
  text('operation', 'Operation', ({ detail }) => detail),
  text('output', 'Output', ({ size }) => size),
  number('params', 'Parameters', ({ costs }) => costs.params, whole),
  number(
    'macs',
    'Multiply-adds',
    ({ costs }) => costs.macs,
    (value) => (value === 0 ? '' : countText(value)),
  ),
  number(
    'memory',
    'Output memory',
    ({ costs }) => costs.memory,
    (value) => bytesText(value),
  ),
  number('field', 'Receptive field', ({ costs }) => costs.field, whole),
];

/** `column` undefined: in the order in which they run. */
export interface Order {
  readonly column: string | undefined;
  readonly isDown: boolean;
}

export function rowsOf({ nodes }: Diagram, { column, isDown }: Order): DiagramNode[] {
  const rows = nodes.filter(({ look }) => look !== 'pill');
  const by = COLUMNS.find(({ id }) => id === column);
  if (by === undefined) return rows;
  return [...rows].sort((a, b) => compared(by.value(a), by.value(b), isDown ? -1 : 1));
}

function compared(a: number | string | undefined, b: number | string | undefined, sign: 1 | -1): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const difference =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true });
  return sign * difference;
}

/** For a spreadsheet: numbers in full (RFC 4180). */
export function csvOf(rows: readonly DiagramNode[]): string {
  const quoted = (value: number | string | undefined): string => {
    const written = String(value ?? '');
    return /[",\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
  };
  const lines = [
    COLUMNS.map(({ title }) => quoted(title)),
    ...rows.map((row) => COLUMNS.map(({ value }) => quoted(value(row)))),
  ];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
