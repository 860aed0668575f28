/** The functional ops with symbols for sizes, and what their records tell. Sizes in numbers are held to PyTorch by test/oracle. */
import { describe, expect, it } from 'vitest';
import { display } from '../../../../server/src/symbolic';
import { allOps } from '../../../../server/src/torch';
import type { OpDeclaration } from '../../../../server/src/torch/declare';
import { asTensor, type Outcome, type Plain, run, shapes } from './harness';

const F = 'torch.nn.functional';
const named = new Map<string, OpDeclaration>();
for (const op of allOps)
  for (const name of [op.name, ...(op.aliases ?? []), ...(op.inplaceAliases ?? [])]) named.set(name, op);

const declared = (name: string): OpDeclaration => {
  const op = named.get(name);
  if (!op) throw new Error(`${name} is not declared`);
  return op;
};
const t = (...sizes: readonly (number | string)[]): Plain => ({ t: sizes });
const i = (value: number | string): Plain => ({ i: value });
const f = (value: number): Plain => ({ f: value });
const u = (...values: readonly number[]): Plain => ({ u: values.map(i) });
const yes: Plain = { b: true };

const call = (name: string, args: readonly Plain[], keywords: Readonly<Record<string, Plain>> = {}): Outcome => {
  const full = name.startsWith('torch.') ? name : `${F}.${name}`;
  return run(declared(full), full, args, keywords);
};
const assumed = (outcome: Outcome): readonly string[] =>
  outcome.requirements.map(
    ({ relation, left, right }) =>
      `${display(left)} ${relation === 'divides' ? '|' : relation === '<=' ? '≤' : '='} ${display(right)}`,
  );
const recordOf = (outcome: Outcome) => {
  const [record] = outcome.records;
  if (!record) throw new Error('nothing was recorded');
  return record;
};
const explained = (
  name: string,
  args: readonly Plain[],
  keywords: Readonly<Record<string, Plain>> = {},
): readonly string[] | undefined => {
  const outcome = call(name, args, keywords);
  return declared(`${F}.${name}`).explain?.(recordOf(outcome));
};

describe('sizes with symbols', () => {
  const cases: readonly [string, string, readonly Plain[], Readonly<Record<string, Plain>>, string][] = [
    [
      'a half convolution',
      'conv2d',
      [t('B', 3, 'H', 'W'), t(64, 3, 7, 7)],
      { stride: i(2), padding: i(3) },
      '[B, 64, ⌊(H+1)/2⌋, ⌊(W+1)/2⌋]',
    ],
    ['a same convolution', 'conv2d', [t('B', 3, 'H', 'W'), t(64, 3, 3, 3)], { padding: i(1) }, '[B, 64, H, W]'],
    ['a doubling one', 'conv_transpose2d', [t('B', 8, 'H', 'W'), t(8, 4, 2, 2)], { stride: i(2) }, '[B, 4, 2·H, 2·W]'],
    ['a pool', 'max_pool2d', [t('B', 8, 'H', 'W'), i(2)], {}, '[B, 8, ⌊H/2⌋, ⌊W/2⌋]'],
    [
      'a pool that rounds up',
      'max_pool2d',
      [t('B', 8, 'H', 'W'), i(3), i(2)],
      { ceil_mode: yes },
      '[B, 8, ⌊H/2⌋, ⌊W/2⌋]',
    ],
    ['a global pool', 'adaptive_avg_pool2d', [t('B', 8, 'H', 'W'), i(1)], {}, '[B, 8, 1, 1]'],
    ['an enlargement', 'interpolate', [t('B', 8, 'H', 'W')], { scale_factor: i(2) }, '[B, 8, 2·H, 2·W]'],
    [
      'a factor that doubles hold exactly',
      'interpolate',
      [t('B', 8, 'H', 'W')],
      { scale_factor: f(0.5) },
      '[B, 8, ⌊H/2⌋, ⌊W/2⌋]',
    ],
    ['another factor', 'interpolate', [t('B', 8, 'H', 'W')], { scale_factor: f(0.3) }, '?'],
    ['padding', 'pad', [t('B', 8, 'H', 'W'), u(1, 2, 3, 4)], {}, '[B, 8, H+7, W+3]'],
    ['shuffled pixels', 'pixel_shuffle', [t('B', 'C', 'H', 'W'), i(2)], {}, '[B, ⌊C/4⌋, 2·H, 2·W]'],
    ['a linear layer', 'linear', [t('B', 'T', 8), t(16, 8)], {}, '[B, T, 16]'],
    ['columns', 'unfold', [t('B', 3, 'H', 'W'), i(1)], {}, '[B, 3, H·W]'],
    [
      'one row per pixel',
      'cross_entropy',
      [t('B', 21, 'H', 'W'), { t: ['B', 'H', 'W'], d: 'int64' }],
      { reduction: { str: 'none' } },
      '[B, H, W]',
    ],
  ];
  it.each(cases)('%s', (_, name, args, keywords, expected) => {
    const outcome = call(name, args, keywords);
    expect(shapes(outcome.value)).toBe(expected);
    expect(outcome.problems).toEqual([]);
  });
});

