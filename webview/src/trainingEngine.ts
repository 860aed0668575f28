/** The kernels of the engine in the tab of a run: loaded by its page (training/pageEngine.ts) when they are needed. */
import { serveEngine } from '../../server/src/engine/serve';
import { engineOnTfjs } from '../../server/src/engine/tfjs';
import type { EngineAnswer, EngineQuestion } from '../../server/src/protocol';
import type { Device } from '../../server/src/tfjs';
import { openDevice } from '../../server/src/tfjs/webgpu';
import { ENTRY } from './training/pageEngine';

let device: Device | string | undefined;
const open = async (): Promise<Device | string> => {
  device = await openDevice(Reflect.get(navigator, 'gpu'));
  return device;
};
const answer = serveEngine(engineOnTfjs('webview', open));

async function answering(question: EngineQuestion): Promise<EngineAnswer> {
  const found = await answer(question);
  // The card keeps what it has given back, for later: a closed one keeps nothing.
  if (question.ask === 'close' && typeof device === 'object') device.close();
  return found;
}
Reflect.set(globalThis, ENTRY, answering);
