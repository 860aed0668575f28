/**
 * The engine in the tab of a run. Kernels are large, so their script is loaded when something is to be computed, not
 * to say which card there is.
 */
import {
  type EngineAnswer,
  type EngineQuestion,
  type EngineReply,
  type EngineRequest,
  isEngineRequest,
} from '../../../server/src/protocol';
import { findCard } from '../../../server/src/tfjs/adapter';

type Answering = (question: EngineQuestion) => Promise<EngineAnswer>;

/** Where the script of the kernels leaves what it does. */
export const ENTRY = 'convscopeEngine';

/** `beside`: the page's own script, whose address and nonce the other one shares. */
export function pageEngine(beside: HTMLOrSVGScriptElement | null, reply: (reply: EngineReply) => void) {
  let loading: Promise<Answering> | undefined;

  async function answer(question: EngineQuestion): Promise<EngineAnswer> {
    switch (question.ask) {
      case 'card':
        return cardAnswer();
      case 'close':
        return loading === undefined ? { answer: 'done' } : (await loading)(question);
      default:
        loading ??= load(beside);
        return (await loading)(question);
    }
  }
  return async (request: EngineRequest): Promise<void> => {
    if (!isEngineRequest(request)) return;
    const { id, question } = request;
    try {
      reply({ id, answer: await answer(question) });
    } catch (error) {
      loading = undefined;
      reply({ id, answer: { answer: 'fault', fault: 'other', detail: String(error) } });
    }
  };
}

async function cardAnswer(): Promise<EngineAnswer> {
  const card = await findCard(Reflect.get(navigator, 'gpu'));
  return typeof card === 'string' ? { answer: 'none', reason: card } : { answer: 'card', ...card };
}

function load(beside: HTMLOrSVGScriptElement | null): Promise<Answering> {
  const address = beside instanceof HTMLScriptElement ? beside.src.replace(/training\.js/, 'trainingEngine.js') : '';
  const script = document.createElement('script');
  script.nonce = beside?.nonce ?? '';
  script.src = address;
  return new Promise((resolve, reject) => {
    script.addEventListener('error', () => reject(new Error('the script of the engine could not be loaded')));
    script.addEventListener('load', () => {
      const found: unknown = Reflect.get(globalThis, ENTRY);
      if (isAnswering(found)) resolve(found);
      else reject(new Error('the script of the engine does not fit to this page'));
    });
    document.head.append(script);
  });
}

const isAnswering = (value: unknown): value is Answering => typeof value === 'function';
