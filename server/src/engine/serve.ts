/** The end of an engine's messages where it computes: questions become calls, results become answers. */
import type { EngineAnswer, EngineQuestion, Kept, SentTensor } from '../protocol';
import { Fault } from '../tfjs';
import type { Engine, StepMetrics, Tensors, Trainer } from './engine';

export function serveEngine(engine: Engine): (question: EngineQuestion) => Promise<EngineAnswer> {
  const trainers = new Map<number, Trainer>();
  const named = (name: number): Trainer => {
    const found = trainers.get(name);
    if (found === undefined) throw new Error('nothing is prepared under that name');
    return found;
  };
  const dispose = async (name: number): Promise<void> => {
    const trainer = trainers.get(name);
    trainers.delete(name);
    await trainer?.dispose();
  };

  async function answer(question: EngineQuestion): Promise<EngineAnswer> {
    switch (question.ask) {
      case 'card': {
        const reason = await engine.unavailable();
        if (reason !== undefined) return { answer: 'none', reason };
        const { description, isSoftware = false } = await engine.capabilities();
        return { answer: 'card', description, isSoftware };
      }
      case 'prepare':
        trainers.set(question.trainer, await engine.prepare(question.model, question.options));
        return { answer: 'done' };
      case 'step': {
        const { trainer, batch, lr, draws, norms } = question;
        return metricsAnswer(await named(trainer).step(batch, { lr, draws, norms }));
      }
      case 'evaluate': {
        const { loss, correct, output } = await named(question.trainer).evaluate(question.batch);
        return { answer: 'evaluation', numbers: Float64Array.of(loss, correct), output: { name: '', ...output } };
      }
      case 'predict': {
        const outputs = await named(question.trainer).predict(question.inputs, question.size);
        return { answer: 'tensors', tensors: outputs.map((output) => ({ name: '', ...output })) };
      }
      case 'get':
        return { answer: 'tensors', tensors: sent(await keptBy(named(question.trainer), question.what)) };
      case 'set':
        await keepIn(named(question.trainer), question.what, new Map(question.tensors.map((one) => [one.name, one])));
        return { answer: 'done' };
      case 'dispose':
        await dispose(question.trainer);
        return { answer: 'done' };
      case 'close':
        for (const name of [...trainers.keys()]) await dispose(name);
        return { answer: 'done' };
    }
  }
  return async (question) => {
    try {
      return await answer(question);
    } catch (error) {
      if (error instanceof Fault) return { answer: 'fault', fault: error.kind, detail: error.detail };
      return { answer: 'fault', fault: 'other', detail: error instanceof Error ? error.message : String(error) };
    }
  };
}

const sent = (tensors: Tensors): SentTensor[] => [...tensors].map(([name, tensor]) => ({ name, ...tensor }));

function keptBy(trainer: Trainer, what: Kept): Promise<Tensors> {
  return trainer[what]();
}

function keepIn(trainer: Trainer, what: Kept, values: Tensors): Promise<void> {
  switch (what) {
    case 'parameters':
      return trainer.setParameters(values);
    case 'buffers':
      return trainer.setBuffers(values);
    case 'optimiserState':
      return trainer.setOptimiserState(values);
  }
}

function metricsAnswer({ loss, penalty, correct, gradientNorm, layers, activations }: StepMetrics): EngineAnswer {
  return {
    answer: 'metrics',
    numbers: Float64Array.of(loss, penalty, correct, gradientNorm),
    layers: [...layers.keys()],
    norms: Float64Array.from(
      [...layers.values()].flatMap(({ gradient, update, weight }) => [gradient, update, weight]),
    ),
    shares: Float64Array.from(activations.flatMap(({ dead, idle }) => [dead, idle])),
  };
}
