/** In place of the training process: whole steps of networks on the engine in the tab, told as outcomes. */
import { readFileSync } from 'node:fs';
import { pageLine } from '../../server/src/train/engines/webview/node';
import { type Job, type Outcome, runNets } from './onDevice';

const tell = (message: object): void => {
  process.send?.(message);
};
const line = pageLine((request) => tell({ kind: 'engine', request }));
process.on('message', (message: { readonly kind: string; readonly reply?: unknown }) => {
  if (message.kind === 'engine') line.receive(message.reply);
});
process.on('disconnect', () => process.exit(0));

const job: Job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const outcomes: Outcome[] = [];
await runNets(line.engine, job.nets, (one) => outcomes.push(one));
tell({ kind: 'outcomes', outcomes, engine: await line.engine.capabilities() });
