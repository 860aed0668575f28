/** The part of a PyTorch script that opens what a recipe learns from: `train_set` and `test_set` of (tensor, target). */
import type { Recipe } from './declaration';
import { csvPart, folderPart, numpyPart, readingPart } from './pytorchFiles';

const TORCHVISION: Readonly<
  Record<string, { readonly cls: string; readonly parts: readonly [string, string]; readonly names?: string }>
> = {
  mnist: { cls: 'MNIST', parts: ['train=True', 'train=False'] },
  'fashion-mnist': { cls: 'FashionMNIST', parts: ['train=True', 'train=False'] },
  kmnist: { cls: 'KMNIST', parts: ['train=True', 'train=False'] },
  cifar10: { cls: 'CIFAR10', parts: ['train=True', 'train=False'] },
  cifar100: { cls: 'CIFAR100', parts: ['train=True', 'train=False'] },
  svhn: { cls: 'SVHN', parts: ["split='train'", "split='test'"], names: "list('0123456789')" },
  stl10: { cls: 'STL10', parts: ["split='train'", "split='test'"] },
};

export const text = (value: string): string => JSON.stringify(value);

/** Where the script looks for the digits that come with Convscope: those of scikit-learn, as it ships them. */
export const DIGITS_COPY = '.convscope/digits.csv.gz';

export function dataPart(recipe: Recipe): string {
  const { data } = recipe;
  const known = TORCHVISION[data.name];
  const root = text(data.root ?? './data');
  if (known !== undefined)
    return `to_tensor = torchvision.transforms.ToTensor()
if rank > 0:
    torch.distributed.barrier()  # the first process downloads
train_set = torchvision.datasets.${known.cls}(${root}, ${known.parts[0]}, download=True, transform=to_tensor)
test_set = torchvision.datasets.${known.cls}(${root}, ${known.parts[1]}, download=True, transform=to_tensor)
if distributed and rank == 0:
    torch.distributed.barrier()
names = ${known.names ?? 'train_set.classes'}`;
  switch (data.name) {
    case 'folder':
      return [`ROOT = ${root}`, folderPart(recipe), readingPart(recipe)].join('\n');
    case 'csv':
      return [`ROOT = ${root}`, csvPart(recipe), readingPart(recipe)].join('\n');
    case 'numpy':
      return [`ROOT = ${root}`, numpyPart(recipe)].join('\n');
    default:
      return `if os.path.exists(${text(DIGITS_COPY)}):
    digits = numpy.loadtxt(${text(DIGITS_COPY)}, delimiter=',')
else:
    from sklearn.datasets import load_digits
    digits = numpy.column_stack(load_digits(return_X_y=True))
pixels, labels = torch.tensor(digits[:, :64]).float().view(-1, 1, 8, 8) / 16, torch.tensor(digits[:, 64]).long()
train_set, test_set = torch.utils.data.TensorDataset(pixels, labels), None
names = list('0123456789')`;
  }
}

/** Whether the script needs torchvision at all. */
export const needsTorchvision = (recipe: Recipe): boolean => {
  const { flip, rotation, scale, crop_padding, blur, brightness, contrast, saturation } = recipe.augmentation;
  const amounts = [rotation, crop_padding, blur, brightness, contrast, saturation];
  const isVaried = flip || scale !== undefined || amounts.some((amount) => amount > 0);
  return isVaried || !['digits', 'numpy'].includes(recipe.data.name);
};

/** Whether the script reads pictures of the person's own. */
export const readsPictures = ({ data }: Recipe): boolean => data.name === 'folder' || data.name === 'csv';
