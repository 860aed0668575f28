import { expect, test } from 'vitest';
import { parseShapeComment } from '../../../server/src/read/shape-notation';
import { display } from '../../../server/src/symbolic';

const read = (text: string): string | undefined => {
  const found = parseShapeComment(text);
  const side = (sizes: readonly { size: Parameters<typeof display>[0] | undefined }[]): string =>
    sizes.map(({ size }) => (size === undefined ? '?' : display(size))).join(' ');
  return found && `${side(found.left.sizes)} → ${side(found.right.sizes)}`;
};

test.each([
  ['# [B×3×64×64] -> [B×14×32×32] - half spatial dimension', 'B 3 64 64 → B 14 32 32'],
  ['# (B, 3, 64, 64) → (B, 14, 64, 64)', 'B 3 64 64 → B 14 64 64'],
  ['# in: [N, C, H, W] => [N, 2C, H/2, W//2]', 'N C H W → N 2·C ⌊H/2⌋ ⌊W/2⌋'],
  ['# B x 3 x 64 x 64 -> B x 14 x 32 x 32', 'B 3 64 64 → B 14 32 32'],
  ['# Bx3x64x64 -> Bx14x32x32', 'B 3 64 64 → B 14 32 32'],
  ['# 1x28x28 -> 6x14x14', '1 28 28 → 6 14 14'],
  ['# (bs, 3, ?, -1) -> (bs, 64*7*7)', 'bs 3 ? ? → bs 3136'],
  ['# (N, 3, 32, 32) -> (N, 64×7×7)', 'N 3 32 32 → N 3136'],
  ['# [B, 3, 8, 8] -> [B, 4, 4, 4] -> [B, 64]', 'B 3 8 8 → B 64'],
  ['# (B, N, C) -> (N, B, C)', 'B N C → N B C'],
  ["# (B, C, H, W) -> (B, C', H, W)", "B C H W → B C' H W"],
  ['# (batch, max_len, dim) --> (batch, dim, max_len)', 'batch max_len dim → batch dim max_len'],
])('%s', (text, wanted) => expect(read(text)).toBe(wanted));

test.each([
  '# type: (Tensor, int) -> Tensor',
  '# type: (Tensor, Tensor) -> (Tensor, Tensor)',
  '# [a word, and more] -> [other words, here]',
  '# the x -> y axis',
  '# x: [B, 3, 64, 64]',
  '# (..., 3) -> (..., 4)',
  '# convscope: input=[B, 3, 64, 64]',
  '# step 1 -> step 2',
  '# (str, bool) -> None',
  '# 3 -> 64',
])('no shape comment: %s', (text) => expect(read(text)).toBeUndefined());

test('where sizes stand', () => {
  const text = '# conv: [B×3×64] -> [B×14×32]';
  const found = parseShapeComment(text);
  for (const side of [found?.left, found?.right])
    for (const { text: size, start } of side?.sizes ?? []) expect(text.slice(start, start + size.length)).toBe(size);
  expect(text.slice(found?.right.start)).toBe('[B×14×32]');
});
