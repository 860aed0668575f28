/** `inspect`, `importlib`, `weakref`, `textwrap`, `unittest`, `tqdm` and `abc`-like helpers that read programs. */
import type { Interpreter } from '../../interpreter';
import { native } from '../../native';
import { bool, type ClassValue, dict, FALSE, list, NONE, str, type Value } from '../../values';
import { wrappedBy } from '../../wrapping';
import { nativeClass, natives, type Table } from '../support';
import { type ModuleFamily, moduleNames, opaqueFunctions } from './names';
import { record } from './records';

const kindTest = (...kinds: readonly Value['kind'][]): Table[string] => [
  '(object)',
  (args) => bool(kinds.includes(args.value('object').kind)),
];

/** The parameters of a function as `inspect.Parameter`s: names, defaults and kinds. */
function parametersOf(func: Value, classes: Inspection): (readonly [string, Value])[] | undefined {
  const bound = func.kind === 'method' ? 1 : 0;
  const plain = func.kind === 'method' ? func.func : func;
  const parameter = (name: string, kind: string, value: Value | undefined) =>
    [
      name,
      record(classes.parameter, [
        ['name', str(name)],
        ['default', value ?? classes.empty],
        ['kind', str(kind)],
        ['annotation', classes.empty],
      ]),
    ] as const;
  if (plain.kind === 'function') {
    return plain.parameters.slice(bound).map((p) => parameter(p.name, KINDS[p.kind], plain.defaults.get(p.name)));
  }
  if (plain.kind !== 'native' || plain.signature === undefined) return undefined;
  return plain.signature.parameters.slice(bound).map((p) => parameter(p.name, KINDS[p.kind], p.default));
}

const KINDS = {
  'positional-only': 'POSITIONAL_ONLY',
  positional: 'POSITIONAL_OR_KEYWORD',
  'var-positional': 'VAR_POSITIONAL',
  'keyword-only': 'KEYWORD_ONLY',
  'var-keyword': 'VAR_KEYWORD',
} as const;

interface Inspection {
  readonly parameter: ClassValue;
  readonly signature: ClassValue;
  readonly empty: ClassValue;
}

function inspection(object: ClassValue): Inspection {
  const empty = nativeClass('_empty', [object], [], { module: 'inspect' });
  const kinds = Object.values(KINDS).map((kind) => [kind, str(kind)] as const);
  return {
    empty,
    parameter: nativeClass('Parameter', [object], [['empty', empty], ...kinds], { module: 'inspect' }),
    signature: nativeClass('Signature', [object], [['empty', empty]], { module: 'inspect' }),
  };
}

/** `inspect.signature` sees through `functools.wraps`. */
function unwrapped(func: Value): Value {
  let found = func;
  for (let i = 0; i < 32; i++) {
    const inner = wrappedBy(found);
    if (!inner) return found;
    found = inner;
  }
  return found;
}

function signatureOf(func: Value, classes: Inspection, interpreter: Interpreter): Value {
  const init = func.kind === 'class' ? interpreter.lookup(func, '__init__') : undefined;
  const target: Value = init ? { kind: 'method', self: func, func: init } : unwrapped(func);
  const parameters = parametersOf(target, classes);
  if (parameters === undefined) return interpreter.unknown('missing', 'this signature is not known to Convscope');
  return record(classes.signature, [
    ['parameters', dict(parameters)],
    ['return_annotation', classes.empty],
  ]);
}

