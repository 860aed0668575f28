/** Memory against batch size, and a model against another one or an older text. */
import { compareDiagrams, compareTotals, diagramOf } from '../draw';
import type { Graph, GraphValue } from '../graph';
import type { Comparison, Requests, TrainingMemory } from '../protocol';
import { vocabularyOf } from '../read';
import { type Dim, evaluate, sub } from '../symbolic';
import type { Opened, Workspace } from './workspace';

export function trainingMemory(opened: Pick<Opened, 'reading'>, wanted: string): TrainingMemory | null {
  const graph = modelOf(opened.reading?.graphs ?? [], wanted);
  if (!graph) return null;
  const { training, activations, exact } = graph.memory;
  const fixed = evaluate(sub(training, activations), new Map());
  const batch = batchOf(graph.inputs);
  const perSample = batch === undefined ? slope(activations) : evaluate(activations, new Map());
  if (fixed === undefined || perSample === undefined || batch === 0) return null;
  return { fixed, perSample: batch === undefined ? perSample : perSample / batch, batch, exact };
}

/** What one more sample takes, where the batch is the symbol B. */
function slope(activations: Dim): number | undefined {
  const at = (batch: number): number | undefined => evaluate(activations, new Map([['B', batch]]));
  const [one, two] = [at(1), at(2)];
  return one === undefined || two === undefined ? undefined : two - one;
}

function batchOf([first]: readonly GraphValue[]): number | undefined {
  const size = first?.kind === 'tensor' ? first.shape[0] : undefined;
  return typeof size === 'number' ? size : undefined;
}

export function compare(
  workspace: Workspace,
  opened: Opened,
  { model, before }: Requests['convscope/compare']['params'],
): Comparison | null {
  const graphs = opened.reading?.graphs ?? [];
  const after = modelOf(graphs, model);
  const older =
    before.kind === 'model'
      ? modelOf(graphs, before.model)
      : after && sameIn(workspace.readText(opened, before.text)?.reading.graphs ?? [], after);
  if (!after || !older) return null;
  return {
    before: before.kind === 'text' ? before.title : older.model,
    after: after.model,
    totals: compareTotals(older, after),
    lines: compareDiagrams(diagramOf(older, vocabularyOf(older)), diagramOf(after, vocabularyOf(after))),
  };
}

const modelOf = (graphs: readonly Graph[], model: string): Graph | undefined => graphs.find((g) => g.model === model);

/** By its expression, or by its class where that was written otherwise. */
const sameIn = (graphs: readonly Graph[], { model, cls }: Graph): Graph | undefined =>
  modelOf(graphs, model) ?? graphs.find((g) => g.cls === cls);
