/** A model's weights by name, and its layers with filters, for pages that show what it has learned. */
import { weightedOf } from '../editor';
import type { PlainLocation, Requests } from '../protocol';
import { rangesOf } from './publish';
import type { Opened, Workspace } from './workspace';

export function modelWeights(
  workspace: Workspace,
  opened: Opened,
  { wanted }: Requests['convscope/weights']['params'],
): Requests['convscope/weights']['result'] {
  const graphs = opened.reading?.graphs ?? [];
  const graph = graphs.find(({ model }) => model === wanted) ?? graphs.find(({ cls }) => cls === wanted);
  const shown = graph ?? (wanted === undefined ? graphs[0] : undefined);
  if (shown === undefined) return null;
  const ranges = rangesOf(workspace, opened);
  const { names, layers, size } = weightedOf(shown);
  return {
    model: shown.model,
    cls: shown.cls,
    names,
    size,
    layers: layers.map(({ place, ...layer }) => {
      const at = place && ranges.of(place);
      const location: PlainLocation | undefined = at && { uri: at.uri, start: at.range.start, end: at.range.end };
      return { ...layer, location };
    }),
  };
}
