import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { floatsOf, type TensorValue, writeCheckpoint } from '../../../server/src/train/checkpoint';
import { HANDLERS } from '../../../server/src/train/inspection/answers';
import { epochsOf, forgetEpochsAfter, keepEpoch } from '../../../server/src/train/runs/epochs';
import { weightsFrom } from '../../../server/src/train/weights/source';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'convscope-'));
const counting = (first: number): Map<string, TensorValue> =>
  new Map([['conv.weight', { shape: [2, 1, 2, 2], data: Float32Array.from({ length: 8 }, (_, i) => first + i) }]]);
const asking = { progress() {}, isCancelled: async () => false };

async function first(origin: Parameters<typeof weightsFrom>[0], epoch: number): Promise<number | undefined> {
  const weights = await (await weightsFrom(origin)).open(epoch);
  const tensor = weights.tensors.get('conv.weight');
  const values = tensor && (await floatsOf(tensor));
  weights.close();
  return values?.[0];
}

describe('weights from anywhere', () => {
  test.each(['w.safetensors', 'w.pt'])('%s: all of a tensor, or a part of it', async (name) => {
    const file = join(fresh(), name);
    await writeCheckpoint(file, counting(10));
    const { tensors, close } = await (await weightsFrom({ kind: 'file', file })).open(0);
    const tensor = tensors.get('conv.weight');
    if (tensor === undefined) throw new Error('it is not there');
    expect([...(await floatsOf(tensor))]).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    expect([...(await floatsOf(tensor, { from: 3, count: 2 }))]).toEqual([13, 14]);
    expect([...(await floatsOf(tensor, { from: 8, count: 0 }))]).toEqual([]);
    await expect(floatsOf(tensor, { from: 1e6, count: 2 })).rejects.toThrow();
    close();
  });

  test('a run has the initialisation and each epoch', async () => {
    const folder = fresh();
    for (const epoch of [0, 1, 2]) keepEpoch(folder, epoch, counting(100 * epoch));
    const origin = { kind: 'run', folder } as const;
    expect((await weightsFrom(origin)).epochs).toEqual([0, 1, 2]);
    expect(await first(origin, 0)).toBe(0);
    expect(await first(origin, 2)).toBe(200);
    await expect(first(origin, 7)).rejects.toThrow('the weights of epoch 7 are not kept; there are 0, 1, 2');
  });

  test('a run that kept only its best weights shows those; one that kept none says so', async () => {
    const folder = fresh();
    await expect(weightsFrom({ kind: 'run', folder })).rejects.toThrow('kept no weights yet');
    await writeCheckpoint(join(folder, 'best.safetensors'), counting(5));
    expect(await first({ kind: 'run', folder }, 0)).toBe(5);
  });

  test('when epochs take too much room, every second one goes and the ends stay', () => {
    const folder = fresh();
    for (let epoch = 0; epoch <= 9; epoch += 1) keepEpoch(folder, epoch, counting(epoch), 1000);
    const kept = epochsOf(folder);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(9);
    expect(kept.length).toBeLessThan(10);
    expect(kept.length).toBeGreaterThan(2);
  });

  test('a run that goes on makes later epochs anew; other files are left alone', () => {
    const folder = fresh();
    for (const epoch of [0, 1, 2, 10]) keepEpoch(folder, epoch, counting(epoch));
    mkdirSync(join(folder, 'epochs', 'mine.safetensors'));
    forgetEpochsAfter(folder, 1);
    expect(epochsOf(folder)).toEqual([0, 1]);
    expect(readdirSync(join(folder, 'epochs'))).toContain('mine.safetensors');
  });

  test('the process answers with names, epochs and how they match a model', async () => {
    const folder = fresh();
    keepEpoch(folder, 0, counting(0));
    const model = [{ name: 'net.conv.weight', shape: [2, 1, 2, 2] }];
    const answer = await HANDLERS['weights/open']({ origin: { kind: 'run', folder }, model }, asking);
    expect(answer.tensors).toEqual([{ name: 'conv.weight', shape: [2, 1, 2, 2] }]);
    expect(answer.match?.pairs).toEqual([{ wanted: 'net.conv.weight', held: 'conv.weight', how: 'prefix' }]);
    const tensor = await HANDLERS['weights/tensor'](
      { origin: { kind: 'run', folder }, epoch: 0, name: 'conv.weight' },
      asking,
    );
    expect(tensor.shape).toEqual([2, 1, 2, 2]);
    await expect(
      HANDLERS['weights/tensor']({ origin: { kind: 'run', folder }, epoch: 0, name: 'x' }, asking),
    ).rejects.toThrow("no 'x'");
  });
});
