/**
 * The inspection process: forked by the editor's side, asked by messages (`ToInspector`, `FromInspector`). It is a
 * process of its own, so that a file that is too much for it takes nothing else down, and so that a training process,
 * which is busy between two messages, does not keep it waiting.
 */
import { setImmediate } from 'node:timers/promises';
import type { FromInspector, InspectionName, ToInspector } from '../../protocol';
import { messageOf, TrainError } from '../files/errors';
import { HANDLERS } from './answers';
import type { Asking } from './asking';

const cancelled = new Set<number>();

process.on('message', (message: ToInspector) => {
  if (message.kind === 'cancel') cancelled.add(message.id);
  else void receive(message);
});
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });

async function receive({ id, name, params }: Extract<ToInspector, { kind: 'ask' }>): Promise<void> {
  const asking: Asking = {
    progress: (done, partial) => tell({ kind: 'progress', id, done, partial }),
    async isCancelled() {
      await setImmediate();
      return cancelled.has(id);
    },
  };
  try {
    tell({ kind: 'answer', id, result: await answer(name, params, asking) });
  } catch (error) {
    tell({ kind: 'refused', id, message: messageOf(error) });
    if (!(error instanceof TrainError) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  } finally {
    cancelled.delete(id);
  }
}

/** The name decides what the parameters are: both come from one table of types. */
function answer(name: InspectionName, params: unknown, asking: Asking): Promise<unknown> {
  const handle: (params: never, asking: Asking) => Promise<unknown> = HANDLERS[name];
  return handle(params as never, asking);
}

function tell(message: FromInspector): void {
  process.send?.(message);
}
