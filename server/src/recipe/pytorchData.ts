/** The part of a PyTorch script that opens the images of a recipe: `train_set` and `test_set` of (tensor, label). */
import type { Recipe } from './declaration';

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

export function dataPart({ data }: Recipe): string {
  const known = TORCHVISION[data.name];
  const root = text(data.root ?? './data');
  if (known !== undefined)
    return `if rank > 0:
    torch.distributed.barrier()  # the first process downloads
train_set = torchvision.datasets.${known.cls}(${root}, ${known.parts[0]}, download=True, transform=to_tensor)
test_set = torchvision.datasets.${known.cls}(${root}, ${known.parts[1]}, download=True, transform=to_tensor)
if distributed and rank == 0:
    torch.distributed.barrier()
names = ${known.names ?? 'train_set.classes'}`;
  switch (data.name) {
    case 'folder':
      return `root = ${root}
parts = [os.path.join(root, name) for name in ('train', 'test', 'val') if os.path.isdir(os.path.join(root, name))]
train_set = torchvision.datasets.ImageFolder(parts[0] if parts else root, transform=to_tensor)
test_set = torchvision.datasets.ImageFolder(parts[1], transform=to_tensor) if len(parts) > 1 else None
names = train_set.classes`;
    case 'csv':
      return `import csv
from PIL import Image
with open(${root}, newline='') as file:
    rows = list(csv.DictReader(file))
names = sorted({row['label'] for row in rows}, key=lambda name: (len(name), name) if name.isdigit() else (0, name))
class Pictures(torch.utils.data.Dataset):
    def __init__(self, rows): self.rows = rows
    def __len__(self): return len(self.rows)
    def __getitem__(self, i):
        path = os.path.join(os.path.dirname(${root}), self.rows[i]['file'])
        return to_tensor(Image.open(path)), names.index(self.rows[i]['label'])
is_test = lambda row: row.get('split', 'train').lower() in ('test', 'val', 'valid', 'validation')
train_set = Pictures([row for row in rows if not is_test(row)])
test_set = Pictures([row for row in rows if is_test(row)]) if any(map(is_test, rows)) else None`;
    case 'numpy':
      return `arrays = numpy.load(${root})
def images(x, y):
    x = torch.as_tensor(x).float() / (255 if x.dtype == numpy.uint8 else 1)
    if x.dim() == 3: x = x.unsqueeze(1)
    elif x.shape[-1] in (1, 3, 4) and x.shape[1] not in (1, 3, 4): x = x.permute(0, 3, 1, 2)
    return torch.utils.data.TensorDataset(x.contiguous(), torch.as_tensor(y).long().flatten())
train_set = images(arrays['x_train' if 'x_train' in arrays else 'x'], arrays['y_train' if 'y_train' in arrays else 'y'])
test_set = images(arrays['x_test'], arrays['y_test']) if 'x_test' in arrays else None
names = [str(i) for i in range(int(train_set.tensors[1].max()) + 1)]`;
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

/** How a picture becomes a tensor, before anything is varied. */
export function toTensorPart({ data }: Recipe): string {
  const steps = [
    ...(data.size === undefined ? [] : [`torchvision.transforms.Resize((${data.size.join(', ')}))`]),
    ...(data.channels === undefined
      ? []
      : [`torchvision.transforms.Grayscale(${data.channels === 'grey' ? 1 : 3})`].filter(
          () => data.channels === 'grey',
        )),
    'torchvision.transforms.ToTensor()',
  ];
  return `to_tensor = torchvision.transforms.Compose([${steps.join(', ')}])`;
}

/** Whether the script needs torchvision at all. */
export const needsTorchvision = (recipe: Recipe): boolean => {
  const { flip, rotation, scale, crop_padding, blur, brightness, contrast, saturation } = recipe.augmentation;
  const amounts = [rotation, crop_padding, blur, brightness, contrast, saturation];
  const isVaried = flip || scale !== undefined || amounts.some((amount) => amount > 0);
  return isVaried || !['digits', 'numpy'].includes(recipe.data.name);
};
