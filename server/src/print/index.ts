/** What files of pictures need from the bundles' folder: PDF and PNG, written in a thread of its own, and fonts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Scene, SvgFonts, ThemeName } from '../draw';

export type PrintKind = 'pdf' | 'png';

export interface PrintJob {
  readonly kind: PrintKind;
  readonly scene: Scene;
  readonly theme: ThemeName;
}

/** @param dist the folder of the bundles */
export function printed(dist: string, job: PrintJob): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(dist, 'print.js'), { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The picture was not written.')));
  });
}

/** Cut out by scripts/build.mjs. */
export function svgFonts(dist: string): SvgFonts {
  const font = (face: keyof SvgFonts): string => readFileSync(join(dist, `assets/${face}.woff2`), 'base64');
  return { regular: font('regular'), semibold: font('semibold'), mono: font('mono'), symbols: font('symbols') };
}
