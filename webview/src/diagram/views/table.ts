/** The summary as a table: every layer with its costs, sortable, to copy; and memory against batch size. */
import { type DiagramNode, markdownOf } from '../../../../server/src/draw';
import type { TrainingMemory } from '../../../../server/src/protocol';
import { element } from '../../dom/element';
import { asOneStop } from '../../dom/rows';
import { svg } from '../../dom/svg';
import { memoryChart } from '../table/memoryChart';
import { COLUMNS, type Column, csvOf, type Order, rowsOf } from '../table/rows';
import type { OpenView, Shown, View, ViewContext } from '../view';

export const tableView: View = {
  id: 'table',
  title: 'Table',
  open: (host, context) => new TableView(host, context),
};

const BAR = 44;

class TableView implements OpenView {
  private readonly context: ViewContext;
  private readonly root = element('div', { class: 'table-view' });
  private order: Order = { column: undefined, isDown: true };
  private gib = 16;
  private shown: Shown | undefined;
  private memory: TrainingMemory | null = null;
  private asked = 0;

  constructor(host: HTMLElement, context: ViewContext) {
    this.context = context;
    host.append(this.root);
  }

  show(shown: Shown): void {
    this.shown = shown;
    this.draw();
    void this.measure(shown);
  }

  close(): void {
    this.asked += 1;
  }

  private async measure({ model }: Shown): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    const found = await this.context.ask('convscope/memory', { uri: this.context.uri(), model: model.model });
    if (asked !== this.asked) return;
    this.memory = found ?? null;
    this.draw();
  }

  private draw(): void {
    const { shown } = this;
    if (shown === undefined) return;
    const focused = document.activeElement?.id;
    const { scrollTop } = this.root;
    const rows = rowsOf(shown.model.diagram, this.order);
    this.root.replaceChildren(this.tools(shown, rows), this.table(shown, rows), ...this.chart());
    this.root.scrollTop = scrollTop;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  private tools({ model }: Shown, rows: readonly DiagramNode[]): Node {
    const { post } = this.context;
    return element('div', { class: 'tools' }, [
      button('Copy as Markdown', () => post({ kind: 'copy', text: markdownOf(model.diagram), what: 'Table' })),
      button('Copy as CSV', () => post({ kind: 'copy', text: csvOf(rows), what: 'Table' })),
      ...(this.order.column === undefined
        ? []
        : [button('In order of running', () => this.sort({ column: undefined, isDown: true }))]),
    ]);
  }

  private table({ model }: Shown, rows: readonly DiagramNode[]): Node {
    const most = new Map(
      COLUMNS.filter(({ isNumber }) => isNumber).map((column) => [column.id, largest(column, rows)]),
    );
    const body = rows.map((node) => {
      const cells = COLUMNS.map((column) => cellOf(column, node, most.get(column.id) ?? 0));
      const row = element('tr', { id: `row ${node.key}`, class: `family-${node.family}` }, cells);
      const place = model.nodes[node.id]?.built ?? model.nodes[node.id]?.called;
      const reveal = (keepFocus: boolean): void => {
        if (place) this.context.post({ kind: 'reveal', location: place, keepFocus });
      };
      row.addEventListener('click', () => reveal(true));
      row.addEventListener('keydown', ({ key }) => key === 'Enter' && reveal(false));
      return row;
    });
    asOneStop(body);
    const total = model.diagram.groups[0];
    const sums = COLUMNS.map((column) => {
      const cost = column.id === 'params' ? total?.costs.params : column.id === 'macs' ? total?.costs.macs : undefined;
      const text = column.id === 'layer' ? 'Total' : (cost?.toLocaleString('en-US') ?? '');
      if (column.id === 'layer') return element('th', { scope: 'row' }, [text]);
      return element('td', column.isNumber ? { class: 'number' } : {}, [text]);
    });
    return element('table', { 'aria-label': `Layers of ${model.model}` }, [
      element('thead', {}, [
        element(
          'tr',
          {},
          COLUMNS.map((column) => this.header(column)),
        ),
      ]),
      element('tbody', {}, body),
      element('tfoot', {}, [element('tr', {}, sums)]),
    ]);
  }

  private header({ id, title, isNumber }: Column): Node {
    const isOwn = this.order.column === id;
    const sorted = isOwn ? (this.order.isDown ? 'descending' : 'ascending') : 'none';
    const arrow = isOwn ? (this.order.isDown ? ' ↓' : ' ↑') : '';
    const sort = button(`${title}${arrow}`, () =>
      this.sort({ column: id, isDown: isOwn ? !this.order.isDown : isNumber }),
    );
    sort.id = `sort ${id}`;
    return element('th', { scope: 'col', 'aria-sort': sorted, ...(isNumber && { class: 'number' }) }, [sort]);
  }

  private sort(order: Order): void {
    this.order = order;
    this.draw();
  }

  private chart(): Node[] {
    if (this.memory === null) return [];
    return [
      memoryChart(this.memory, this.gib, (gib) => {
        this.gib = gib;
        this.draw();
      }),
    ];
  }
}

const largest = ({ value }: Column, rows: readonly DiagramNode[]): number =>
  rows.reduce((most, row) => {
    const known = value(row);
    return typeof known === 'number' ? Math.max(most, known) : most;
  }, 0);

/** Numbers with a bar: their share of the largest in the column. */
function cellOf(column: Column, node: DiagramNode, most: number): Node {
  const text = column.text(node);
  if (column.id === 'layer') return element('th', { scope: 'row' }, [text]);
  if (!column.isNumber) return element('td', {}, [text]);
  const value = column.value(node);
  const share = typeof value === 'number' && most > 0 ? value / most : 0;
  const bar = svg('svg', { class: 'bar-of', width: BAR, height: 8, 'aria-hidden': 'true' }, [
    svg('rect', { width: Math.max(share > 0 ? 1 : 0, share * BAR), height: 8, rx: 2 }),
  ]);
  return element('td', { class: 'number' }, [text, ' ', bar]);
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = element('button', { id: text }, [text]);
  made.addEventListener('click', act);
  return made;
}
