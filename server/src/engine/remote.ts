/** An engine at the other end of messages: the same contract, each call a question. */
import type { EngineAnswer, EngineQuestion, Kept, SentBatch, SentTensor } from '../protocol';
import { Fault } from '../tfjs';
import type {
  Batch,
  Capabilities,
  Engine,
  EngineName,
  Model,
  PrepareOptions,
  StepMetrics,
  Tensors,
  Trainer,
} from './engine';

export type Ask = (question: EngineQuestion) => Promise<EngineAnswer>;

/** `where`: what stands behind the card's name, for people. */
export function remoteEngine(name: EngineName, where: string, ask: Ask): Engine {
  let prepared = 0;
  /** Told even when nobody answers any more. */
  let known: Capabilities | undefined;
  const take = ({ description, isSoftware }: Of<'card'>): Capabilities => {
    known = { name, description: `${description}${where}`, device: 'gpu', isSoftware };
    return known;
  };
  return {
    unavailable: async () => {
      const answer = await ask({ ask: 'card' });
      if (!isOf(answer, 'card')) return messageIn(answer);
      take(answer);
      return undefined;
    },
    capabilities: async () => known ?? take(await asked(ask, { ask: 'card' }, 'card')),
    prepare: async (model, options) => {
      prepared += 1;
      return remoteTrainer(ask, prepared, model, options);
    },
  };
}

async function remoteTrainer(ask: Ask, trainer: number, model: Model, options: PrepareOptions): Promise<Trainer> {
  await asked(ask, { ask: 'prepare', trainer, model, options }, 'done');
  const get = async (what: Kept): Promise<Tensors> =>
    tensorsIn((await asked(ask, { ask: 'get', trainer, what }, 'tensors')).tensors);
  const set = async (what: Kept, values: Tensors): Promise<void> => {
    const tensors = [...values].map(([name, { shape, data }]) => ({ name, shape, data }));
    await asked(ask, { ask: 'set', trainer, what, tensors }, 'done');
  };
  return {
    step: async (batch, { lr, draws, norms = false }) => {
      const question = { ask: 'step', trainer, batch: sentBatch(batch), lr, draws, norms } as const;
      return metricsIn(await asked(ask, question, 'metrics'));
    },
    evaluate: async (batch) => {
      const { numbers, output } = await asked(ask, { ask: 'evaluate', trainer, batch: sentBatch(batch) }, 'evaluation');
      return { loss: at(numbers, 0), correct: at(numbers, 1), output };
    },
    predict: async (inputs, size) => (await asked(ask, { ask: 'predict', trainer, inputs, size }, 'tensors')).tensors,
    parameters: () => get('parameters'),
    setParameters: (values) => set('parameters', values),
    buffers: () => get('buffers'),
    setBuffers: (values) => set('buffers', values),
    optimiserState: () => get('optimiserState'),
    setOptimiserState: (values) => set('optimiserState', values),
    // Where nobody answers there is nothing to give back.
    dispose: async () => {
      await ask({ ask: 'dispose', trainer });
    },
  };
}

type Of<A extends EngineAnswer['answer']> = Extract<EngineAnswer, { readonly answer: A }>;

/** The answer of the kind that belongs to the question; anything else is an error. */
async function asked<A extends EngineAnswer['answer']>(ask: Ask, question: EngineQuestion, kind: A): Promise<Of<A>> {
  const answer = await ask(question);
  if (isOf(answer, kind)) return answer;
  if (answer.answer === 'fault' && answer.fault !== 'other') throw new Fault(answer.fault, answer.detail);
  throw new Error(messageIn(answer));
}

const isOf = <A extends EngineAnswer['answer']>(answer: EngineAnswer, kind: A): answer is Of<A> =>
  answer.answer === kind;

function messageIn(answer: EngineAnswer): string {
  switch (answer.answer) {
    case 'none':
      return answer.reason;
    case 'fault':
      return answer.fault === 'other' ? answer.detail : new Fault(answer.fault, answer.detail).message;
    default:
      return `the tab answered with ${answer.answer}, which was not asked for`;
  }
}

/** Without what else a batch may carry. */
const sentBatch = ({ size, inputs, targets }: Batch): SentBatch => ({ size, inputs, targets });

const tensorsIn = (tensors: readonly SentTensor[]): Tensors =>
  new Map(tensors.map(({ name, shape, data }) => [name, { shape, data }]));

const at = (numbers: Float64Array, index: number): number => numbers[index] ?? Number.NaN;

function metricsIn({ numbers, layers, norms, shares }: Of<'metrics'>): StepMetrics {
  return {
    loss: at(numbers, 0),
    penalty: at(numbers, 1),
    correct: at(numbers, 2),
    gradientNorm: at(numbers, 3),
    layers: new Map(
      layers.map((name, i) => [
        name,
        { gradient: at(norms, 3 * i), update: at(norms, 3 * i + 1), weight: at(norms, 3 * i + 2) },
      ]),
    ),
    activations: Array.from({ length: shares.length / 2 }, (_, i) => ({
      dead: at(shares, 2 * i),
      idle: at(shares, 2 * i + 1),
    })),
  };
}
