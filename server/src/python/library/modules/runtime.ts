/**
 * Modules whose results exist only when the program runs (time, randomness, files, processes). They are
 * here so that imports work; what they give is Unknown with the reason.
 */

import { native } from '../../native';
import type { CauseKind, Value } from '../../values';
import { int, list, NONE, str } from '../../values';
import { type ModuleFactory, type ModuleFamily, opaqueModule } from './names';

const OPAQUE: readonly (readonly [modules: string, kind: CauseKind, reason: string])[] = [
  ['random secrets uuid', 'data', 'is random'],
  ['time datetime timeit calendar', 'data', 'depends on the clock'],
  [
    'glob shutil tempfile pickle dill csv io zipfile tarfile gzip bz2 lzma shelve sqlite3 configparser fileinput fnmatch mmap linecache h5py toml tomllib',
    'data',
    'depends on files',
  ],
  [
    'subprocess socket urllib urllib.request urllib.parse urllib.error http http.client ssl requests ftplib smtplib signal asyncio threading multiprocessing multiprocessing.pool multiprocessing.shared_memory concurrent concurrent.futures queue psutil getpass pwd atexit',
    'data',
    'depends on the machine that runs the program',
  ],
  [
    'hashlib hmac base64 zlib struct binascii codecs array ctypes tokenize heapq bisect xml xml.etree xml.etree.ElementTree xml.dom difflib unicodedata contextvars sysconfig cProfile profile pstats faulthandler tracemalloc doctest pkgutil pkg_resources',
    'missing',
    'is not known to Convscope',
  ],
  [
    'matplotlib matplotlib.pyplot matplotlib.cm seaborn PIL PIL.Image PIL.ImageFile cv2 skimage imageio pandas scipy scipy.ndimage scipy.io scipy.linalg scipy.special scipy.stats scipy.misc sklearn sklearn.metrics sklearn.model_selection wandb tensorboard tensorboardX onnx onnxruntime IPython IPython.display google.colab plotly psutil',
    'missing',
    'is not known to Convscope',
  ],
];

const nothing = (name: string): readonly [string, Value] => [
  name,
  native(name, '(*args, **kwargs)', () => NONE, { binds: false }),
];

/** What is known of them all the same. */
const KNOWN: Readonly<Record<string, () => readonly (readonly [string, Value])[]>> = {
  random: () => ['seed', 'shuffle', 'setstate'].map(nothing),
  time: () => [nothing('sleep')],
  shutil: () => ['copy', 'copyfile', 'rmtree', 'move'].map(nothing),
  atexit: () => [nothing('register')],
  signal: () => [nothing('signal')],
  'matplotlib.pyplot': () =>
    [
      'show',
      'plot',
      'title',
      'xlabel',
      'ylabel',
      'legend',
      'savefig',
      'close',
      'imshow',
      'grid',
      'axis',
      'tight_layout',
    ].map(nothing),
  glob: () => [
    [
      'glob',
      native(
        'glob',
        '(*args, **kwargs)',
        (_args, interpreter) => ({
          kind: 'list',
          items: [],
          rest: interpreter.unknown('data', 'glob.glob depends on files'),
        }),
        { binds: false },
      ),
    ],
  ],
  heapq: () => [
    [
      'heappush',
      native(
        'heappush',
        '(heap, item)',
        (args, interpreter) =>
          interpreter.call(interpreter.getAttribute(args.value('heap'), 'append'), [args.raw('item')]),
        { binds: false },
      ),
    ],
  ],
};

export const runtime: ModuleFamily = () => {
  const modules: Record<string, ModuleFactory> = {};
  for (const [names, kind, reason] of OPAQUE) {
    for (const name of names.split(' ')) {
      modules[name] ??= () => opaqueModule(name, kind, reason, KNOWN[name]?.() ?? []);
    }
  }
  return { ...modules, ...constants, ...quiet };
};

const ASCII = 'abcdefghijklmnopqrstuvwxyz';
const constants: Record<string, ModuleFactory> = {
  string: () =>
    opaqueModule('string', 'missing', 'is not known to Convscope', [
      ['ascii_lowercase', str(ASCII)],
      ['ascii_uppercase', str(ASCII.toUpperCase())],
      ['ascii_letters', str(ASCII + ASCII.toUpperCase())],
      ['digits', str('0123456789')],
      ['punctuation', str('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~')],
    ]),
  errno: () =>
    opaqueModule('errno', 'missing', 'is not known to Convscope', [
      ['ENOENT', int(2)],
      ['EEXIST', int(17)],
    ]),
  keyword: () => opaqueModule('keyword', 'missing', 'is not known to Convscope', [['kwlist', list([])]]),
  __future__: () =>
    opaqueModule(
      '__future__',
      'missing',
      'does nothing here',
      [
        'annotations',
        'division',
        'print_function',
        'absolute_import',
        'unicode_literals',
        'with_statement',
        'generators',
      ].map((name) => [name, NONE] as const),
    ),
};

/** Modules whose functions are called for what they print or set aside, never for a result. */
const quiet: Record<string, ModuleFactory> = {
  pprint: () => opaqueModule('pprint', 'missing', 'is not known to Convscope', [nothing('pprint'), nothing('pp')]),
  traceback: () =>
    opaqueModule('traceback', 'data', 'depends on the run', [nothing('print_exc'), nothing('print_stack')]),
  gc: () => opaqueModule('gc', 'data', 'depends on the run', ['collect', 'disable', 'enable', 'freeze'].map(nothing)),
};
