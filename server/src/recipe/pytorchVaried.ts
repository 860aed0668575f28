/** The part of a PyTorch script that varies training images. */
import type { Recipe } from './declaration';

export function augmentation({ augmentation: a, data, loss }: Recipe): string {
  const isMask = data.targets === 'masks';
  const steps = [...(isMask ? [] : geometry(a)), ...looks(a)];
  const moves = isMask && (a.flip || a.rotation > 0 || a.scale !== undefined || a.crop_padding > 0);
  return `${a.cutout > 0 ? cutout(a.cutout) : ''}${moves ? moved(a, loss.ignore_index ?? 0) : ''}class Varied(torch.utils.data.Dataset):
    """Training images, varied anew in each epoch."""

    steps = [${steps.join(', ')}]

    def __len__(self):
        return len(train_set)

    def __getitem__(self, i):
        image, target = train_set[i]${moves ? '\n        image, target = moved(image, target)' : ''}
        for step in self.steps:
            image = step(image)
        return image, target`;
}

type Augmentation = Recipe['augmentation'];

/** Where pixels go. */
function geometry(a: Augmentation): string[] {
  return [
    ...(a.flip ? ['torchvision.transforms.RandomHorizontalFlip()'] : []),
    ...(a.rotation > 0 || a.scale !== undefined
      ? [
          `torchvision.transforms.RandomAffine(${a.rotation}, scale=${a.scale === undefined ? 'None' : `(${a.scale.join(', ')})`}, interpolation=torchvision.transforms.InterpolationMode.BILINEAR)`,
        ]
      : []),
    ...(a.crop_padding > 0
      ? [`lambda x: torchvision.transforms.RandomCrop(x.shape[-2:], padding=${a.crop_padding})(x)`]
      : []),
  ];
}

/** What they look like. */
function looks(a: Augmentation): string[] {
  return [
    ...(a.brightness > 0 || a.contrast > 0 || a.saturation > 0
      ? [`torchvision.transforms.ColorJitter(${a.brightness}, ${a.contrast}, ${a.saturation})`]
      : []),
    ...(a.blur > 0
      ? [`torchvision.transforms.GaussianBlur(${2 * Math.ceil(3 * a.blur) + 1}, sigma=(0.01, ${a.blur}))`]
      : []),
    ...(a.noise > 0 ? [`lambda x: x + ${a.noise} * torch.randn_like(x)`] : []),
    ...(a.cutout > 0 ? ['cutout'] : []),
  ];
}

const cutout = (side: number): string => `def cutout(x):
    top, left = (int(torch.randint(size, ())) - ${Math.floor(side / 2)} for size in x.shape[-2:])
    x = x.clone()
    x[..., max(0, top):max(0, top + ${side}), max(0, left):max(0, left + ${side})] = 0
    return x


`;

/** A mask takes the nearest pixel, and `outside` where there was no image. */
function moved(a: Augmentation, outside: number): string {
  const [low, high] = a.scale ?? [1, 1];
  const turned = a.rotation > 0 || a.scale !== undefined;
  const padding = a.crop_padding;
  return `def moved(image, mask):
    """An image and its mask, which move alike."""
    geometry, mask = torchvision.transforms.functional, mask.unsqueeze(0)
${[
  ...(a.flip ? ['if torch.rand(()) < 0.5:', '    image, mask = geometry.hflip(image), geometry.hflip(mask)'] : []),
  ...(turned
    ? [
        `angle = float(torch.empty(()).uniform_(-${a.rotation}, ${a.rotation}))`,
        `scale = float(torch.empty(()).uniform_(${low}, ${high}))`,
        'image = geometry.affine(image, angle, [0, 0], scale, [0.0, 0.0], geometry.InterpolationMode.BILINEAR)',
        `mask = geometry.affine(mask, angle, [0, 0], scale, [0.0, 0.0], geometry.InterpolationMode.NEAREST, fill=${outside})`,
      ]
    : []),
  ...(padding > 0
    ? [
        'height, width = image.shape[-2:]',
        `top, left = torch.randint(${2 * padding + 1}, (2,)).tolist()`,
        `image = F.pad(image, (${padding},) * 4)[..., top:top + height, left:left + width]`,
        `mask = F.pad(mask, (${padding},) * 4, value=${outside})[..., top:top + height, left:left + width]`,
      ]
    : []),
]
  .map((line) => `    ${line}`)
  .join('\n')}
    return image, mask.squeeze(0)


`;
}
