/** `os`, `sys`, `platform`, `warnings`, `logging`: the world that a program runs in. */
import { defineClass } from '../../classes';
import type { Interpreter } from '../../interpreter';
import { native } from '../../native';
import { bool, type ClassValue, FALSE, float, int, list, NONE, str, tuple, type Value } from '../../values';
import { exitWith } from '../builtins/functions';
import { nativeClass, natives } from '../support';
import { namedTupleMembers } from './namedtuple';
import { type ModuleFamily, moduleNames, opaqueFunctions } from './names';
import { record } from './records';

const RUNS = 'depends on the machine that runs the program';

/** Nothing is known to be set in the environment, so that `environ.get(name, default)` is the default. */
function environClass(dictClass: ClassValue): ClassValue {
  const missing = (name: string) => `the environment variable ${name} is only known when the program runs`;
  return nativeClass(
    '_Environ',
    [dictClass],
    natives({
      __getitem__: [
        '(self, key)',
        (args, interpreter) => {
          const own = args.value('self');
          const key = args.str('key');
          const set = own.kind === 'dict' ? own.entries.get(`s:${key}`) : undefined;
          return set?.value ?? interpreter.unknown('data', missing(key), 'str');
        },
      ],
      get: [
        '(self, key, default=None)',
        (args, interpreter) => {
          const own = args.value('self');
          const key = args.str('key');
          const set = own.kind === 'dict' ? own.entries.get(`s:${key}`) : undefined;
          return set?.value ?? interpreter.guess(args.raw('default'), missing(key));
        },
      ],
      __contains__: [
        '(self, key)',
        (args, interpreter) => {
          const own = args.value('self');
          const key = args.str('key');
          if (own.kind === 'dict' && own.entries.has(`s:${key}`)) return bool(true);
          return interpreter.guess(FALSE, missing(key));
        },
      ],
    }),
    { module: 'os' },
  );
}

const getenv = native(
  'getenv',
  '(key, default=None)',
  (args, interpreter) =>
    interpreter.guess(args.raw('default'), 'environment variables are only known when the program runs'),
  { binds: false },
);
const nothing = (name: string) => [name, native(name, '(*args, **kwargs)', () => NONE, { binds: false })] as const;

const os: ModuleFamily = () => ({
  os: (interpreter) => {
    const cls = environClass(interpreter.builtin('dict'));
    return moduleNames('os', [
      ['getenv', getenv],
      ['path', interpreter.importModule('os.path')],
      ['sep', str('/')],
      ['linesep', str('\n')],
      ['name', str('posix')],
      ['curdir', str('.')],
      ...[
        'makedirs',
        'mkdir',
        'remove',
        'rename',
        'chdir',
        'putenv',
        'unlink',
        'rmdir',
        'symlink',
        'kill',
        'replace',
      ].map(nothing),
      ['PathLike', nativeClass('PathLike', [interpreter.builtin('object')], [], { module: 'os' })],
      [
        'fspath',
        native('fspath', '(path)', (args, i) => i.call(i.builtin('str'), [args.raw('path')]), { binds: false }),
      ],
      ...opaqueFunctions(
        'os',
        'getcwd listdir walk scandir stat getpid cpu_count system popen urandom uname getlogin access cpu_count sched_getaffinity',
        'data',
        RUNS,
      ),
    ]).renewing(() => [['environ', { kind: 'dict', entries: new Map(), cls }]]);
  },
});

const VERSION: readonly (readonly [string, Value])[] = [
  ['major', int(3)],
  ['minor', int(11)],
  ['micro', int(0)],
  ['releaselevel', str('final')],
  ['serial', int(0)],
];

function versionInfo(base: ClassValue): Value {
  const fields = VERSION.map(([name]) => ({ name, default: undefined }));
  const cls = defineClass('version_info', [base], namedTupleMembers('version_info', fields), {
    module: 'sys',
    native: 'version_info',
  });
  return tuple(
    VERSION.map(([, value]) => value),
    cls,
  );
}

const STREAM = defineClass(
  'TextIOWrapper',
  [],
  natives({
    write: ['(self, text)', () => NONE],
    flush: ['(self)', () => NONE],
    isatty: ['(self)', () => FALSE],
    close: ['(self)', () => NONE],
    fileno: ['(self)', () => int(1)],
  }),
  { module: 'io', native: 'TextIOWrapper' },
);

/** `sys.modules[__name__]`. */
const MODULES = defineClass(
  'dict',
  [],
  natives({
    __getitem__: ['(self, name)', (args, interpreter) => interpreter.importModule(args.str('name'))],
    __setitem__: ['(self, name, value)', () => NONE],
    __contains__: [
      '(self, name)',
      (_args, interpreter) =>
        interpreter.unknown('data', 'which modules are loaded is only known when the program runs', 'bool'),
    ],
    get: ['(self, name, default=None)', (args, interpreter) => interpreter.importModule(args.str('name'))],
    pop: ['(self, name, default=None)', (args) => args.raw('default')],
    keys: [
      '(self)',
      (_args, interpreter) =>
        interpreter.unknown('data', 'which modules are loaded is only known when the program runs'),
    ],
  }),
  { module: 'sys', native: 'sys.modules' },
);

/** A program is read as if it were started without arguments. */
function commandLine(interpreter: Interpreter): Value {
  const program = list([str('script')]);
  if (interpreter.doubts()) program.rest = interpreter.unknown('argument', 'what the program is started with');
  return program;
}

