/** The data sets that are known by name: torchvision's layout on disk, classes, and where they can be had. */

export interface Download {
  readonly url: string;
  /** Folder below the root. */
  readonly folder: string;
  readonly bytes: number;
  readonly md5: string;
}

export interface KnownSet {
  readonly title: string;
  /** torchvision's class. */
  readonly torchvision: string;
  /** Folders below the root that torchvision or a distribution uses. */
  readonly folders: readonly string[];
  readonly classes: readonly string[];
  readonly downloads: readonly Download[];
}

const FASHION = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];
const DIGITS = [...'0123456789'];

const IDX_NAMES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

/** The four files of MNIST and its kin, with sizes and checksums in the order of IDX_NAMES. */
function idxDownloads(base: string, folder: string, files: readonly (readonly [number, string])[]): Download[] {
  return files.map(([bytes, md5], i) => ({ url: `${base}${IDX_NAMES[i]}.gz`, folder, bytes, md5 }));
}

/** Sizes and checksums: torchvision 0.14, torchvision/datasets/mnist.py, cifar.py, svhn.py, stl10.py. */
export const IDX_SETS = {
  mnist: {
    title: 'MNIST',
    torchvision: 'MNIST',
    folders: ['MNIST/raw', 'MNIST'],
    classes: DIGITS,
    downloads: idxDownloads('https://ossci-datasets.s3.amazonaws.com/mnist/', 'MNIST/raw', [
      [9_912_422, 'f68b3c2dcbeaaa9fbdd348bbdeb94873'],
      [28_881, 'd53e105ee54ea40749a09fcbcd1e9432'],
      [1_648_877, '9fb629c4189551a2d022fa330f9573f3'],
      [4_542, 'ec29112dd5afa0611ce80d1b7f02629c'],
    ]),
  },
  'fashion-mnist': {
    title: 'Fashion-MNIST',
    torchvision: 'FashionMNIST',
    folders: ['FashionMNIST/raw', 'FashionMNIST', 'fashion-mnist'],
    classes: FASHION,
    downloads: idxDownloads('http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/', 'FashionMNIST/raw', [
      [26_421_880, '8d4fb7e6c68d591d4c3dfef9ec88bf0d'],
      [29_515, '25c81989df183df01b3e8a0aad5dffbe'],
      [4_422_102, 'bef4ecab320f06d8554ea6380940ec79'],
      [5_148, 'bb300cfdad3c16e7a12a480ee83cd310'],
    ]),
  },
  kmnist: {
    title: 'Kuzushiji-MNIST',
    torchvision: 'KMNIST',
    folders: ['KMNIST/raw', 'KMNIST'],
    classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
    downloads: idxDownloads('http://codh.rois.ac.jp/kmnist/dataset/kmnist/', 'KMNIST/raw', [
      [18_165_135, 'bdb82020997e1d708af4cf47b453dcf7'],
      [29_497, 'e144d726b3acfaa3e44228e80efcd344'],
      [3_041_136, '5c965bf0a639b31b8f53240b1b52f4d7'],
      [5_120, '7320c461ea6c1c855c0b718fb2a4b134'],
    ]),
  },
} as const satisfies Readonly<Record<string, KnownSet>>;

export type IdxSet = keyof typeof IDX_SETS;
export const isIdxSet = (name: string): name is IdxSet => Object.hasOwn(IDX_SETS, name);
export { IDX_NAMES };

const toronto = 'https://www.cs.toronto.edu/~kriz/';
const housenumbers = 'http://ufldl.stanford.edu/housenumbers/';

/** What can be downloaded, by its name in a recipe. Archives are unpacked beside themselves. */
export const DOWNLOADS: Readonly<Record<string, readonly Download[]>> = {
  mnist: IDX_SETS.mnist.downloads,
  'fashion-mnist': IDX_SETS['fashion-mnist'].downloads,
  kmnist: IDX_SETS.kmnist.downloads,
  cifar10: [
    {
      url: `${toronto}cifar-10-python.tar.gz`,
      folder: '',
      bytes: 170_498_071,
      md5: 'c58f30108f718f92721af3b95e74349a',
    },
  ],
  cifar100: [
    {
      url: `${toronto}cifar-100-python.tar.gz`,
      folder: '',
      bytes: 169_001_437,
      md5: 'eb9058c3a382ffc7106e4002c42a8d85',
    },
  ],
  svhn: [
    {
      url: `${housenumbers}train_32x32.mat`,
      folder: '',
      bytes: 182_040_794,
      md5: 'e26dedcc434d2e4c54c9b2d4a06d8373',
    },
    {
      url: `${housenumbers}test_32x32.mat`,
      folder: '',
      bytes: 64_275_384,
      md5: 'eb5a983be6a315427106f1b164d9cef3',
    },
  ],
  stl10: [
    {
      url: 'http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz',
      folder: '',
      bytes: 2_640_397_119,
      md5: '91f7769df0f17e558f3565bffb0c7dfb',
    },
  ],
};
