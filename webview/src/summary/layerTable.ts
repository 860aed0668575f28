/**
 * The layers of a model as a tree in a table: arrow keys move, left and right fold, Enter goes to the code.
 * One row is in the tab order at a time.
 */
import type { PlainLocation, SummaryModel, SummaryRow } from '../../../server/src/protocol';
import { element } from '../dom/element';

const COLUMNS = ['Layer', 'Class', 'Input → output', 'Parameters', 'Multiply-adds'] as const;

interface Line {
  readonly row: SummaryRow;
  readonly key: string;
  readonly isGroup: boolean;
  readonly parents: readonly string[];
}

export function layerTable(
  model: SummaryModel,
  folded: Set<string>,
  reveal: (location: PlainLocation, keepFocus: boolean) => void,
): HTMLElement {
  const lines = linesOf(model);
  const rows = lines.map((line) => rowOf(line, folded));
  const body = element('tbody', {}, rows);
  const focus = (index: number): void => {
    for (const row of rows) row.tabIndex = -1;
    const row = rows[index];
    if (row === undefined) return;
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
    row.cells[0]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const show = (): void => {
    lines.forEach((line, i) => {
      const row = rows[i];
      if (row === undefined) return;
      row.hidden = line.parents.some((parent) => folded.has(parent));
      if (line.isGroup) row.setAttribute('aria-expanded', String(!folded.has(line.key)));
    });
  };
  const fold = (index: number, wanted: boolean): void => {
    const line = lines[index];
    if (line === undefined || !line.isGroup) return;
    if (wanted) folded.add(line.key);
    else folded.delete(line.key);
    show();
  };
  const go = (index: number, keepFocus: boolean): void => {
    const location = lines[index]?.row.location;
    if (location !== undefined) reveal(location, keepFocus);
  };
  const neighbour = (from: number, step: 1 | -1): number => {
    let index = from + step;
    while (rows[index]?.hidden) index += step;
    return rows[index] === undefined ? from : index;
  };
  const parentOf = (index: number): number => lines.findIndex(({ key }) => key === lines[index]?.parents.at(-1));

  body.addEventListener('click', ({ target }) => {
    const index = rows.findIndex((row) => target instanceof Node && row.contains(target));
    if (index < 0) return;
    if (target instanceof Element && target.closest('.twistie') !== null) {
      fold(index, !folded.has(lines[index]?.key ?? ''));
      focus(index);
    } else {
      focus(index);
      go(index, true);
    }
  });
  body.addEventListener('keydown', (event) => {
    const index = event.target instanceof HTMLTableRowElement ? rows.indexOf(event.target) : -1;
    const line = lines[index];
    if (line === undefined) return;
    const isFolded = folded.has(line.key);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focus(neighbour(index, 1)),
      ArrowUp: () => focus(neighbour(index, -1)),
      Home: () => focus(0),
      End: () => focus(neighbour(rows.length, -1)),
      ArrowRight: () => (line.isGroup && isFolded ? fold(index, false) : focus(neighbour(index, 1))),
      ArrowLeft: () => (line.isGroup && !isFolded ? fold(index, true) : focus(Math.max(0, parentOf(index)))),
      Enter: () => go(index, false),
      ' ': () => go(index, true),
    };
    const act = acts[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });

  show();
  if (rows[0]) rows[0].tabIndex = 0;
  const head = element('thead', {}, [element('tr', {}, COLUMNS.map(headerCell))]);
  const label = `Layers of ${model.model}. Enter goes to the code, left and right fold.`;
  return element('table', { role: 'treegrid', 'aria-label': label }, [head, body]);
}

function headerCell(name: string, index: number): HTMLElement {
  return element('th', { scope: 'col', ...(index > 2 && { class: 'number' }) }, [name]);
}

/** Rows with what folds them; a row that deeper ones follow is a group. */
function linesOf({ rows }: SummaryModel): Line[] {
  const open: Line[] = [];
  return rows.map((row, i) => {
    while (open.length > 0 && (open.at(-1)?.row.depth ?? 0) >= row.depth) open.pop();
    const line: Line = {
      row,
      key: `${row.depth} ${row.name} ${rows.slice(0, i).filter(({ name }) => name === row.name).length}`,
      isGroup: (rows[i + 1]?.depth ?? 0) > row.depth,
      parents: open.map(({ key }) => key),
    };
    if (line.isGroup) open.push(line);
    return line;
  });
}

function rowOf({ row, key, isGroup }: Line, folded: Set<string>): HTMLTableRowElement {
  const place = row.location === undefined ? {} : { class: 'linked' };
  const twistie = element('span', { class: isGroup ? 'twistie' : 'twistie none', 'aria-hidden': 'true' });
  const name = row.name === '' ? '(the model)' : (row.name.split('.').at(-1) ?? row.name);
  const cells = [
    element('th', { scope: 'row', class: `name depth-${Math.min(row.depth, 8)}`, title: row.name }, [twistie, name]),
    element('td', {}, [row.cls]),
    element('td', { class: 'shape' }, [row.input === row.output ? row.output : `${row.input} → ${row.output}`]),
    element('td', { class: isNothing(row.params) ? 'number faint' : 'number' }, [row.params]),
    element('td', { class: isNothing(row.macs) ? 'number faint' : 'number' }, [row.macs]),
  ];
  const expanded: Record<string, string> = isGroup ? { 'aria-expanded': String(!folded.has(key)) } : {};
  const level = { 'aria-level': String(row.depth + 1) };
  return element('tr', { id: `row ${key}`, tabindex: '-1', role: 'row', ...level, ...expanded, ...place }, cells);
}

function isNothing(count: string): boolean {
  return count === '0';
}