const inspect: ModuleFamily = () => ({
  inspect: (interpreter) => {
    const classes = inspection(interpreter.builtin('object'));
    const signature: Table[string] = [
      '(callable, **kwargs)',
      (args, i) => signatureOf(args.value('callable'), classes, i),
    ];
    return moduleNames('inspect', [
      ...natives(
        {
          isclass: kindTest('class'),
          isfunction: kindTest('function'),
          ismethod: kindTest('method'),
          ismodule: kindTest('module'),
          isbuiltin: kindTest('native'),
          isgenerator: kindTest('iterator'),
          isroutine: kindTest('function', 'native', 'method'),
          iscoroutinefunction: ['(object)', () => FALSE],
          isabstract: ['(object)', () => FALSE],
          isgeneratorfunction: [
            '(object)',
            (args) => {
              const value = args.value('object');
              return bool(value.kind === 'function' && value.isGenerator);
            },
          ],
          signature,
          unwrap: [
            '(func, **kwargs)',
            (args, i) => i.findAttribute(args.value('func'), '__wrapped__') ?? args.raw('func'),
          ],
          getmro: ['(cls)', (args, i) => i.getAttribute(args.value('cls'), '__mro__')],
          getdoc: ['(object)', (args, i) => i.findAttribute(args.value('object'), '__doc__') ?? NONE],
          getfullargspec: [
            '(func)',
            (args, i) => {
              const parameters = parametersOf(args.value('func'), classes);
              if (!parameters) return i.unknown('missing', 'this signature is not known to Convscope');
              const names = parameters
                .filter(([, p]) => p.kind === 'instance' && !isVariadic(p.attrs.get('kind')))
                .map(([name]) => str(name));
              return record(classes.signature, [
                ['args', list(names)],
                ['varargs', NONE],
                ['varkw', NONE],
                ['defaults', NONE],
                ['kwonlyargs', list([])],
              ]);
            },
          ],
        },
        { binds: false },
      ),
      ['Parameter', classes.parameter],
      ['Signature', classes.signature],
      ['_empty', classes.empty],
      ...opaqueFunctions(
        'inspect',
        'getmembers getsource getfile stack currentframe getmodule getsourcefile',
        'missing',
        'is not known to Convscope',
      ),
    ]);
  },
});

const isVariadic = (kind: Value | undefined): boolean => kind?.kind === 'str' && kind.value.startsWith('VAR_');

const importlib: ModuleFamily = () => {
  const util = () =>
    moduleNames('importlib.util', [
      [
        'find_spec',
        native(
          'find_spec',
          '(name, package=None)',
          (args, interpreter) => interpreter.unknown('data', `whether ${args.str('name')} is installed is not known`),
          { binds: false },
        ),
      ],
    ]);
  const load = native(
    'import_module',
    '(name, package=None)',
    (args, interpreter) => {
      const name = args.str('name');
      const base = args.raw('package');
      const absolute = name.startsWith('.') && base.kind === 'str' ? base.value + name : name;
      return absolute.startsWith('.')
        ? interpreter.unknown('missing', 'a relative import_module is not known to Convscope')
        : interpreter.importModule(absolute);
    },
    { binds: false },
  );
  return {
    importlib: (interpreter) =>
      moduleNames('importlib', [
        ['import_module', load],
        ['util', interpreter.importModule('importlib.util')],
        ['reload', native('reload', '(module)', (args) => args.raw('module'), { binds: false })],
      ]),
    'importlib.util': util,
    'importlib.metadata': () =>
      moduleNames(
        'importlib.metadata',
        opaqueFunctions('importlib.metadata', 'version distribution', 'data', 'depends on what is installed'),
      ),
    'importlib.resources': () =>
      moduleNames(
        'importlib.resources',
        opaqueFunctions('importlib.resources', 'files path open_text read_text', 'data', 'depends on files'),
      ),
    'importlib.machinery': () => moduleNames('importlib.machinery', []),
  };
};

/** `weakref.ref(x)()` is x: nothing is ever collected here. */
const weakref: ModuleFamily = () => ({
  weakref: (interpreter) =>
    moduleNames('weakref', [
      [
        'ref',
        native(
          'ref',
          '(object, callback=None)',
          (args) => native('ref', '()', () => args.raw('object'), { binds: false }),
          { binds: false },
        ),
      ],
      ['proxy', native('proxy', '(object, callback=None)', (args) => args.raw('object'), { binds: false })],
      ['WeakKeyDictionary', interpreter.builtin('dict')],
      ['WeakValueDictionary', interpreter.builtin('dict')],
      ['WeakSet', interpreter.builtin('set')],
      ['finalize', native('finalize', '(*args, **kwargs)', () => NONE, { binds: false })],
    ]),
});

