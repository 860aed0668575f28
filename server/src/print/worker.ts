/** The thread that writes one picture and ends: its libraries are loaded where they are wanted, and nowhere else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { svgOf } from '../draw';
import type { PrintJob } from './index';
import { pdfOf } from './pdf';
import { pngOf } from './png';

/** Written there by scripts/build.mjs. */
const asset = (name: string): Uint8Array => readFileSync(join(__dirname, 'assets', name));
const fonts = {
  regular: asset('regular.ttf'),
  semibold: asset('semibold.ttf'),
  mono: asset('mono.ttf'),
  symbols: asset('symbols.ttf'),
};

function written({ kind, scene, theme }: PrintJob): Promise<Uint8Array> {
  switch (kind) {
    case 'pdf':
      return pdfOf(scene, theme, fonts);
    case 'png':
      return pngOf(svgOf(scene, theme), asset('resvg.wasm'), Object.values(fonts));
  }
}

void written(workerData).then((bytes) => parentPort?.postMessage(bytes));