describe('what is not decided becomes an assumption', () => {
  it('channels', () => expect(assumed(call('conv2d', [t(1, 'C', 8, 8), t(4, 3, 3, 3)]))).toContain('C = 3'));
  it('features', () => expect(assumed(call('linear', [t('B', 'N'), t(4, 400)]))).toEqual(['N = 400']));
  it('a kernel that fits', () =>
    expect(assumed(call('conv2d', [t(1, 3, 'H', 'W'), t(4, 3, 5, 5)]))).toEqual(['5 ≤ H', '5 ≤ W']));
  it('nothing where all is proved', () =>
    expect(assumed(call('conv2d', [t(1, 3, 'H', 'W'), t(4, 3, 3, 3)], { padding: i(1) }))).toEqual([]));
  it('groups of channels', () => expect(assumed(call('group_norm', [t(2, 'C', 4, 4), i(4)]))).toEqual(['4 | C']));
});

describe('formulas', () => {
  it('of a convolution', () => {
    expect(explained('conv2d', [t(1, 3, 224, 224), t(64, 3, 7, 7)], { stride: i(2), padding: i(3) })).toEqual([
      'H, W: ⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1 = 112',
    ]);
  });
  it('of sides that differ', () => {
    expect(explained('max_pool2d', [t(1, 3, 8, 9), i(2)])).toEqual([
      'H: ⌊(8 + 2·0 − 1·(2−1) − 1)/2⌋ + 1 = 4',
      'W: ⌊(9 + 2·0 − 1·(2−1) − 1)/2⌋ + 1 = 4',
    ]);
  });
  it('of a transposed convolution', () => {
    expect(
      explained('conv_transpose2d', [t(1, 8, 14, 14), t(8, 4, 3, 3)], {
        stride: i(2),
        padding: i(1),
        output_padding: i(1),
      }),
    ).toEqual(['H, W: (14 − 1)·2 − 2·1 + 1·(3−1) + 1 + 1 = 28']);
  });
  it('of a window that is dropped', () => {
    expect(explained('max_pool2d', [t(1, 3, 9, 9), i(2), i(2), i(1)], { ceil_mode: yes })).toEqual([
      'H, W: ⌈(9 + 2·1 − 1·(2−1) − 1)/2⌉ + 1 (less a last window that would start in the right padding) = 5',
    ]);
  });
  it('of a factor', () =>
    expect(explained('interpolate', [t(1, 3, 7, 7)], { scale_factor: f(1.5) })).toEqual(['H, W: ⌊7 · 1.5⌋ = 10']));
});

