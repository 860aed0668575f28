/** Parts of the bundled fonts: the letters that pictures use, for SVG files, and the symbols that one font lends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { root } from './files.mjs';
import { FONTS, LETTERS, SYMBOLS } from './fonts.mjs';

/** About 9 KB for each face, without alternates and ligatures. */
export const FONT_SUBSETS = [
  ...FONTS.map(({ face, file }) => subset(file, LETTERS, `assets/${face}.woff2`)),
  subset(SYMBOLS.file, SYMBOLS.letters, 'assets/symbols.woff2'),
  subset(SYMBOLS.file, SYMBOLS.letters, 'assets/symbols.ttf'),
];

/** @returns {{ to: string, make: () => Promise<Buffer> }} `to` in the folder of the bundles */
function subset(file, letters, to) {
  const targetFormat = to.endsWith('woff2') ? 'woff2' : 'truetype';
  const make = () =>
    subsetFont(readFileSync(join(root, file)), letters.join(''), { targetFormat, noLayoutClosure: true });
  return { to, make };
}
