/** The model beside another one of the file, or beside itself at the last commit. */
import { bytesText, type ComparedLine, type ComparedTotal, type DiagramNode } from '../../../../server/src/draw';
import type { Comparison } from '../../../../server/src/protocol';
import { element } from '../../dom/element';
import { asOneStop } from '../../dom/rows';
import type { OpenView, Shown, View, ViewContext } from '../view';

export const compareView: View = {
  id: 'compare',
  title: 'Compare',
  open: (host, context) => new CompareView(host, context),
};

const HEAD = 'HEAD';
/** More unchanged layers than this in a row are folded to one line. */
const CONTEXT = 2;

class CompareView implements OpenView {
  private readonly context: ViewContext;
  private readonly root = element('div', { class: 'compare-view' });
  private against: string;
  private shown: Shown | undefined;
  private asked = 0;

  constructor(host: HTMLElement, context: ViewContext) {
    this.context = context;
    const kept = context.kept();
    this.against = typeof kept === 'string' ? kept : HEAD;
    host.append(this.root);
  }

  show(shown: Shown): void {
    this.shown = shown;
    void this.refresh(shown);
  }

  close(): void {
    this.asked += 1;
  }

  private async refresh(shown: Shown): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    const found = await this.compared(shown);
    if (asked === this.asked) this.draw(shown, found);
  }

  /** A text: why there is nothing to compare. */
  private async compared({ model }: Shown): Promise<Comparison | string> {
    const uri = this.context.uri();
    if (this.against !== HEAD) {
      const before = { kind: 'model', model: this.against } as const;
      return (await this.context.ask('convscope/compare', { uri, model: model.model, before })) ?? 'It cannot be read.';
    }
    const committed = await this.context.committed();
    if ('reason' in committed) return committed.reason;
    const before = { kind: 'text', text: committed.text, title: `${model.model} at HEAD` } as const;
    const found = await this.context.ask('convscope/compare', { uri, model: model.model, before });
    return found ?? `At the last commit there is no ${model.cls} in this file that can be read.`;
  }

  private draw(shown: Shown, found: Comparison | string): void {
    const focused = document.activeElement?.id;
    const body =
      typeof found === 'string'
        ? [element('p', { role: 'status' }, [found])]
        : [totals(found.totals), layers(found, shown, this.context)];
    this.root.replaceChildren(this.choice(shown), ...body);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  private choice({ model, models }: Shown): Node {
    const others = models.filter((other) => other.model !== model.model);
    const option = (value: string, text: string): Node =>
      element('option', { value, ...(value === this.against && { selected: '' }) }, [text]);
    const select = element('select', { id: 'compare with', 'aria-label': 'Compare with' }, [
      option(HEAD, 'itself at the last commit'),
      ...others.map((other) => option(other.model, other.model)),
    ]);
    select.addEventListener('change', () => {
      this.against = select.value;
      this.context.keep(this.against);
      if (this.shown) void this.refresh(this.shown);
    });
    return element('p', { class: 'tools' }, [element('code', {}, [model.model]), ' compared with ', select]);
  }
}

function totals(all: readonly ComparedTotal[]): Node {
  const rows = all.map((total) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, [total.name]),
      ...[total.before, total.after].map((value) => element('td', { class: 'number' }, [written(total, value)])),
      element('td', { class: `number ${directionOf(total)}` }, [differenceText(total)]),
    ]),
  );
  const head = ['Total', 'Before', 'Now', 'Difference'].map((title) => element('th', { scope: 'col' }, [title]));
  return element('table', { class: 'totals', 'aria-label': 'Totals' }, [
    element('thead', {}, [element('tr', {}, head)]),
    element('tbody', {}, rows),
  ]);
}

function written({ unit, exact }: ComparedTotal, value: number | undefined): string {
  if (value === undefined) return unit === 'pixels' ? 'the whole input' : 'not known';
  const text = unit === 'bytes' ? bytesText(value) : value.toLocaleString('en-US');
  return `${exact ? '' : '≥ '}${text}`;
}

function differenceText({ before, after, unit }: ComparedTotal): string {
  if (before === undefined || after === undefined || before === after) return before === after ? '=' : '';
  const difference = Math.abs(after - before);
  const text = unit === 'bytes' ? bytesText(difference) : difference.toLocaleString('en-US');
  const share = before > 0 ? ` (${after > before ? '+' : '−'}${((100 * difference) / before).toFixed(1)} %)` : '';
  return `${after > before ? '+' : '−'} ${text}${share}`;
}

const directionOf = ({ before, after }: ComparedTotal): string =>
  before === undefined || after === undefined || before === after ? '' : after > before ? 'more' : 'less';

function layers({ lines, before, after }: Comparison, shown: Shown, context: ViewContext): Node {
  if (lines.every(({ kind }) => kind === 'same')) return element('p', { role: 'status' }, ['Every layer is the same.']);
  const sign = element('span', { class: 'unseen' }, ['Change']);
  const head = [sign, before, after, 'What changed'].map((title) => element('th', { scope: 'col' }, [title]));
  const rows = folded(lines).map((line) => (typeof line === 'number' ? unchanged(line) : rowOf(line, shown, context)));
  // By their names the focus finds its row again after a redraw.
  for (const [at, row] of rows.entries()) row.id = `line ${at}`;
  asOneStop(rows.filter((row) => !row.classList.contains('fold')));
  return element('table', { class: 'layers', 'aria-label': 'Layers' }, [
    element('thead', {}, [element('tr', {}, head)]),
    element('tbody', {}, rows),
  ]);
}

/** Runs of unchanged layers as their number. */
function folded(lines: readonly ComparedLine[]): (ComparedLine | number)[] {
  const isNear = lines.map((_, i) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  );
  const rows: (ComparedLine | number)[] = [];
  lines.forEach((line, i) => {
    const last = rows.at(-1);
    if (isNear[i]) rows.push(line);
    else if (typeof last === 'number') rows.splice(-1, 1, last + 1);
    else rows.push(1);
  });
  return rows;
}

const unchanged = (count: number): HTMLElement =>
  element('tr', { class: 'fold' }, [element('td', { colspan: '4' }, [`${count} unchanged`])]);

const SIGNS = {
  same: ['', 'unchanged'],
  changed: ['~', 'changed'],
  removed: ['−', 'removed'],
  added: ['+', 'added'],
} as const;

function rowOf(line: ComparedLine, { model }: Shown, context: ViewContext): HTMLElement {
  const [sign, label] = SIGNS[line.kind];
  const after = line.kind === 'removed' ? undefined : line.after;
  const before = line.kind === 'added' ? undefined : line.before;
  const what = line.kind === 'changed' ? line.what.join(', ') : '';
  const row = element('tr', { class: line.kind }, [
    element('td', { class: 'sign', 'aria-label': label }, [sign]),
    element('td', {}, layer(before)),
    element('td', {}, layer(after)),
    element('td', {}, [what]),
  ]);
  const place = after && (model.nodes[after.id]?.built ?? model.nodes[after.id]?.called);
  if (place) {
    row.addEventListener('click', () => context.post({ kind: 'reveal', location: place, keepFocus: true }));
    row.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') context.post({ kind: 'reveal', location: place, keepFocus: false });
    });
  }
  return row;
}

const layer = (node: DiagramNode | undefined): (Node | string)[] =>
  node === undefined
    ? []
    : [
        element('code', {}, [node.module ?? node.name]),
        ` ${node.detail} `,
        ...(node.detail.endsWith(node.size) ? [] : [element('span', { class: 'faint' }, [node.size])]),
      ];
