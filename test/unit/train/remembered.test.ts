import { describe, expect, test } from 'vitest';
import { remembered } from '../../../server/src/train/data/remembered';
import type { Part } from '../../../server/src/train/data/types';

const SIZE = { channels: 1, height: 1, width: 4 };

/** Four pixels of each image by a function of their place; how often each image was decoded. */
function decoded(value: (index: number, pixel: number) => number) {
  const times = [0, 0, 0];
  const part: Part = {
    count: 3,
    labels: new Int32Array(3),
    read(index, target, at) {
      times[index] = (times[index] ?? 0) + 1;
      for (let i = 0; i < 4; i += 1) target[at + i] = value(index, i);
    },
    readTarget(index, target, at) {
      times[index] = (times[index] ?? 0) + 1;
      for (let i = 0; i < 4; i += 1) target[at + i] = index + i;
    },
  };
  return { part, times };
}
const readTwice = (part: Part): number[][] =>
  [0, 1, 2, 0, 1, 2].map((index) => {
    const image = new Float32Array(6);
    part.read(index, image, 1);
    return [...image];
  });

describe('decoded pictures', () => {
  test('are decoded once, and are the same numbers to the last bit', () => {
    const { part, times } = decoded((index, pixel) => (20 * index + 61 * pixel) / 255);
    const plain = readTwice(part);
    times.fill(0);
    expect(readTwice(remembered(part, SIZE))).toEqual(plain);
    expect(times).toEqual([1, 1, 1]);
  });

  test('beyond the bound are decoded again', () => {
    const { part, times } = decoded((index) => index / 255);
    readTwice(remembered(part, SIZE, 2 * 4));
    expect(times).toEqual([1, 1, 2]);
  });

  test('that are no bytes are decoded again', () => {
    const { part, times } = decoded((index) => 0.3 + index / 1000);
    const plain = readTwice(part);
    times.fill(0);
    expect(readTwice(remembered(part, SIZE))).toEqual(plain);
    expect(times).toEqual([2, 2, 2]);
  });

  test('so are masks', () => {
    const { part, times } = decoded(() => 0);
    const again = remembered(part, SIZE);
    for (let turn = 0; turn < 2; turn += 1) {
      const mask = new Int32Array(4);
      again.readTarget?.(2, mask, 0);
      expect([...mask]).toEqual([2, 3, 4, 5]);
    }
    expect(times).toEqual([0, 0, 1]);
  });
});
