/** What the inspection process answers, a handler for each question. */
import { matchWeights } from '../../inspect';
import type { InspectionName, Inspections } from '../../protocol';
import { floatsOf } from '../checkpoint';
import { EXPLAIN_HANDLERS } from '../explain/answers';
import { TrainError } from '../files/errors';
import { using, weightsFrom } from '../weights/source';
import type { Asking } from './asking';
import { filterLayer } from './filters';

type Handlers = {
  readonly [N in InspectionName]: (
    params: Inspections[N]['params'],
    asking: Asking,
  ) => Promise<Inspections[N]['result']>;
};

export const HANDLERS: Handlers = {
  ...EXPLAIN_HANDLERS,
  'weights/open': async ({ origin, model }) => {
    const source = await weightsFrom(origin);
    const tensors = await using(await source.open(source.epochs.at(-1) ?? 0), async (weights) =>
      [...weights.tensors].map(([name, { shape }]) => ({ name, shape })),
    );
    return {
      title: source.title,
      epochs: source.epochs,
      tensors,
      match: model && matchWeights(model, tensors),
    };
  },
  'weights/tensor': async ({ origin, epoch, name }) =>
    using(await (await weightsFrom(origin)).open(epoch), async ({ tensors }) => {
      const stored = tensors.get(name);
      if (stored === undefined) throw new TrainError(`There is no '${name}' in these weights`);
      return { shape: stored.shape, data: await floatsOf(stored) };
    }),
  'filters/layer': filterLayer,
};