describe('records', () => {
  it('count multiply-adds', () => {
    const count = (name: string, args: readonly Plain[], keywords = {}) => {
      const macs = declared(`${F}.${name}`).macs?.(recordOf(call(name, args, keywords)));
      return macs === undefined ? undefined : display(macs);
    };
    expect(count('conv2d', [t(1, 3, 224, 224), t(64, 3, 7, 7)], { stride: i(2), padding: i(3) })).toBe('118013952');
    expect(count('conv_transpose2d', [t(1, 8, 14, 14), t(8, 4, 2, 2)], { stride: i(2) })).toBe('25088');
    expect(count('linear', [t('B', 2048), t(1000, 2048)])).toBe('2048000·B');
    expect(count('scaled_dot_product_attention', [t(2, 4, 5, 8), t(2, 4, 7, 8), t(2, 4, 7, 6)])).toBe(
      String(2 * 4 * 5 * 7 * (8 + 6)),
    );
  });
  it('tell what one output reads', () => {
    const reach = (name: string, args: readonly Plain[], keywords = {}) =>
      declared(`${F}.${name}`).reach?.(recordOf(call(name, args, keywords)));
    expect(reach('conv2d', [t(1, 3, 9, 9), t(4, 3, 4, 4)], { padding: { str: 'same' } })).toEqual({
      kind: 'window',
      kernel: [4, 4],
      stride: [1, 1],
      before: [1, 1],
      dilation: [1, 1],
    });
    expect(reach('adaptive_avg_pool2d', [t(1, 3, 9, 9), i(3)])).toMatchObject({ kind: 'adaptive' });
    expect(reach('adaptive_avg_pool2d', [t(1, 3, 9, 9), i(1)])).toEqual({ kind: 'adaptive' });
    expect(reach('interpolate', [t(1, 3, 9, 9)], { scale_factor: i(2), mode: { str: 'bilinear' } })).toEqual({
      kind: 'resize',
      taps: 2,
      align: 'centres',
      factors: [2, 2],
    });
  });
  it('tell what backward keeps', () => {
    const keeps = (name: string, args: readonly Plain[], keywords = {}) =>
      declared(`${F}.${name}`).keeps?.(recordOf(call(name, args, keywords)));
    expect(keeps('relu', [t(2, 3)])).toMatchObject({ args: [], output: true });
    expect(keeps('max_pool2d', [t(2, 3, 8, 8), i(2)])).toEqual({ args: ['input'], bytes: 8 * 2 * 3 * 4 * 4 });
    expect(keeps('dropout', [t(2, 3)])).toEqual({ bytes: 24 });
    expect(keeps('dropout', [t(2, 3)], { training: { b: false } })).toEqual({});
  });
  it('write in place where that is asked', () => {
    expect(recordOf(call('relu', [t(2, 3)], { inplace: yes })).inplace).toBe(true);
    expect(recordOf(call('torch.relu_', [t(2, 3)])).inplace).toBe(true);
    expect(recordOf(call('relu', [t(2, 3)])).inplace).toBe(false);
  });
});

describe('fixes', () => {
  const fix = (name: string, args: readonly Plain[], keywords = {}) => call(name, args, keywords).problems[0]?.fix;
  it('of channels', () =>
    expect(fix('conv2d', [t(1, 1, 9, 9), t(4, 3, 3, 3)])).toMatchObject({
      kind: 'set-argument',
      argument: 'in_channels',
      value: 1,
    }));
  it('of features', () =>
    expect(fix('linear', [t(2, 400), t(4, 256)])).toMatchObject({ argument: 'in_features', value: 400 }));
  it('none where flattening is what is missing', () =>
    expect(fix('linear', [t(2, 16, 5, 5), t(4, 400)])).not.toHaveProperty('argument'));
  it('of groups', () =>
    expect(fix('group_norm', [t(2, 48, 4, 4), i(32)])).toMatchObject({ argument: 'num_groups', value: 24 }));
});

describe('memory format', () => {
  const channelsLast: Plain = { t: [1, 3, 8, 8], s: [192, 1, 24, 3] };
  it('of a contiguous image stays contiguous', () => {
    expect(asTensor(call('conv2d', [t(1, 3, 8, 8), t(4, 3, 3, 3)]).value).strides).toEqual([144, 36, 6, 1]);
  });
  it('is left open where the image is channels-last', () => {
    expect(asTensor(call('conv2d', [channelsLast, t(4, 3, 3, 3)]).value).strides).toBeUndefined();
  });
  it('is kept by activations', () =>
    expect(asTensor(call('relu', [channelsLast]).value).strides).toEqual([192, 1, 24, 3]));
});
