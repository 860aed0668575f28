/** The summary for people: an aligned table. */
import type { Graph, GraphValue, ModuleCall, Reading, Total } from '../graph';
import { type Dim, display } from '../symbolic';
import { type Lines, shortName } from './json';

export function summaryText(reading: Reading, lines: Lines, depth: number): string {
  if (reading.graphs.length === 0) {
    const reasons = reading.unknowns.slice(0, 4).map(({ cause }) => {
      // A stand-in of Convscope's own is no place to look at.
      const at = cause.place?.file.startsWith('convscope:') ? undefined : cause.place && lines.at(cause.place);
      return `not known: ${cause.reason}${at ? ` (${shortName(at.file)}:${at.line})` : ''}\n`;
    });
    return `${shortName(reading.file)}: no model found. Name one: --model "Net()"\n${reasons.join('')}`;
  }
  return `${reading.graphs.map((graph) => graphText(graph, lines, depth)).join('\n')}`;
}

function graphText(graph: Graph, lines: Lines, depth: number): string {
  const rows = graph.calls.filter((c) => c.to >= 0 && c.depth <= depth).map((c) => rowOf(c));
  const out = [
    `${graph.model}  (${graph.cls}, ${graph.mode})`,
    `input ${graph.inputs.map(valueText).join(', ')}  ${graph.inputSource.text}`,
    '',
  ];
  out.push(...table([['layer', 'class', 'output', 'parameters', 'multiply-adds'], ...rows]), '');
  out.push(`parameters     ${totalText(graph.params)}   trainable ${count(graph.params.trainable)}`);
  out.push(`multiply-adds  ${totalText(graph.macs)}`);
  out.push(
    `memory         parameters ${bytes(graph.memory.params)}, activations kept ${bytes(graph.memory.activations)}, training ${graph.memory.exact ? '' : '≥ '}${bytes(graph.memory.training)} (SGD with momentum; allocator and workspace excluded)`,
  );
  if (graph.receptiveField) out.push(`receptive field ${graph.receptiveField.size.map(String).join(' × ')}`);
  for (const a of graph.assumptions) out.push(`needs ${a.text} (${a.reason})`);
  for (const p of graph.problems) {
    const at = lines.at(p.place);
    out.push(`${at.file}:${at.line}:${at.column} ${p.severity} ${p.code} ${p.message}`);
  }
  for (const u of graph.unknowns.slice(0, 8))
    out.push(`not known: ${u.cause.reason}${u.count > 1 ? ` (${u.count} times)` : ''}`);
  return `${out.join('\n')}\n`;
}

const rowOf = (c: ModuleCall): string[] => [
  `${'  '.repeat(c.depth)}${c.name === '' ? '(model)' : (c.name.split('.').at(-1) ?? c.name)}`,
  c.cls,
  valueText(c.output),
  count(c.params),
  count(c.macs),
];

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((r) => [...(r[i] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i >= 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function valueText(value: GraphValue): string {
  switch (value.kind) {
    case 'tensor':
      return value.shape.length === 0 ? 'scalar' : value.shape.map(display).join('×');
    case 'seq':
      return `[${value.items.map(valueText).join(', ')}${value.open ? ', …' : ''}]`;
    case 'dict':
      return `{${value.entries.map(([k, v]) => `${k}: ${valueText(v)}`).join(', ')}}`;
    case 'int':
      return display(value.value);
    case 'size':
      return `[${value.dims.map(display).join(', ')}]`;
    case 'py':
      return String(value.value);
    case 'object':
      return value.cls;
    case 'unknown':
      return '?';
  }
}

const totalText = (t: Total): string =>
  `${t.exact ? '' : '≥ '}${count(t.total)}${t.exact || !t.reason ? '' : ` (incomplete: ${t.reason.reason})`}`;
const count = (dim: Dim): string => (typeof dim === 'number' ? dim.toLocaleString('en-US') : display(dim));

/** Binary units, three figures. */
export function bytes(dim: Dim): string {
  if (typeof dim !== 'number') return `${display(dim)} B`;
  let value = dim;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB', 'TiB']) {
    if (value < 1024 || unit === 'TiB') return `${Number(value.toPrecision(4))} ${unit}`;
    value /= 1024;
  }
  return `${dim} B`;
}
