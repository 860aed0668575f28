import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runFilters } from '../../../server/src/cli/filters';
import type { TensorValue } from '../../../server/src/train/checkpoint';
import { keepEpoch } from '../../../server/src/train/runs/epochs';

const folder = mkdtempSync(join(tmpdir(), 'convscope-filters-'));
const weights = (first: number): Map<string, TensorValue> =>
  new Map([
    ['conv.weight', { shape: [4, 1, 3, 3], data: Float32Array.from({ length: 36 }, (_, i) => first + (i % 7) - 3) }],
    ['conv.bias', { shape: [4], data: new Float32Array(4) }],
    ['fc.weight', { shape: [2, 5], data: Float32Array.from({ length: 10 }, (_, i) => i / 10) }],
  ]);
keepEpoch(folder, 0, weights(0));
keepEpoch(folder, 1, weights(1));

async function told(...args: string[]): Promise<string> {
  const written: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  await runFilters(args);
  out.mockRestore();
  return written.join('');
}
afterEach(() => vi.restoreAllMocks());

describe('convscope filters', () => {
  test('a line for each layer of the last epoch', async () => {
    const lines = (await told(folder)).trim().split('\n');
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(['layer', 'conv.weight', 'fc.weight']);
    expect(lines[1]).toMatch(/4×1×3×3 .* 0 +0 +\d+\.\d %$/);
  });

  test('the same as JSON, of one layer and epoch', async () => {
    const { epoch, layers } = JSON.parse(await told(folder, '--layer', 'conv', '--epoch', '0', '--format', 'json'));
    expect([epoch, layers.length, layers[0].name, layers[0].low, layers[0].high]).toEqual([0, 1, 'conv.weight', -3, 3]);
  });

  test('a picture and raw numbers; what changed is one everywhere', async () => {
    const [png, npy] = [join(folder, 'a.png'), join(folder, 'a.npy')];
    await told(folder, '--layer', 'conv', '--out', png, '--pixels', '5');
    // Two by two filters of 3 × 5 pixels, with gaps of 3 around (half an element, rounded).
    expect(decode(readFileSync(png))).toMatchObject({ width: 2 * 18 + 3, height: 2 * 18 + 3, channels: 4 });
    await told(folder, '--layer', 'conv', '--change', '--out', npy);
    const bytes = readFileSync(npy);
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + 128, bytes.byteOffset + bytes.length));
    expect([...new Set(values)]).toEqual([1]);
  });

  test.each([
    [[], 'takes one checkpoint'],
    [['/nowhere.pt'], 'does not exist'],
    [[folder, '--epoch', '9'], 'there is no epoch 9; there are 0, 1'],
    [[folder, '--layer', 'x', '--out', 'x.png'], "no layer 'x'; there are conv.weight, fc.weight"],
    [[folder, '--out', 'x.gif'], 'name.png or name.npy'],
    [[folder, '--layer', 'conv', '--out', join(folder, 'b.png'), '--pixels', '0'], 'at least 1'],
  ])('%j says what to write instead', async (args, message) => {
    await expect(runFilters(args)).rejects.toThrow(message);
  });
});
