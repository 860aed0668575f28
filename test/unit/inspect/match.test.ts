import { describe, expect, test } from 'vitest';
import { matchWeights, type NamedShape } from '../../../server/src/inspect';

const named = (all: Record<string, number[]>): NamedShape[] =>
  Object.entries(all).map(([name, shape]) => ({ name, shape }));
const NET = named({
  'conv.weight': [8, 3, 3, 3],
  'conv.bias': [8],
  'bn.weight': [8],
  'bn.running_mean': [8],
  'fc.weight': [10, 128],
  'fc.bias': [10],
});
const withPrefix = (prefix: string): NamedShape[] =>
  NET.map(({ name, shape }) => ({ name: `${prefix}${name}`, shape }));

describe('names of a model and of a file', () => {
  test('the same names need nothing', () => {
    const { pairs, missing, unused } = matchWeights(NET, NET.toReversed());
    expect(pairs.map(({ wanted, held, how }) => [wanted, held, how])).toEqual(
      NET.map(({ name }) => [name, name, 'name']),
    );
    expect([missing, unused]).toEqual([[], []]);
  });

  test.each(['module.', '_orig_mod.', 'module._orig_mod.', 'model.', 'net.backbone.', 'state_dict.model.'])(
    'what stands before each name is taken away: %s',
    (prefix) => {
      const { pairs, missing, unused } = matchWeights(NET, withPrefix(prefix));
      expect(pairs.map(({ wanted, held }) => [wanted, held])).toEqual(NET.map(({ name }) => [name, prefix + name]));
      expect(pairs.every(({ how }) => how === 'prefix')).toBe(true);
      expect([missing, unused]).toEqual([[], []]);
    },
  );

  test('a model inside another one finds its own', () => {
    const { pairs, missing } = matchWeights(withPrefix('backbone.'), NET);
    expect(pairs).toHaveLength(NET.length);
    expect(missing).toEqual([]);
  });

  test('a wrapper in the middle of names', () => {
    const held = NET.map(({ name, shape }) => ({ name: name.replace('.', '._orig_mod.'), shape }));
    expect(matchWeights(NET, held).pairs.map(({ held: one }) => one)).toContain('conv._orig_mod.weight');
  });

  test('of two copies the first that fits is taken, and the other one is listed', () => {
    const { pairs, unused } = matchWeights(NET, [...withPrefix('model.'), ...withPrefix('ema.')]);
    expect(pairs.map(({ held }) => held)).toEqual(withPrefix('model.').map(({ name }) => name));
    expect(unused.map(({ name }) => name)).toEqual(withPrefix('ema.').map(({ name }) => name));
  });

  test('other names are matched by shape and order, where all of them fit', () => {
    const held = named({
      '0.weight': [8, 3, 3, 3],
      '0.bias': [8],
      '1.weight': [8],
      '1.running_mean': [8],
      '1.num_batches_tracked': [],
      '5.weight': [10, 128],
      '5.bias': [10],
    });
    const { pairs, missing, unused } = matchWeights(NET, held);
    expect(pairs.map(({ wanted, held: one, how }) => [wanted, one, how])).toEqual([
      ['conv.weight', '0.weight', 'order'],
      ['conv.bias', '0.bias', 'order'],
      ['bn.weight', '1.weight', 'order'],
      ['bn.running_mean', '1.running_mean', 'order'],
      ['fc.weight', '5.weight', 'order'],
      ['fc.bias', '5.bias', 'order'],
    ]);
    expect(missing).toEqual([]);
    expect(unused).toEqual([{ name: '1.num_batches_tracked', reason: 'the model has no parameter of this name' }]);
  });

  test('weights of another network are not guessed at', () => {
    const held = named({ 'a.weight': [8, 3, 3, 3], 'b.weight': [16, 8, 3, 3], 'c.weight': [100, 16] });
    const { pairs, missing } = matchWeights(NET, held);
    expect(pairs).toEqual([]);
    expect(missing[0]).toEqual({ name: 'conv.weight', reason: 'nothing stored has this name' });
  });

  test('another number of classes is told with both sizes', () => {
    const held = named({
      'conv.weight': [8, 3, 3, 3],
      'conv.bias': [8],
      'bn.weight': [8],
      'bn.running_mean': [8],
      'fc.weight': [1000, 128],
      'fc.bias': [1000],
    });
    const { pairs, missing, unused } = matchWeights(NET, held);
    expect(pairs).toHaveLength(4);
    expect(missing).toEqual([
      { name: 'fc.weight', reason: "'fc.weight' is 1000×128 there and 10×128 in the model" },
      { name: 'fc.bias', reason: "'fc.bias' is 1000 there and 10 in the model" },
    ]);
    expect(unused[0]?.reason).toBe("the model's 'fc.weight' is 10×128, not 1000×128");
  });

  test('nothing against nothing', () => {
    expect(matchWeights([], [])).toEqual({ pairs: [], missing: [], unused: [] });
    expect(matchWeights([], NET).unused).toHaveLength(NET.length);
  });
});
