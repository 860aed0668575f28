/** Trained kernels for the diagram's arithmetic: of one layer, from weights that were chosen once for the panel. */
import type { FilterSubject, KernelsAnswer, WeightsAnswer } from '../../../server/src/protocol';
import type { Inspector } from '../inspection/inspector';
import type { Server } from '../server';
import { chooseWeights } from './choose';
import { type Resolved, resolve } from './resolve';

/** As many filters as a list of choices is good for. */
const MOST_FILTERS = 64;

interface Opened {
  readonly resolved: Resolved;
  readonly weights: WeightsAnswer;
}

export class LayerKernels {
  private readonly server: Server;
  private readonly inspector: Inspector;
  private opened: Opened | undefined;

  constructor(server: Server, inspector: Inspector) {
    this.server = server;
    this.inspector = inspector;
  }

  /** Undefined: given up. `chooses`: the person is asked for the weights, otherwise the last ones are meant. */
  async of(uri: string, model: string, layer: string, chooses: boolean): Promise<KernelsAnswer | undefined> {
    try {
      if (chooses) {
        const subject = await chooseWeights({ uri, cls: model, at: undefined }, 'Trained kernels of which weights?');
        if (subject === undefined) return undefined;
        this.opened = await this.open(subject);
      }
      return this.opened && (await this.kernels(this.opened, layer));
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private async open(subject: FilterSubject): Promise<Opened> {
    const resolved = await resolve(this.server, subject);
    const { origin, model } = resolved;
    return { resolved, weights: await this.inspector.ask('weights/open', { origin, model: model?.names }) };
  }

  private async kernels({ resolved, weights }: Opened, layer: string): Promise<KernelsAnswer> {
    const wanted = layer === '' ? 'weight' : `${layer}.weight`;
    const held = weights.match?.pairs.find((pair) => pair.wanted === wanted)?.held ?? wanted;
    const stored = weights.tensors.find(({ name }) => name === held);
    if (stored === undefined) return { reason: `${weights.title} has no ${wanted}. Choose other weights.` };
    if (stored.shape.length !== 4) return { reason: `${wanted} holds no kernels over images.` };
    if (resolved.model?.layers.find(({ name }) => name === layer)?.transposed)
      return { reason: `${layer} is transposed: its kernels spread a cell instead of gathering a window.` };
    const epoch = weights.epochs.at(-1) ?? 0;
    const { shape, data } = await this.inspector.ask('weights/tensor', { origin: resolved.origin, epoch, name: held });
    const filters = Math.min(MOST_FILTERS, shape[0] ?? 0);
    const each = shape.slice(1).reduce((product, size) => product * size, 1);
    return { layer, title: weights.title, shape: [filters, ...shape.slice(1)], data: data.slice(0, filters * each) };
  }
}
