/** A drawn segmentation set: reddish discs, greenish squares and bluish crosses on a noisy grey ground, with their masks, as PNG files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { type Random, seeded } from '../../../../server/src/program';

export const SHAPES = ['ground', 'disc', 'square', 'cross'];

/** Writes `train/images`, `train/masks`, the same below `test`, and `classes.txt`. */
export function drawShapes(root: string, { train, test, size = 32 }: { train: number; test: number; size?: number }) {
  const random = seeded(7);
  for (const [part, count] of Object.entries({ train, test })) {
    for (const folder of ['images', 'masks']) mkdirSync(join(root, part, folder), { recursive: true });
    for (let i = 0; i < count; i += 1) {
      const { image, mask } = drawn(size, random);
      const name = `${String(i).padStart(4, '0')}.png`;
      writeFileSync(join(root, part, 'images', name), encode({ width: size, height: size, data: image, channels: 3 }));
      writeFileSync(join(root, part, 'masks', name), encode({ width: size, height: size, data: mask, channels: 1 }));
    }
  }
  writeFileSync(join(root, 'classes.txt'), `${SHAPES.join('\n')}\n`);
}

function drawn(size: number, random: Random) {
  const image = Uint8Array.from({ length: 3 * size * size }, () => 90 + 60 * random.next());
  const mask = new Uint8Array(size * size);
  const shapes = 1 + Math.floor(2 * random.next());
  for (let i = 0; i < shapes; i += 1) {
    const cls = 1 + Math.floor(3 * random.next());
    const radius = size * (0.12 + 0.13 * random.next());
    const [cx, cy] = [radius + (size - 2 * radius) * random.next(), radius + (size - 2 * radius) * random.next()];
    const colour = [1, 2, 3].map((channel) => (channel === cls ? 190 : 90) + 60 * random.next());
    for (let y = 0; y < size; y += 1)
      for (let x = 0; x < size; x += 1) {
        if (!isInside(cls, (x - cx) / radius, (y - cy) / radius)) continue;
        mask[y * size + x] = cls;
        image.set(colour, 3 * (y * size + x));
      }
  }
  return { image, mask };
}

function isInside(cls: number, x: number, y: number): boolean {
  if (cls === 1) return x * x + y * y <= 1;
  if (cls === 2) return Math.abs(x) <= 0.85 && Math.abs(y) <= 0.85;
  return (Math.abs(x) <= 0.3 && Math.abs(y) <= 1) || (Math.abs(y) <= 0.3 && Math.abs(x) <= 1);
}

/** A small U-Net (Ronneberger et al. 2015) as a Python file. */
export const UNET = `
import torch
from torch import nn


def double(before, after):
    return nn.Sequential(
        nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(),
        nn.Conv2d(after, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, classes, channels=8):
        super().__init__()
        self.first = double(3, channels)
        self.second = double(channels, 2 * channels)
        self.bottom = double(2 * channels, 4 * channels)
        self.pool = nn.MaxPool2d(2)
        self.up2 = nn.ConvTranspose2d(4 * channels, 2 * channels, 2, stride=2)
        self.back2 = double(4 * channels, 2 * channels)
        self.up1 = nn.ConvTranspose2d(2 * channels, channels, 2, stride=2)
        self.back1 = double(2 * channels, channels)
        self.head = nn.Conv2d(channels, classes, 1)

    def forward(self, x):
        first = self.first(x)
        second = self.second(self.pool(first))
        x = self.up2(self.bottom(self.pool(second)))
        x = self.up1(self.back2(torch.cat([second, x], 1)))
        return self.head(self.back1(torch.cat([first, x], 1)))
`;
