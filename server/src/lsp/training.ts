/** What training asks of the reader: what a script says about its recipe, and a model as programs. */
import type { Graph } from '../graph';
import { offersOf } from '../offers';
import type { PlainLocation, Requests } from '../protocol';
import type { Hindrance } from '../read';
import { ruleOf } from '../rules';
import { pageCommand } from './convert';
import { rangesOf } from './publish';
import { pathOf } from './uri';
import type { Opened, Workspace } from './workspace';

type Offers = Requests['convscope/trainingOffers']['result'];
type LookAnswer = Requests['convscope/lookModel']['result'];
type ModelAnswer = Requests['convscope/trainingModel']['result'];

export function trainingOffers(opened: Opened): Offers {
  const models = opened.reading?.graphs.map(({ model, cls }) => ({ model, cls })) ?? [];
  const distinct = models.filter((one, i) => models.findIndex(({ model }) => model === one.model) === i);
  return { models: distinct, fields: [...offersOf(opened.tree)] };
}

export function ruleLevels(
  workspace: Workspace,
  { uri, codes }: Requests['convscope/ruleLevels']['params'],
): Requests['convscope/ruleLevels']['result'] {
  const levelOf = workspace.levelsAnew(pathOf(uri));
  const isOn = workspace.setting('problems.enabled') === true;
  return Object.fromEntries(
    codes.map((code) => {
      const rule = ruleOf(code);
      return [code, { level: isOn && rule !== undefined ? levelOf(rule) : 'off', page: pageCommand(code) }];
    }),
  );
}

export function trainingModel(
  workspace: Workspace,
  opened: Opened,
  { model, size }: Requests['convscope/trainingModel']['params'],
): ModelAnswer {
  const read = workspace.readForTraining(opened, model, size);
  if (read.train !== undefined) return { model: { train: read.train, evaluate: read.evaluate }, hindrances: [] };
  return { model: undefined, hindrances: located(workspace, opened, read.hindrances) };
}

export function lookModel(
  workspace: Workspace,
  opened: Opened,
  { model: wished, cls, size: given }: Requests['convscope/lookModel']['params'],
): LookAnswer {
  const graphs = opened.reading?.graphs ?? [];
  const graph =
    graphs.find(({ model }) => model === wished) ??
    graphs.find((one) => one.cls === cls) ??
    (wished ? undefined : graphs[0]);
  const model = wished ?? graph?.model;
  const refused = (message: string): LookAnswer => ({
    model,
    program: undefined,
    hindrances: [{ message, location: undefined }],
  });
  if (model === undefined) return refused('There is no model in this file.');
  const size = given ?? (graph && sizeOf(graph));
  if (size === undefined)
    return refused(
      `${model} is not known to take images of one size. Say what its input is: Convscope: Set Input Shape, with four numbers (batch, channels, height, width)`,
    );
  const { program, hindrances } = workspace.readForLooking(opened, model, size);
  return { model, program, hindrances: located(workspace, opened, hindrances) };
}

/** Of the one image that a model takes, where it is known in numbers. */
function sizeOf({ inputs }: Graph): Requests['convscope/lookModel']['params']['size'] {
  const [input, ...more] = inputs;
  if (input?.kind !== 'tensor' || more.length > 0) return undefined;
  const [, channels, height, width, ...rest] = input.shape;
  if (typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number') return undefined;
  return rest.length === 0 ? { channels, height, width } : undefined;
}

function located(workspace: Workspace, opened: Opened, hindrances: readonly Hindrance[]): LookAnswer['hindrances'] {
  const ranges = rangesOf(workspace, opened);
  return hindrances.map(({ message, place }) => {
    const at = place && ranges.of(place);
    const location: PlainLocation | undefined = at && { uri: at.uri, start: at.range.start, end: at.range.end };
    return { message, location };
  });
}
