/** Memory given back at once. The collector would come for it a step later, and often enough to be felt. */
import { MessageChannel } from 'node:worker_threads';

/** What is sent to a closed port takes its memory along to nowhere. */
const { port1: closed } = new MessageChannel();
closed.close();

/** Nobody reads the array, or another one on its memory, again. */
export function release({ buffer }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer) closed.postMessage(undefined, [buffer]);
}
