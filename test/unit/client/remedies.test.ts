import { applyEdits } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { beforeTheLast, editsOf, theLargest } from '../../../client/src/training/remedyPlaces';
import type { SummaryRow } from '../../../server/src/protocol';

describe('a change of a recipe', () => {
  const TEXT = `{
  "file": "net.py",
  "optimizer": { "name": "sgd",   "lr": 0.1 }
}
`;
  const changed = (path: string, value: number): string => applyEdits(TEXT, editsOf(TEXT, path, value));

  test('replaces a number, and leaves what is written around it', () => {
    expect(changed('optimizer.lr', 0.01)).toBe(TEXT.replace('0.1', '0.01'));
  });
  test('adds a field to a group, and a group', () => {
    expect(JSON.parse(changed('optimizer.weight_decay', 0.0005)).optimizer).toEqual({
      name: 'sgd',
      lr: 0.1,
      weight_decay: 0.0005,
    });
    expect(JSON.parse(changed('augmentation.crop_padding', 2)).augmentation).toEqual({ crop_padding: 2 });
    expect(JSON.parse(changed('early_stopping', 5)).early_stopping).toBe(5);
  });
});

describe('where code is changed', () => {
  let line = 0;
  const row = (cls: string, params: string, depth = 1): SummaryRow => {
    line += 1;
    const at = { line, character: 0 };
    const location = { uri: 'file:///net.py', start: at, end: at };
    return { depth, name: `l${line}`, cls, input: '', output: '', params, macs: '', location };
  };
  const conv = row('nn.Conv2d', '896');
  const wide = row('nn.Linear', '1,048,704');
  const last = row('nn.Linear', '1,290');
  const rows = [conv, row('nn.ReLU', '0'), wide, row('nn.Dropout', '0'), last];

  test('dropout goes behind the last layer with weights but one', () => {
    expect(beforeTheLast(rows)).toBe(wide.location);
    expect(beforeTheLast([last])).toBeUndefined();
  });
  test('dropout goes behind what stands before the last layer, but for parts that are called twice', () => {
    const pool = row('nn.MaxPool2d', '0');
    expect(beforeTheLast([conv, row('nn.BatchNorm2d', '16'), pool, row('nn.Flatten', '0'), last])).toBe(pool.location);
    expect(beforeTheLast([pool, conv, pool, last])).toBe(conv.location);
    expect(beforeTheLast([conv, row('nn.Sequential', '1,290'), { ...last, depth: 2 }])).toBe(conv.location);
  });
  test('the layer with the most weights is made narrower, not the one that gives the classes', () => {
    expect(theLargest(rows)).toBe(wide.location);
    expect(theLargest([conv, row('nn.Linear', '99,999')])).toBe(conv.location);
  });
});
