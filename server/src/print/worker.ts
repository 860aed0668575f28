/** The thread that writes one PDF and ends: its library is loaded where a PDF is wanted, and nowhere else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { PrintJob } from './index';
import { pdfOf } from './pdf';

/** Written there by scripts/build.mjs. */
const font = (name: string): Uint8Array => readFileSync(join(__dirname, 'assets', `${name}.ttf`));

const { scene, theme }: PrintJob = workerData;
const fonts = {
  regular: font('Inter_400Regular'),
  semibold: font('Inter_600SemiBold'),
  mono: font('JetBrainsMono_400Regular'),
  symbols: font('symbols'),
};
void pdfOf(scene, theme, fonts).then((pdf) => parentPort?.postMessage(pdf));
