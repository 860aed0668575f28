/** The summary of a model in a few lines: hover on a class, lens above it. */
import { bytesText, countText, type Graph, type GraphValue, type ModelClass, type Reading, valueText } from '../graph';
import { type Dim, evaluate, substitute } from '../symbolic';
import type { Span } from '../syntax';
import { type Choices, instanceLabel, shownInstance } from './instances';

export function summaryLines(graph: Graph): string[] {
  const lines = [`**${graph.model}** · ${graph.mode}`, '', '| | |', '|---|---|'];
  const row = (name: string, value: string): void => {
    lines.push(`| ${name} | ${value} |`);
  };
  row('input', `${inputText(graph)} — ${graph.inputSource.text}`);
  row('output', valueText(graph.output) ?? 'not known');
  row('parameters', `${total(graph.params)}, ${bytesText(graph.memory.params)}`);
  row('multiply-adds', total(graph.macs));
  row('memory to train', `${graph.memory.exact ? '' : '≥ '}${bytesText(graph.memory.training)} (SGD with momentum)`);
  if (graph.receptiveField) row('receptive field', fieldText(graph));
  for (const assumption of graph.assumptions.slice(0, 4)) row('needs', assumption.text);
  return lines;
}

export const inputText = (graph: Graph): string => graph.inputs.map((v) => valueText(v) ?? '?').join(', ');
const total = (t: Graph['params'] | Graph['macs']): string =>
  `${t.exact ? '' : '≥ '}${countText(t.total)}${t.exact || !t.reason ? '' : ` (${t.reason.reason})`}`;
const fieldText = (graph: Graph): string => {
  const sizes = graph.receptiveField?.size.map(String) ?? [];
  return sizes.every((s) => s === 'all') ? 'the whole input' : sizes.join('×');
};

export interface Lens {
  readonly span: Span;
  readonly title: string;
  readonly command:
    | 'convscope.showSummary'
    | 'convscope.showDiagram'
    | 'convscope.train'
    | 'convscope.showFilters'
    | 'convscope.showActivations'
    | 'convscope.setInputShape'
    | 'convscope.chooseInstance';
  readonly cls: string;
}

/** Above each model class: what it costs, where its input comes from, which instance it shows. */
export function lensesOf(reading: Reading, choices: Choices, batch: number): Lens[] {
  return reading.classes.flatMap((cls) => [...rootLenses(cls, reading, batch), ...instanceLens(cls, reading, choices)]);
}

function rootLenses(cls: ModelClass, reading: Reading, batch: number): Lens[] {
  const graph = reading.graphs[cls.roots[0] ?? -1];
  if (!graph) return [];
  const size = batchOf(graph.inputs) ?? batch;
  const memory = atBatch(graph.memory.training, size);
  const parts = [
    `${graph.params.exact ? '' : '≥ '}${countText(graph.params.total)} parameters (${bytesText(graph.memory.params)})`,
    ...(typeof graph.macs.total === 'number' && graph.macs.total > 0
      ? [`${graph.macs.exact ? '' : '≥ '}${countText(graph.macs.total)} MACs`]
      : []),
    ...(memory === undefined
      ? []
      : [`${graph.memory.exact ? '' : '≥ '}${bytesText(memory)} to train at batch ${size}`]),
    ...(graph.receptiveField ? [`receptive field ${fieldText(graph)}`] : []),
  ];
  return [
    { span: cls.nameSpan, title: parts.join(' · '), command: 'convscope.showSummary', cls: cls.name },
    { span: cls.nameSpan, title: 'diagram', command: 'convscope.showDiagram', cls: cls.name },
    { span: cls.nameSpan, title: 'train', command: 'convscope.train', cls: cls.name },
    { span: cls.nameSpan, title: 'filters', command: 'convscope.showFilters', cls: cls.name },
    { span: cls.nameSpan, title: 'activations', command: 'convscope.showActivations', cls: cls.name },
    {
      span: cls.nameSpan,
      title: `input ${inputText(graph)} ${graph.inputSource.text}`,
      command: 'convscope.setInputShape',
      cls: cls.name,
    },
  ];
}

function instanceLens(cls: ModelClass, reading: Reading, choices: Choices): Lens[] {
  if (cls.instances.length < 2) return [];
  const shown = shownInstance(cls, choices);
  if (!shown) return [];
  const at = cls.instances.findIndex((i) => i.graph === shown.graph && i.name === shown.name);
  return [
    {
      span: cls.nameSpan,
      title: `as ${instanceLabel(shown, reading.graphs)} · ${at + 1} of ${cls.instances.length}`,
      command: 'convscope.chooseInstance',
      cls: cls.name,
    },
  ];
}

function batchOf(inputs: readonly GraphValue[]): number | undefined {
  const first = inputs[0];
  const size = first?.kind === 'tensor' ? first.shape[0] : undefined;
  return typeof size === 'number' ? size : undefined;
}

/** Memory with B filled in; undefined where other sizes are open. */
function atBatch(memory: Dim, batch: number): number | undefined {
  const filled = substitute(memory, new Map([['B', batch]]));
  return typeof filled === 'number' ? filled : evaluate(filled, new Map());
}
