/** SVG to PNG without a browser, set in the bundled fonts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Written there by scripts/build.mjs. */
const assets = join(__dirname, 'assets');
/** Sharp on a dense screen and in print. */
const SCALE = 2;
/** Beyond this a picture is drawn smaller: few viewers open more. */
const LONGEST = 16_000;

export async function pngOf(svg: string): Promise<Uint8Array> {
  await initWasm(readFileSync(join(assets, 'resvg.wasm')));
  const fontBuffers = readdirSync(assets)
    .filter((file) => file.endsWith('.ttf'))
    .map((file) => readFileSync(join(assets, file)));
  const font = { fontBuffers, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter', monospaceFamily: 'JetBrains Mono' };
  const { width, height } = new Resvg(svg, { font });
  const value = Math.min(SCALE, LONGEST / Math.max(width, height));
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value } }).render().asPng();
}