const unittest: ModuleFamily = () => {
  const assertions =
    'Equal NotEqual True False Is IsNot IsNone IsNotNone In NotIn IsInstance Greater GreaterEqual Less LessEqual AlmostEqual ListEqual TupleEqual DictEqual Raises RaisesRegex';
  const nothing: Table[string] = ['(self, *args, **kwargs)', () => NONE];
  const methods = Object.fromEntries(
    ['setUp', 'tearDown', 'subTest', 'skipTest', 'fail', ...assertions.split(' ').map((name) => `assert${name}`)].map(
      (name) => [name, nothing] as const,
    ),
  );
  const decorator = (name: string) =>
    [
      name,
      native(
        name,
        '(*args)',
        (outer) => {
          const [first] = outer.extra;
          if (first?.kind === 'function') return first;
          return native(name, '(f)', (args) => args.raw('f'), { binds: false });
        },
        { binds: false },
      ),
    ] as const;
  return {
    unittest: (interpreter) =>
      moduleNames('unittest', [
        [
          'TestCase',
          nativeClass('TestCase', [interpreter.builtin('object')], natives(methods), { module: 'unittest' }),
        ],
        ['main', native('main', '(*args, **kwargs)', () => NONE, { binds: false })],
        ...['skip', 'skipIf', 'skipUnless', 'expectedFailure'].map(decorator),
      ]),
    'unittest.mock': () => moduleNames('unittest.mock', []),
    pytest: () => moduleNames('pytest', []),
  };
};

const textwrap: ModuleFamily = () => ({
  textwrap: () =>
    moduleNames('textwrap', [
      ['dedent', native('dedent', '(text)', (args) => str(dedented(args.str('text'))), { binds: false })],
      [
        'indent',
        native('indent', '(text, prefix)', (args) => str(args.str('text').replace(/^(?=.*\S)/gm, args.str('prefix'))), {
          binds: false,
        }),
      ],
    ]),
});

function dedented(text: string): string {
  const lines = text.replace(/^[ \t]+$/gm, '').split('\n');
  const margins = lines.filter((line) => line !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const margin = Math.min(...margins, Infinity);
  return Number.isFinite(margin) ? lines.map((line) => line.slice(margin)).join('\n') : text;
}

/** A progress bar gives the items of what it is around. */
const tqdm: ModuleFamily = () => {
  const bar = (object: ClassValue) => {
    const nothing: Table[string] = ['(self, *args, **kwargs)', () => NONE];
    const source = (self: Value): Value => (self.kind === 'instance' ? self.attrs.get('iterable') : undefined) ?? NONE;
    return nativeClass(
      'tqdm',
      [object],
      natives({
        __init__: [
          '(self, iterable=(), *args, **kwargs)',
          (args, interpreter) => {
            const self = args.raw('self');
            if (self.kind !== 'instance') return NONE;
            interpreter.touch(self);
            self.attrs.set('iterable', args.raw('iterable'));
            return NONE;
          },
        ],
        __iter__: [
          '(self)',
          (args, interpreter) => {
            const { items, rest } = interpreter.iterate(source(args.raw('self')));
            return { kind: 'iterator', at: (index) => items[index], position: 0, rest };
          },
        ],
        __len__: ['(self)', (args, interpreter) => interpreter.length(source(args.raw('self')))],
        __enter__: ['(self)', (args) => args.raw('self')],
        __exit__: ['(self, *args)', () => NONE],
        update: nothing,
        set_description: nothing,
        set_postfix: nothing,
        set_postfix_str: nothing,
        set_description_str: nothing,
        close: nothing,
        write: nothing,
        refresh: nothing,
        reset: nothing,
        display: nothing,
      }),
      { module: 'tqdm' },
    );
  };
  const module = (name: string) => (interpreter: Interpreter) => {
    const cls = bar(interpreter.builtin('object'));
    const trange = native(
      'trange',
      '(*args, **kwargs)',
      (args, i) => i.call(cls, [i.call(i.builtin('range'), args.extra)]),
      { binds: false },
    );
    return moduleNames(name, [
      ['tqdm', cls],
      ['trange', trange],
      ['tqdm_notebook', cls],
    ]);
  };
  return Object.fromEntries(
    ['tqdm', 'tqdm.auto', 'tqdm.notebook', 'tqdm.autonotebook', 'tqdm.std', 'tqdm.contrib'].map(
      (name) => [name, module(name)] as const,
    ),
  );
};

export const introspection: ModuleFamily = (builtins) => ({
  ...inspect(builtins),
  ...importlib(builtins),
  ...weakref(builtins),
  ...unittest(builtins),
  ...textwrap(builtins),
  ...tqdm(builtins),
});
