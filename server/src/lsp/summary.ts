/** The summary of every model of a file, as the client's table shows it. */
import { inputText } from '../editor';
import { bytesText, countText, type Graph, type Reading, type Total, valueText } from '../graph';
import type { PlainLocation, SummaryModel } from '../protocol';
import type { Dim } from '../symbolic';
import type { Ranges } from './convert';

export const summaryOf = (reading: Reading, ranges: Ranges): SummaryModel[] =>
  reading.graphs.map((graph) => modelOf(graph, ranges));

function modelOf(graph: Graph, ranges: Ranges): SummaryModel {
  const locate = (place: Parameters<Ranges['of']>[0] | undefined): PlainLocation | undefined => {
    const at = place && ranges.of(place);
    return at && { uri: at.uri, start: at.range.start, end: at.range.end };
  };
  const built = new Map(graph.modules.map((m) => [m.name, m.builtAt]));
  return {
    model: graph.model,
    cls: graph.cls,
    mode: graph.mode,
    input: inputText(graph),
    inputSource: graph.inputSource.text,
    output: valueText(graph.output) ?? 'not known',
    params: totalText(graph.params),
    trainable: exactText(graph.params.trainable),
    macs: totalText(graph.macs),
    memory: `${graph.memory.exact ? '' : '≥ '}${bytesText(graph.memory.training)}`,
    receptiveField: graph.receptiveField && fieldText(graph.receptiveField.size),
    rows: graph.calls
      .filter((c) => c.to >= 0)
      .map((call) => ({
        depth: call.depth,
        name: call.name,
        cls: call.cls,
        input: call.inputs.map((v) => valueText(v) ?? '?').join(', '),
        output: valueText(call.output) ?? '?',
        params: countText(call.params),
        macs: countText(call.macs),
        location: locate(built.get(call.name) ?? call.place),
      })),
    assumptions: graph.assumptions.map((a) => `${a.text} — ${a.reason}`),
    unknown: graph.unknowns.map((u) => ({ reason: u.cause.reason, count: u.count, location: locate(u.cause.place) })),
  };
}

const totalText = (t: Total): string => `${t.exact ? '' : '≥ '}${exactText(t.total)}`;
const exactText = (dim: Dim): string => (typeof dim === 'number' ? dim.toLocaleString('en-US') : countText(dim));
const fieldText = (size: readonly (Dim | 'all')[]): string =>
  size.every((s) => s === 'all') ? 'the whole input' : size.map(String).join('×');
