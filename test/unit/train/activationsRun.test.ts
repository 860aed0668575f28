/** `convscope activations` of a network that was trained on the digits. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runActivations } from '../../../server/src/cli/activations';
import { runTrain } from '../../../server/src/cli/train';

const folder = mkdtempSync(join(tmpdir(), 'convscope-activations-'));
const file = join(folder, 'convscope.json');

beforeAll(async () => {
  copyFileSync('test/editor/workspace/digits.py', join(folder, 'digits.py'));
  writeFileSync(file, JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 3 }));
  expect(await told(() => runTrain([file]))).toContain('best');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is written to the standard output. */
async function told(act: () => Promise<number>): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  try {
    expect(await act()).toBe(0);
  } finally {
    write.mockRestore();
  }
  return text;
}

test('says what the image is taken for and what each layer makes of it, and writes the numbers', async () => {
  const out = join(folder, 'maps');
  const text = await told(() => runActivations([file, '--sample', '7', '--format', 'json', '--out', out]));
  const { label, predictions, layers } = JSON.parse(text);
  expect(label).toBe('7');
  expect(predictions[0].class).toBe('7');
  expect(layers.map((one: { label: string }) => one.label)).toContain('BatchNorm2d');
  const files = readdirSync(out);
  expect(files).toHaveLength(layers.length);
  const header = readFileSync(join(out, files[0] ?? ''), 'latin1').slice(0, 128);
  expect(header).toContain("'shape': (8, 8, 8)");
  expect(await told(() => runActivations([file]))).toMatch(/layer +class +result/);
});

test.each([
  [['--sample', '9999'], /There is no image 9999; the data set has 1797/],
  [['--sample', 'first'], /--sample takes the number of an image/],
  [['--image', 'nothing.png'], /nothing\.png: there is no such file/],
  [['--run', 'Other-1'], /Other-1/],
])('%s: a sentence', async (args, message) => {
  await expect(runActivations([file, ...args])).rejects.toThrow(message);
});
