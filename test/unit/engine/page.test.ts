/** An engine in a tab, by everything between it and the loop but the browser: see test/gpu for that. */
import { describe, expect, test } from 'vitest';
import { PageEngine } from '../../../client/src/training/pageEngine';
import { serveEngine } from '../../../server/src/engine/serve';
import { PLAIN_SGD } from '../../../server/src/program';
import type { EngineRequest } from '../../../server/src/protocol';
import { isEngineReply, isEngineRequest } from '../../../server/src/protocol';
import { Fault } from '../../../server/src/tfjs';
import { ENGINES, type Engine, type Tensors, type Trainer } from '../../../server/src/train/engines';
import { pageLine } from '../../../server/src/train/engines/webview/node';
import { decoded, encoded } from '../../gpu/wire';
import { batchOf } from '../../oracle/training/runs';
import { modelOf, optionsOf, story } from '../tfjs/story';

const card: Engine = {
  ...ENGINES.onnx,
  capabilities: async () => ({ name: 'webview', description: 'a card', device: 'gpu', isSoftware: false }),
};

/** A training process and its tab with the editor's side between them. Everything is carried as VS Code does. */
function connected(engine: Engine, seconds = { card: 5, rest: 60 }) {
  const relay = new PageEngine();
  const asked: EngineRequest[] = [];
  const line = pageLine((request) => relay.request(request), seconds);
  relay.connect(line.receive);
  let serve = serveEngine(engine);
  const post = async (request: EngineRequest): Promise<boolean> => {
    const arrived = decoded(encoded(request));
    if (!isEngineRequest(arrived)) throw new Error(`${request.question.ask} does not arrive as a request`);
    asked.push(arrived);
    const page = serve;
    void page(arrived.question).then((answer) => {
      const reply = decoded(encoded({ id: arrived.id, answer }));
      if (page === serve && isEngineReply(reply)) relay.reply(reply);
    });
    return true;
  };
  const load = (): void => {
    serve = serveEngine(engine);
    relay.attach(post);
  };
  return { relay, line, asked, load, post };
}

const numbersOf = (tensors: Tensors): [string, number[]][] => [...tensors].map(([name, { data }]) => [name, [...data]]);

test('a run through messages is the same run, number by number', async () => {
  const { line, load, asked } = connected(card);
  load();
  const [about, options] = [
    modelOf('LeNet'),
    optionsOf({ kind: 'adamw', beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 1e-2 }),
  ];
  const found = await story(line.engine, about, options);
  const expected = await story(ENGINES.onnx, about, options);
  expect(found.told).toEqual(expected.told);
  for (const what of ['parameters', 'buffers', 'state'] as const)
    expect(numbersOf(found[what])).toEqual(numbersOf(expected[what]));
  expect(await line.engine.capabilities()).toEqual({
    name: 'webview',
    description: 'a card in this tab',
    device: 'gpu',
    isSoftware: false,
  });
  expect(new Set(asked.map(({ question }) => question.ask))).toEqual(
    new Set(['card', 'prepare', 'set', 'step', 'evaluate', 'get', 'predict', 'dispose']),
  );
});

test('what is not a number arrives as that', async () => {
  const broken: Engine = {
    ...card,
    prepare: async (model, options) => {
      const trainer = await ENGINES.onnx.prepare(model, options);
      return { ...trainer, step: async (...about) => ({ ...(await trainer.step(...about)), loss: Number.NaN }) };
    },
  };
  const { line, load } = connected(broken);
  load();
  expect((await firstStep(line.engine)).loss).toBeNaN();
});

async function prepared(engine: Engine): Promise<{ trainer: Trainer; step: () => ReturnType<Trainer['step']> }> {
  const { model, input } = modelOf('LeNet');
  const trainer = await engine.prepare(model, optionsOf(PLAIN_SGD));
  const { batch, draws } = batchOf(model, input, 0);
  return { trainer, step: () => trainer.step(batch, { lr: 0.01, draws }) };
}
const firstStep = async (engine: Engine) => (await prepared(engine)).step();

