/** The part of a PyTorch script that reads a person's own data: pictures in folders or a table, arrays of NumPy. */
import type { Recipe } from './declaration';

/** `train_rows` and `test_rows`: (file, class) of each picture, or (file, mask). */
export function folderPart({ data }: Recipe): string {
  const parts = `PICTURES = ('.png', '.jpg', '.jpeg')
train_folder = pathlib.Path(ROOT, 'train') if pathlib.Path(ROOT, 'train').is_dir() else pathlib.Path(ROOT)
test_folders = [pathlib.Path(ROOT, name) for name in ('test', 'val', 'valid', 'validation')]
test_folder = next((one for one in test_folders if one.is_dir() and train_folder != pathlib.Path(ROOT)), None)


def pictures_in(folder, pattern):
    return sorted(path for path in folder.glob(pattern)
                  if path.suffix.lower() in PICTURES and not path.name.startswith('.'))


`;
  const listed =
    data.targets === 'masks'
      ? `def rows_in(folder):
    """(picture, mask) of the same name, in two folders."""
    images = next(folder / name for name in ('images', 'image', 'imgs', 'img') if (folder / name).is_dir())
    masks = next(folder / name for name in ('masks', 'mask', 'labels', 'annotations') if (folder / name).is_dir())
    mask_of = lambda path: next(one for one in (masks / f'{path.stem}.png', masks / f'{path.stem}_mask.png') if one.exists())
    return [(path, mask_of(path)) for path in pictures_in(images, '*')]


CLASSES_FILE = pathlib.Path(ROOT, 'classes.txt')`
      : `def rows_in(folder):
    """(picture, class): a folder for each class."""
    return [(path, path.relative_to(folder).parts[0]) for path in pictures_in(folder, '*/**/*')]

`;
  return `${parts}${listed}
train_rows, test_rows = rows_in(train_folder), rows_in(test_folder) if test_folder else []`;
}

export function csvPart({ data }: Recipe): string {
  const wanted =
    data.targets === 'masks'
      ? "'mask', 'masks', 'segmentation', 'annotation'"
      : "'label', 'class', 'target', 'category', 'y'";
  const said = data.targets === 'masks' ? 'pathlib.Path(ROOT).parent / row[TARGET]' : 'row[TARGET]';
  return `with open(ROOT, newline='', encoding='utf-8-sig') as file:
    table = list(csv.DictReader(file))


def column(*usual):
    return next((name for name in table[0] if name.strip().lower() in usual), None)


FILE, TARGET = column('file', 'filename', 'path', 'image', 'img', 'name'), column(${wanted})
SPLIT = column('split', 'set', 'subset')


def rows_in(is_test):
    """(picture, ${data.targets === 'masks' ? 'mask' : 'label'}) of the rows of the table for training, or for tests."""
    tests = ('test', 'val', 'valid', 'validation')
    return [(pathlib.Path(ROOT).parent / row[FILE], ${said}) for row in table
            if is_test == (SPLIT is not None and row[SPLIT].strip().lower() in tests)]


${data.targets === 'masks' ? "CLASSES_FILE = pathlib.Path(ROOT).parent / 'classes.txt'\n" : ''}train_rows, test_rows = rows_in(False), rows_in(True)`;
}

/** From rows to `train_set`, `test_set` and `names`. */
export function readingPart({ data, loss }: Recipe): string {
  const mode = {
    grey: "'L'",
    colour: "'RGB'",
    first: "'L' if Image.open(train_rows[0][0]).mode in ('1', 'L', 'LA', 'I', 'I;16') else 'RGB'",
  }[data.channels ?? 'first'];
  const resize = data.size === undefined ? '' : `torchvision.transforms.Resize((${data.size.join(', ')})), `;
  const reading = `MODE = ${mode}
to_tensor = torchvision.transforms.Compose([${resize}torchvision.transforms.ToTensor()])


def read_picture(path):
    """Channels × height × width, from 0 to 1."""
    image = Image.open(path)
    if image.mode.startswith('I'):  # grey, with 16 bits a pixel
        image = image.convert('I').point(lambda value: value * (1 / 257))
    return to_tensor(image.convert(MODE))
`;
  return `${reading}
${targetReading(data, loss.ignore_index)}

class Pictures(torch.utils.data.Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        file, said = self.rows[i]
        return read_picture(file), target_of(said)


train_set, test_set = Pictures(train_rows), Pictures(test_rows) if test_rows else None`;
}

