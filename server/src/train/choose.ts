/**
 * Which engine computes: the one that the recipe names; else what trained this recipe faster in ten warm steps, the
 * graphics card where they are about equal. What takes its place, should it fail, comes behind it.
 */
import type { Recipe } from '../recipe';
import { ENGINES, type Engine, type EngineName } from './engines';
import { messageOf, TrainError } from './files/errors';

export interface Chosen {
  /** In the order in which they are tried. */
  readonly engines: readonly Engine[];
  /** What is worth saying about the choice. */
  readonly notes: readonly string[];
}

export interface Measuring {
  /** Images per second. */
  readonly speedOf: (engine: Engine) => Promise<number>;
  /** What was measured before for this recipe on this machine, by the description of the engine. */
  readonly known: Speeds;
}
export interface Speeds {
  readonly get: (description: string) => number | undefined;
  readonly keep: (description: string, speed: number) => void;
}

/** A card that is slower by less than this is taken all the same: it leaves the processor free. */
const ABOUT_EQUAL = 0.95;

export async function chooseEngine(
  wish: Recipe['engine'],
  measuring: Measuring,
  engines: Readonly<Record<EngineName, Engine>> = ENGINES,
): Promise<Chosen> {
  const { engines: found, notes } = await (wish === 'auto' ? fastest(engines, measuring) : wished(wish, engines));
  const first = await found[0]?.capabilities();
  const isCard = (first?.name === 'webgpu' || first?.name === 'webview') && first.isSoftware !== true;
  return {
    engines: found,
    notes: [...notes, ...(isCard ? [UNTRIED] : []), ...(first?.name === 'webview' ? [KEEP_OPEN] : [])],
  };
}

const UNTRIED =
  'WebGPU has been tested on software cards only so far: its first gradients are checked, and "engine": "onnx" goes back to the processor.';

const KEEP_OPEN =
  'The graphics card computes in this tab: keep it open (it may be hidden). Where it is closed, another engine goes on from the last whole epoch.';

/** For little work: measuring would take longer than it saves. */
export async function anyEngine(wish: Recipe['engine']): Promise<Engine> {
  if (wish !== 'auto' && wish !== 'webview') return (await named(wish, ENGINES[wish])).engines[0] ?? ENGINES.reference;
  return (await ENGINES.onnx.unavailable()) === undefined ? ENGINES.onnx : ENGINES.reference;
}

async function named(name: EngineName, engine: Engine): Promise<Chosen> {
  const reason = await engine.unavailable();
  if (reason !== undefined)
    throw new TrainError(
      `The engine ${name} does not run here: ${reason}. Set "engine" in the recipe to "auto" for one that does.`,
    );
  const { isSoftware, description } = await engine.capabilities();
  const note = `${description} is a graphics card that the processor plays: "onnx" is much faster.`;
  return { engines: [engine], notes: isSoftware === true ? [note] : [] };
}

/** A tab is closed by accident, too: behind the engine in it stands the processor. */
async function wished(name: EngineName, engines: Readonly<Record<EngineName, Engine>>): Promise<Chosen> {
  const { engines: found, notes } = await named(name, engines[name]);
  if (name !== 'webview') return { engines: found, notes };
  const behind = (await engines.onnx.unavailable()) === undefined ? [engines.onnx] : [];
  return { engines: [...found, ...behind, engines.reference], notes };
}

interface Candidate {
  readonly engine: Engine;
  readonly description: string;
  readonly device: 'cpu' | 'gpu';
}

async function fastest(engines: Readonly<Record<EngineName, Engine>>, measuring: Measuring): Promise<Chosen> {
  const installed = await candidates([engines.onnx, engines.webgpu, engines.tensorflow]);
  const hasCard = installed.some(({ device }) => device === 'gpu');
  // What the editor itself has, where the machine gives no card by other ways.
  const found = hasCard ? installed : [...installed, ...(await candidates([engines.webview]))];
  const last = engines.reference;
  if (found.length === 0) {
    const reason = await engines.onnx.unavailable();
    return { engines: [last], notes: reason === undefined ? [] : [`The engine onnx does not run here: ${reason}.`] };
  }
  // Where there is no choice nothing is measured.
  if (found.length === 1) return { engines: [...found.map(({ engine }) => engine), last], notes: [] };
  const notes: string[] = [];
  const measured: (Candidate & { readonly speed: number })[] = [];
  for (const one of found) {
    try {
      measured.push({ ...one, speed: await speed(one, measuring) });
    } catch (error) {
      notes.push(`${one.description} is not used: ${messageOf(error)}.`);
    }
  }
  const most = Math.max(...measured.map((one) => one.speed));
  const rank = (one: (typeof measured)[number]): number =>
    one.device === 'gpu' && one.speed >= ABOUT_EQUAL * most ? most + 1 : one.speed;
  const order = measured.toSorted((a, b) => rank(b) - rank(a));
  const figures = order.map((one) => `${one.description} ${Math.round(one.speed).toLocaleString('en')} images/s`);
  if (figures.length > 1) notes.push(`In ten steps of this recipe: ${figures.join(', ')}. The first is used.`);
  return { engines: [...order.map(({ engine }) => engine), last], notes };
}

/** A card that the processor plays is never faster than the processor. */
async function candidates(engines: readonly Engine[]): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const engine of engines) {
    if ((await engine.unavailable()) !== undefined) continue;
    const { description, device, isSoftware } = await engine.capabilities();
    if (isSoftware !== true) found.push({ engine, description, device });
  }
  return found;
}

async function speed({ engine, description }: Candidate, { speedOf, known }: Measuring): Promise<number> {
  const before = known.get(description);
  if (before !== undefined) return before;
  const found = await speedOf(engine);
  known.keep(description, found);
  return found;
}