describe('a tab that does not answer', () => {
  test('what is asked before it is there is asked when it is', async () => {
    const { line, load } = connected(card);
    const reason = line.engine.unavailable();
    load();
    expect(await reason).toBeUndefined();
  });
  test('closed before a question, and during one', async () => {
    const slow: Engine = { ...card, prepare: () => new Promise(() => {}) };
    const { line, load, relay } = connected(slow);
    load();
    const waiting = line.engine.prepare(modelOf('LeNet').model, optionsOf(PLAIN_SGD));
    setTimeout(() => relay.detach('it was closed'), 20);
    const told = 'the tab that computes is gone (it was closed)';
    await expect(waiting).rejects.toThrow(told);
    await expect(waiting).rejects.toBeInstanceOf(Fault);
    expect(await line.engine.unavailable()).toBe(told);
  });
  test('loaded anew: the run that was in it is gone, the next one can begin', async () => {
    const { line, load } = connected(card);
    load();
    const { step } = await prepared(line.engine);
    await step();
    const lost = step();
    load();
    await expect(lost).rejects.toThrow('the tab that computes is gone (it was loaded anew)');
    await expect(step()).rejects.toThrow('nothing is prepared under that name');
    expect((await firstStep(line.engine)).loss).toBeGreaterThan(0);
  });
  test('silent for too long, or taking no messages', async () => {
    const { line, relay } = connected(card, { card: 0.05, rest: 0.05 });
    expect(await line.engine.unavailable()).toBe(
      'the tab that computes is gone (it has not answered for 0.05 seconds)',
    );
    relay.attach(async () => false);
    expect(await line.engine.unavailable()).toBe('the tab that computes is gone (it takes no messages)');
  });
  test('the end of the run gives back what the tab holds', async () => {
    const { line, load, relay, asked } = connected(card);
    load();
    await firstStep(line.engine);
    relay.disconnect();
    expect(asked.at(-1)?.question).toEqual({ ask: 'close' });
  });
});

test('errors keep their kind on the way', async () => {
  const full: Engine = { ...card, prepare: () => Promise.reject(new Fault('memory', 'Buffer size')) };
  const { line, load } = connected(full);
  load();
  const fault = await prepared(line.engine).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(Fault);
  expect(fault).toMatchObject({ kind: 'memory', message: new Fault('memory', 'Buffer size').message });
});

describe('what arrives is looked at', () => {
  const data = new Float32Array(6);
  const reply = (answer: object): unknown => ({ id: '1', answer });
  test.each([
    ['an answer', reply({ answer: 'done' }), true],
    ['a tensor', reply({ answer: 'tensors', tensors: [{ name: 'w', shape: [2, 3], data }] }), true],
    ['no id', { answer: { answer: 'done' } }, false],
    ['another answer', reply({ answer: 'constructor' }), false],
    ['a tensor of another size', reply({ answer: 'tensors', tensors: [{ name: 'w', shape: [2, 2], data }] }), false],
    ['numbers in a list', reply({ answer: 'tensors', tensors: [{ name: 'w', shape: [6], data: [...data] }] }), false],
    ['an unknown fault', reply({ answer: 'fault', fault: 'toString', detail: '' }), false],
    ['nothing', null, false],
  ])('a reply: %s', (_, value, isOne) => expect(isEngineReply(value)).toBe(isOne));
  test.each([
    ['a question', { id: '1', question: { ask: 'get', trainer: 1, what: 'buffers' } }, true],
    ['of what is not kept', { id: '1', question: { ask: 'get', trainer: 1, what: 'dispose' } }, false],
    ['to no trainer', { id: '1', question: { ask: 'dispose', trainer: -1 } }, false],
    [
      'a batch of lists',
      { id: '1', question: { ask: 'evaluate', trainer: 1, batch: { size: 1, inputs: [[1]], targets: data } } },
      false,
    ],
  ])('a request: %s', (_, value, isOne) => expect(isEngineRequest(value)).toBe(isOne));

  test('a malformed answer ends its question with that', async () => {
    const sent: EngineRequest[] = [];
    const line = pageLine((request) => sent.push(request));
    const reason = line.engine.unavailable();
    line.receive({ id: sent[0]?.id, answer: { answer: 'card' } });
    expect(await reason).toBe('its answer is not one that this version of Convscope knows');
  });
});
