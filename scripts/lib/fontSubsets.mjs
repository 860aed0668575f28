/** Parts of the bundled fonts: for PNG and PDF every letter, for SVG those that pictures use, and borrowed symbols. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'fontkit';
import subsetFont from 'subset-font';
import { root } from './files.mjs';
import { FONTS, LETTERS, SYMBOLS } from './fonts.mjs';

export const FONT_SUBSETS = [
  ...FONTS.flatMap(({ face, file }) => [
    subset(file, undefined, `assets/${face}.ttf`),
    subset(file, LETTERS, `assets/${face}.woff2`),
  ]),
  subset(SYMBOLS.file, SYMBOLS.letters, 'assets/symbols.ttf'),
  subset(SYMBOLS.file, SYMBOLS.letters, 'assets/symbols.woff2'),
];

/**
 * Without ligatures and alternates, which would show `conv3x3` as `conv3×3` and `->` as an arrow: names are code.
 *
 * @param {string[] | undefined} letters undefined: all
 * @returns {{ to: string, make: () => Promise<Buffer> }} `to` in the folder of the bundles
 */
function subset(file, letters, to) {
  const targetFormat = to.endsWith('woff2') ? 'woff2' : 'truetype';
  const make = () => {
    const font = readFileSync(join(root, file));
    const text = letters?.join('') ?? String.fromCodePoint(...create(font).characterSet);
    return subsetFont(font, text, { targetFormat, noLayoutClosure: true, keepFeatures: ['kern'] });
  };
  return { to, make };
}
