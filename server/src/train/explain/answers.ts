/** Answers about a network and an image. Sessions live as long as the process, or until they are closed. */
import type { Explanations } from '../../protocol';
import { openData } from '../data/open';
import { TrainError } from '../files/errors';
import type { Asking } from '../inspection/asking';
import { attribution, occlusion, unitSeen } from './attribute';
import { look, mapsOf } from './look';
import { openSession, type Session } from './session';
import { samples, topImages } from './top';
import { visualise } from './visualise';

type Handlers = {
  readonly [N in keyof Explanations]: (
    params: Explanations[N]['params'],
    asking: Asking,
  ) => Promise<Explanations[N]['result']>;
};

const sessions = new Map<string, Session>();

function held({ session }: { readonly session: string }): Session {
  const found = sessions.get(session);
  if (found === undefined) throw new TrainError('The model is not loaded any more; open the activations again');
  return found;
}

async function close({ session }: { readonly session: string }): Promise<void> {
  const before = sessions.get(session);
  sessions.delete(session);
  await before?.close();
}

export const EXPLAIN_HANDLERS: Handlers = {
  'explain/size': async ({ recipe, folder }) => {
    const data = await openData(recipe.data, folder, recipe.loss.ignore_index);
    data.close();
    return data.size;
  },
  'explain/open': async (params) => {
    const opened = await openSession(params);
    await close(params);
    sessions.set(params.session, opened);
    return opened.about;
  },
  'explain/image': async (params) => look(held(params), params),
  'explain/maps': async (params) => mapsOf(held(params), params.layer),
  'explain/unit': async (params) => unitSeen(held(params), params),
  'explain/attribution': async (params) => attribution(held(params), params),
  'explain/occlusion': async (params, asking) => occlusion(held(params), params, asking),
  'explain/visualise': async (params, asking) => visualise(held(params), params, asking),
  'explain/top': async (params, asking) => topImages(held(params), params, asking),
  'explain/samples': async (params) => samples(held(params), params),
  'explain/close': async (params) => {
    await close(params);
    return null;
  },
};