function targetReading(data: Recipe['data'], ignore: number | undefined): string {
  switch (data.targets) {
    case 'classes':
      return `
labels = {label for _, label in train_rows}
names = sorted(labels, key=int) if all(label.isdigit() for label in labels) else sorted(labels)
target_of = names.index
`;
    case 'numbers':
      return `
names = []
target_of = lambda label: torch.tensor([float(label)])
`;
    case 'masks':
      return maskReading(data.size, ignore);
  }
}

function maskReading(size: Recipe['data']['size'], ignore: number | undefined): string {
  const binary =
    ignore === undefined
      ? `BINARY = 255 in seen and seen <= {0, 255}  # black and white: 255 is class 1
most = 1 if BINARY else max(seen)`
      : 'most = max(seen)';
  const nearest =
    size === undefined
      ? ''
      : `
    rows, columns = (((numpy.arange(to) + 0.5) * of / to).astype(int) for of, to in zip(values.shape, (${size.join(', ')})))
    values = values[rows][:, columns]  # the nearest pixel: there is nothing between two classes`;
  return `
def values_of(path):
    """Grey values or palette indices: height × width."""
    values = numpy.array(Image.open(path)).astype(numpy.int64)
    if values.ndim != 2:
        raise ValueError(f'{path}: a mask in colours; the classes of pixels are grey values or palette indices')
    return values


seen = {value for _, path in train_rows[::max(1, len(train_rows) // 300)] for value in numpy.unique(values_of(path))}${ignore === undefined ? '' : ` - {${ignore}}`}
${binary}
if CLASSES_FILE.exists():
    names = [line.strip() for line in CLASSES_FILE.read_text('utf-8').splitlines() if line.strip()]
else:
    names = [str(one) for one in range(most + 1)]


def target_of(path):
    """The class of each pixel."""
    values = values_of(path)${ignore === undefined ? '\n    if BINARY:\n        values = values // 255' : ''}${nearest}
    return torch.from_numpy(values)

`;
}

export function numpyPart({ data, loss }: Recipe): string {
  const { ignore_index: ignore } = loss;
  const targets = {
    classes: 'y.long().flatten()',
    numbers: 'y.float().reshape(len(y), -1)',
    masks: 'y.long().reshape(len(y), *x.shape[-2:])',
  }[data.targets];
  const names = {
    classes: '[str(i) for i in range(int(train_set.tensors[1].max()) + 1)]',
    numbers: '[]',
    masks: `[str(i) for i in range(int(train_set.tensors[1]${ignore === undefined ? '' : `[train_set.tensors[1] != ${ignore}]`}.max()) + 1)]`,
  }[data.targets];
  return `arrays = {path.stem: numpy.load(path) for path in pathlib.Path(ROOT).glob('*.npy')} if os.path.isdir(ROOT) else numpy.load(ROOT)


def array(*usual):
    return next((arrays[name] for name in usual if name in arrays), None)


def images(x, y):
    if x is None or y is None:
        return None
    x, y = torch.as_tensor(x).float() / (255 if x.dtype == numpy.uint8 else 1), torch.as_tensor(y)
    if x.dim() == 3:
        x = x.unsqueeze(1)
    elif x.shape[-1] in (1, 3, 4) and x.shape[1] not in (1, 3, 4):
        x = x.permute(0, 3, 1, 2).contiguous()
    return torch.utils.data.TensorDataset(x, ${targets})


train_set = images(array('x_train', 'train_images', 'X_train', 'x', 'X', 'images', 'data'),
                   array('y_train', 'train_labels', 'Y_train', 'y', 'Y', 'labels', 'target'))
test_set = images(array('x_test', 'test_images', 'X_test'), array('y_test', 'test_labels', 'Y_test'))
names = ${names}`;
}
