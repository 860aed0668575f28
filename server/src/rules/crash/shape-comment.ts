import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS190',
  name: 'shape-comment',
  severity: 'warning',
  page: {
    what: 'Finds shape comments (`# [B×3×64×64] -> [B×14×32×32]`) and jaxtyping annotations (`Float[Tensor, "b 3 64 64"]`) that the code contradicts for every input.',
    why: 'Readers trust a comment. What is written for another input size is fine: a comment is tried on its own left side.',
    references: [
      '[ConvTranspose2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html)',
      '[jaxtyping](https://docs.kidger.site/jaxtyping/api/array/)',
    ],
  },
  bad: `
from torch import nn

up = nn.Conv2d(3, 14, kernel_size=4, stride=2, padding=1)  # [B×3×64×64] -> [B×14×128×128]
`,
  good: `
from torch import nn

up = nn.ConvTranspose2d(3, 14, kernel_size=4, stride=2, padding=1)  # [B×3×64×64] -> [B×14×128×128]
`,
  hasFix: true,
});
