/** SVG to PNG without a browser, set in the bundled fonts. */
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Sharp on a dense screen and in print. */
const SCALE = 2;
/** Beyond this a picture is drawn smaller: few viewers open more. */
const LONGEST = 16_000;

/** @param wasm the rasteriser */
export async function pngOf(svg: string, wasm: Uint8Array, fontBuffers: Uint8Array[]): Promise<Uint8Array> {
  await initWasm(wasm);
  const font = { fontBuffers, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter', monospaceFamily: 'JetBrains Mono' };
  const { width, height } = new Resvg(svg, { font });
  const value = Math.min(SCALE, LONGEST / Math.max(width, height));
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value } }).render().asPng();
}