const sys: ModuleFamily = () => ({
  sys: (interpreter) =>
    moduleNames('sys', [
      ['modules', record(MODULES)],
      ['version_info', versionInfo(interpreter.builtin('tuple'))],
      ['version', str('3.11.0')],
      ['platform', str('linux')],
      ['byteorder', str('little')],
      ['executable', str('python')],
      // 2^63 - 1 is beyond what a double holds exactly; as a bound this does the same.
      ['maxsize', int(Number.MAX_SAFE_INTEGER)],
      [
        'float_info',
        record(defineClass('float_info', [], [], { native: 'float_info' }), [
          ['eps', float(Number.EPSILON)],
          ['max', float(Number.MAX_VALUE)],
          ['min', float(2.2250738585072014e-308)],
        ]),
      ],
      ...['stdout', 'stderr', 'stdin', '__stdout__'].map((name) => [name, record(STREAM)] as const),
      ['exit', native('exit', '(code=None)', (args, i) => exitWith(args.raw('code'), i), { binds: false })],
      ...['setrecursionlimit', 'settrace', 'exc_clear', 'setprofile', 'set_int_max_str_digits'].map(nothing),
      ['exc_info', native('exc_info', '()', () => tuple([NONE, NONE, NONE]), { binds: false })],
      ...opaqueFunctions('sys', 'getsizeof getrecursionlimit _getframe getrefcount intern', 'data', RUNS),
    ]).renewing((interpreter) => [
      ['argv', commandLine(interpreter)],
      ['path', list([str('')])],
    ]),
});

const warnings: ModuleFamily = () => ({
  warnings: (interpreter) =>
    moduleNames('warnings', [
      ...['warn', 'warn_explicit', 'filterwarnings', 'simplefilter', 'resetwarnings', 'showwarning'].map(nothing),
      [
        'catch_warnings',
        nativeClass(
          'catch_warnings',
          [interpreter.builtin('object')],
          natives({
            __init__: ['(self, *args, **kwargs)', () => NONE],
            __enter__: ['(self)', () => list([])],
            __exit__: ['(self, *args)', () => NONE],
          }),
          { module: 'warnings' },
        ),
      ],
      [
        'deprecated',
        native(
          'deprecated',
          '(*args, **kwargs)',
          () => native('deprecated', '(f)', (args) => args.raw('f'), { binds: false }),
          { binds: false },
        ),
      ],
    ]),
});

const LEVELS: Readonly<Record<string, number>> = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARNING: 30,
  WARN: 30,
  ERROR: 40,
  CRITICAL: 50,
  FATAL: 50,
};
const LOGGING = [
  'debug',
  'info',
  'warning',
  'warn',
  'error',
  'exception',
  'critical',
  'fatal',
  'log',
  'setLevel',
  'addHandler',
  'removeHandler',
  'addFilter',
  'setFormatter',
  'disable',
  'flush',
  'close',
];

function loggerClass(object: ClassValue): ClassValue {
  const cls: ClassValue = nativeClass(
    'Logger',
    [object],
    [
      ...natives(Object.fromEntries(LOGGING.map((name) => [name, ['(self, *args, **kwargs)', () => NONE] as const]))),
      ...natives({
        __init__: ['(self, *args, **kwargs)', () => NONE],
        isEnabledFor: ['(self, level)', () => FALSE],
        hasHandlers: ['(self)', () => bool(true)],
        getEffectiveLevel: ['(self)', () => int(30)],
        getChild: ['(self, suffix)', () => newLogger(cls, NONE)],
      }),
    ],
    { module: 'logging' },
  );
  return cls;
}

const newLogger = (cls: ClassValue, name: Value) =>
  record(cls, [
    ['name', name],
    ['handlers', list([])],
    ['level', int(0)],
    ['propagate', bool(true)],
    ['root', NONE],
  ]);

const logging: ModuleFamily = () => ({
  logging: (interpreter) => {
    const cls = loggerClass(interpreter.builtin('object'));
    const root = newLogger(cls, str('root'));
    return moduleNames('logging', [
      ...Object.entries(LEVELS).map(([name, level]) => [name, int(level)] as const),
      ...[...LOGGING, 'basicConfig', 'captureWarnings', 'shutdown', 'addLevelName'].map(nothing),
      [
        'getLogger',
        native('getLogger', '(name=None)', (args) => (args.isNone('name') ? root : newLogger(cls, args.raw('name'))), {
          binds: false,
        }),
      ],
      ['root', root],
      ...[
        'Logger',
        'LoggerAdapter',
        'Handler',
        'StreamHandler',
        'FileHandler',
        'NullHandler',
        'Formatter',
        'Filter',
      ].map((name) => [name, cls] as const),
    ]);
  },
  'logging.handlers': () => moduleNames('logging.handlers', []),
  'logging.config': () => moduleNames('logging.config', [nothing('dictConfig'), nothing('fileConfig')]),
});

const platform: ModuleFamily = () => ({
  platform: () =>
    moduleNames('platform', [
      ['system', native('system', '()', () => str('Linux'), { binds: false })],
      ['python_version', native('python_version', '()', () => str('3.11.0'), { binds: false })],
      ...opaqueFunctions('platform', 'node machine processor platform uname release version', 'data', RUNS),
    ]),
});

export const system: ModuleFamily = (builtins) => ({
  ...os(builtins),
  ...sys(builtins),
  ...warnings(builtins),
  ...logging(builtins),
  ...platform(builtins),
});
