/** What training asks of the reader: what a script says about its recipe, and a model as programs. */
import { offersOf } from '../offers';
import type { PlainLocation, Requests } from '../protocol';
import { rangesOf } from './publish';
import type { Opened, Workspace } from './workspace';

type Offers = Requests['convscope/trainingOffers']['result'];
type ModelAnswer = Requests['convscope/trainingModel']['result'];

export function trainingOffers(opened: Opened): Offers {
  const models = opened.reading?.graphs.map(({ model, cls }) => ({ model, cls })) ?? [];
  const distinct = models.filter((one, i) => models.findIndex(({ model }) => model === one.model) === i);
  return { models: distinct, fields: [...offersOf(opened.tree)] };
}

export function trainingModel(
  workspace: Workspace,
  opened: Opened,
  { model, size }: Requests['convscope/trainingModel']['params'],
): ModelAnswer {
  const read = workspace.readForTraining(opened, model, size);
  if (read.train !== undefined) return { model: { train: read.train, evaluate: read.evaluate }, hindrances: [] };
  const ranges = rangesOf(workspace, opened);
  const located = read.hindrances.map(({ message, place }) => {
    const at = place && ranges.of(place);
    const location: PlainLocation | undefined = at && { uri: at.uri, start: at.range.start, end: at.range.end };
    return { message, location };
  });
  return { model: undefined, hindrances: located };
}
