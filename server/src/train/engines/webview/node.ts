/** The engine in the tab of a run: what the training process asks goes out by message, and what comes back is checked. */
import { remoteEngine } from '../../../engine/remote';
import type { EngineAnswer, EngineQuestion, EngineReply, EngineRequest } from '../../../protocol';
import { isEngineReply } from '../../../protocol';
import type { Engine } from '../engine';

/** A tab that says nothing for so long is taken for gone. The first step compiles, which may take a minute. */
const SECONDS = { card: 20, rest: 300 };

/** Without an editor. */
export const noPage: Engine = {
  unavailable: async () => 'it computes in the tab of a run, which only the editor has: start the run there',
  capabilities: async () => ({ name: 'webview', description: 'WebGPU of the editor', device: 'gpu' }),
  prepare: async () => {
    throw new Error('there is no tab to compute in');
  },
};

export interface PageLine {
  readonly engine: Engine;
  /** What has come back, from wherever. */
  readonly receive: (reply: unknown) => void;
}

export function pageLine(send: (request: EngineRequest) => void, seconds = SECONDS): PageLine {
  const waiting = new Map<string, (answer: EngineAnswer) => void>();
  let asked = 0;
  const settle = ({ id, answer }: EngineReply): void => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  };
  const ask = (question: EngineQuestion): Promise<EngineAnswer> => {
    asked += 1;
    // Unlike those of the process before, whose late answers may still arrive.
    const id = `${process.pid}-${asked}`;
    const most = question.ask === 'card' ? seconds.card : seconds.rest;
    return new Promise((resolve) => {
      const overdue = setTimeout(() => settle({ id, answer: silence(most) }), most * 1000);
      waiting.set(id, (answer) => {
        clearTimeout(overdue);
        resolve(answer);
      });
      send({ id, question });
    });
  };
  return {
    engine: remoteEngine('webview', ' in this tab', ask),
    receive: (reply) => {
      if (isEngineReply(reply)) settle(reply);
      else settleMalformed(reply, settle);
    },
  };
}

const silence = (seconds: number): EngineAnswer => ({
  answer: 'fault',
  fault: 'away',
  detail: `it has not answered for ${seconds} seconds`,
});

/** What is no answer ends the question that it names. */
function settleMalformed(reply: unknown, settle: (reply: EngineReply) => void): void {
  const id: unknown = typeof reply === 'object' && reply !== null ? Reflect.get(reply, 'id') : undefined;
  const detail = 'its answer is not one that this version of Convscope knows';
  if (typeof id === 'string') settle({ id, answer: { answer: 'fault', fault: 'other', detail } });
}
