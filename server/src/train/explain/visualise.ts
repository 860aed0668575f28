/** Feature visualisation: the image that makes a class, a channel or a unit as active as can be. */
import { type Aim, type AscentSettings, beginAscent, maskOf, usualSettings } from '../../explain';
import type { ValueId } from '../../program';
import type { Explanations, Visualised } from '../../protocol';
import { TrainError } from '../files/errors';
import type { Asking } from '../inspection/asking';
import { normalise } from '../loop/normalise';
import { classMask } from './attribute';
import { layerAt } from './look';
import { shown } from './pictures';
import type { Session } from './session';

/** Steps in which ReLUs let gradients through that they would stop, where nothing moves otherwise. */
const OPEN_STEPS = 16;
/** Steps between two pictures of the way. */
const SHOWN_EVERY = 8;

export async function visualise(
  session: Session,
  { wanted, settings }: Explanations['explain/visualise']['params'],
  { progress, isCancelled }: Asking,
): Promise<Visualised> {
  const { calculator, size } = session;
  const all = checked({ ...usualSettings(size), ...settings });
  const { value, mask } = aimed(session, wanted);
  const normalisation = session.normalisation(session.about.normalisings[0] ?? 'none');
  const ascent = beginAscent(size, all);
  const activations: number[] = [];
  const plane = size.height * size.width;
  let openSteps = 0;
  for (let step = 0; step < all.steps; step += 1) {
    if (await isCancelled()) return { pixels: shown(ascent.image()), activations, whole: false };
    const input = ascent.view();
    normalise(input, size, normalisation);
    const ask = (relu: 'plain' | 'open') =>
      calculator.gradients(input, { of: value, mask, wrt: [calculator.input], relu });
    let found = await ask(openSteps > 0 ? 'open' : 'plain');
    if (step === 0 && found.of[0]?.every((g) => g === 0)) {
      openSteps = OPEN_STEPS;
      found = await ask('open');
    }
    openSteps -= 1;
    activations.push(found.score);
    // From the network's input back to pixels.
    const gradient = (found.of[0] ?? new Float32Array(input.length)).map(
      (g, i) => g / (normalisation.std[Math.floor(i / plane)] ?? 1),
    );
    ascent.advance(gradient);
    if (step % SHOWN_EVERY === 0)
      progress((step + 1) / all.steps, { pixels: shown(ascent.image()), activations, whole: false });
  }
  return { pixels: shown(ascent.image()), activations, whole: true };
}

type Wanted = Explanations['explain/visualise']['params']['wanted'];

function aimed(session: Session, wanted: Wanted): { readonly value: ValueId; readonly mask: Float32Array } {
  if (wanted.kind === 'class') return classMask(session, wanted.class);
  const { value, shape } = layerAt(session, wanted.layer);
  const aim: Aim = wanted;
  return { value, mask: maskOf([1, ...shape], aim) };
}

function checked(settings: AscentSettings): AscentSettings {
  const { steps, rate, jitter, rotation, scaling, variation } = settings;
  const isSound = steps >= 1 && steps <= 4096 && rate > 0 && rate <= 10 && jitter >= 0 && rotation >= 0 && scaling >= 0;
  if (!isSound || scaling >= 1 || !(variation >= 0))
    throw new TrainError('Steps are 1 to 4096, the rate is over 0, and nothing else is under 0');
  return settings;
}
