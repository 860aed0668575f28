/** The PDF of a picture: one page as large as it, with its fonts inside and text that can be found. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Scene, Shape } from '../../../server/src/draw';
import { pdfOf } from '../../../server/src/print/pdf';

const font = (path: string): Uint8Array => readFileSync(`node_modules/@expo-google-fonts/${path}.ttf`);
const fonts = {
  regular: font('inter/400Regular/Inter_400Regular'),
  semibold: font('inter/600SemiBold/Inter_600SemiBold'),
  mono: font('jetbrains-mono/400Regular/JetBrainsMono_400Regular'),
  symbols: font('noto-sans-math/400Regular/NotoSansMath_400Regular'),
};

const text = (content: string, x: number, isUpright = false): Shape => ({
  kind: 'text',
  x,
  y: 30,
  text: content,
  style: 'name',
  anchor: 'middle',
  tone: 'plain',
  isUpright,
});
const sceneOf = (shapes: readonly Shape[], width: number, height: number): Scene => ({
  title: 'Net',
  x: -10,
  y: -20,
  width,
  height,
  elements: [{ kind: 'node', key: 'a', label: 'a', box: { x: 0, y: 0, width: 1, height: 1 }, shapes }],
});

/** The file with every compressed stream written out. */
async function written(scene: Scene): Promise<string> {
  const file = Buffer.from(await pdfOf(scene, 'print', fonts));
  expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  const parts: string[] = [];
  for (let at = 0; ; ) {
    const from = file.indexOf('stream\n', at);
    if (from < 0) return parts.join('\n') + file.subarray(at).toString('latin1');
    const to = file.indexOf('\nendstream', from);
    const head = file.subarray(at, from).toString('latin1');
    const body = file.subarray(from + 7, to);
    parts.push(head, head.includes('FlateDecode') ? inflateSync(body).toString('latin1') : body.toString('latin1'));
    at = to + 10;
  }
}

/** Letters that a reader gets when text is selected, from the fonts' tables. */
const letters = (pdf: string): string =>
  [...pdf.matchAll(/beginbfrange\n([\s\S]*?)endbfrange/g)]
    .flatMap(([, ranges]) => [...(ranges ?? '').matchAll(/<([0-9a-f]{4})>/gi)])
    .map(([, code]) => String.fromCodePoint(Number.parseInt(code ?? '0', 16)))
    .join('');

test('a page as large as the picture, in points', async () => {
  const pdf = await written(sceneOf([text('conv1', 20)], 400, 200));
  expect(pdf).toContain('/MediaBox [0 0 300 150]');
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
});

test('text is set in embedded fonts and keeps its letters', async () => {
  const pdf = await written(sceneOf([text('conv1 × 64 → ⌊H/2⌋', 100), text('upright', 50, true)], 400, 200));
  expect(pdf).toContain('Inter-SemiBold');
  expect(pdf).not.toContain('Helvetica');
  expect(pdf.match(/\/FontFile2/g)).toHaveLength(2);
  for (const letter of 'conv1×64→⌊H/2⌋upright') expect(letters(pdf)).toContain(letter);
});

test('a picture that is longer than a page may be is drawn smaller', async () => {
  const pdf = await written(sceneOf([text('deep', 20)], 400, 40_000));
  expect(pdf).toContain('/MediaBox [0 0 144 14400]');
});
