import { describe, expect, test } from 'vitest';
import { frameIn, isOwnFrame, SHAPE_ERRORS, shapeErrorIn } from '../../../server/src/config';
import { repairEdits } from '../../../server/src/edit';
import { tracebackRepairs } from '../../../server/src/editor';
import { applyEdits } from '../../../server/src/refactor';
import { parse } from '../../../server/src/syntax';
import { readCode } from '../read/literate';

/** What PyTorch 1.13 says, word for word. */
const MESSAGES = [
  'RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x1024 and 100x10)',
  'RuntimeError: Given groups=1, weight of size [16, 3, 3, 3], expected input[1, 4, 32, 32] to have 3 channels, but got 4 channels instead',
  'RuntimeError: Given transposed=1, weight of size [3, 16, 3, 3], expected input[1, 4, 32, 32] to have 3 channels, but got 4 channels instead',
  'RuntimeError: running_mean should contain 12 elements not 16',
  'RuntimeError: The size of tensor a (32) must match the size of tensor b (16) at non-singleton dimension 2',
  'RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 32 but got size 16 for tensor number 1 in the list.',
  "RuntimeError: shape '[2, 400]' is invalid for input of size 108",
  "RuntimeError: Calculated padded input size per channel: (4 x 4). Kernel size: (7 x 7). Kernel size can't be greater than actual input size",
  'RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [2, 12]',
  'RuntimeError: Given input size: (3x4x4). Calculated output size: (3x0x0). Output size is too small',
  'RuntimeError: stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1',
  "RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
  'RuntimeError: Given normalized_shape=[7], expected input with shape [*, 7], but got input of size[2, 8]',
  'ValueError: expected 4D input (got 2D input)',
  'RuntimeError: Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape [4] and input of shape [1, 6, 2]',
  'ValueError: Expected input batch_size (4) to match target batch_size (5).',
];

test.each(MESSAGES)('is a link: %s', (message) => {
  expect(shapeErrorIn(message)).toEqual({ start: 0, text: message });
  expect(shapeErrorIn(`E   ${message}  `)).toEqual({ start: 4, text: message });
});

test('every pattern is met by a message', () => {
  for (const { pattern } of SHAPE_ERRORS)
    expect(
      MESSAGES.some((m) => pattern.test(m)),
      String(pattern),
    ).toBe(true);
});

test.each(['RuntimeError: CUDA out of memory', 'KeyError: 3', "print('mat1 and mat2 shapes cannot be multiplied')"])(
  'is none: %s',
  (line) => expect(shapeErrorIn(line)).toBeUndefined(),
);

test('frames', () => {
  const own = frameIn('  File "/work/my net.py", line 14, in forward');
  expect(own).toEqual({ file: '/work/my net.py', line: 14 });
  const library = frameIn('  File "/usr/lib/python3/dist-packages/torch/nn/modules/linear.py", line 114, in forward');
  expect(library && isOwnFrame(library)).toBe(false);
  expect(own && isOwnFrame(own)).toBe(true);
  expect(frameIn('  File "<stdin>", line 1, in <module>')).toBeUndefined();
  expect(frameIn('x = File')).toBeUndefined();
});

describe('the fix follows from the numbers of the run', () => {
  const CODE = `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 3),
            nn.BatchNorm2d(16),
            nn.Flatten(),
            nn.Linear(400, 10),
        )

    def forward(self, x):
        return self.body(x)
`;
  const fixed = (message: string): string | undefined => {
    const reading = readCode(CODE);
    const at = CODE.indexOf('return self.body(x)');
    const [repair] = tracebackRepairs({ ...reading, problems: [] }, { start: at, end: at + 5 }, message);
    return repair && applyEdits(CODE, repairEdits(repair, parse(CODE), CODE));
  };

  test.each([
    ['RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x1024 and 400x10)', 'nn.Linear(1024, 10)'],
    [
      'RuntimeError: Given groups=1, weight of size [16, 3, 3, 3], expected input[1, 4, 32, 32] to have 3 channels, but got 4 channels instead',
      'nn.Conv2d(4, 16, 3)',
    ],
    ['RuntimeError: running_mean should contain 12 elements not 16', 'nn.BatchNorm2d(12)'],
  ])('%s', (message, wanted) => expect(fixed(message)).toContain(wanted));

  test('no layer has these sizes', () => {
    expect(fixed('RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x1024 and 401x10)')).toBeUndefined();
  });
});
