/** One image through one model, without a session that stays: for the command line. */

import type { Program } from '../../program';
import type { Explained, ImageSource, LayerRow, Numbers, Seen, WeightsOrigin } from '../../protocol';
import type { Recipe } from '../../recipe';
import { look, mapsOf } from './look';
import { openSession } from './session';

export interface Once {
  readonly seen: Seen;
  readonly layers: readonly LayerRow[];
  /** Names; empty where they are not known. */
  readonly classes: readonly string[];
  readonly weights: Explained['weights'];
  /** All numbers of a layer. */
  readonly maps: (layer: number) => Promise<Numbers>;
}

export async function activationsOf(asked: {
  readonly program: Program;
  readonly origin: WeightsOrigin;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly source: ImageSource;
}): Promise<Once> {
  const session = await openSession({ ...asked, session: 'once', epoch: undefined });
  const { about } = session;
  const normalising = about.normalisings[0] ?? 'none';
  const seen = await look(session, { session: 'once', source: asked.source, fitting: 'crop', normalising });
  return {
    seen,
    layers: about.layers,
    classes: about.classes?.names ?? [],
    weights: about.weights,
    maps: (layer) => mapsOf(session, layer),
  };
}
