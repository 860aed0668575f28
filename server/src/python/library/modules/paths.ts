/** `os.path` and `pathlib` on text alone: what the file system holds is data. */
import type { Interpreter } from '../../interpreter';
import { type Arguments, known } from '../../native';
import { bool, type ClassValue, list, str, tuple, type Value } from '../../values';
import { openFile, pathText, textValue } from '../files';
import { getter, nativeClass, natives, newWith, type Run, type Table } from '../support';
import { type ModuleFamily, moduleNames, opaqueFunctions } from './names';
import { held, record } from './records';

const path = (args: Arguments, name = 'path') => pathText(args.value(name), args, name);

function joinPaths(first: string, rest: readonly string[]): string {
  return rest.reduce((whole, part) => {
    if (part.startsWith('/')) return part;
    return whole === '' || whole.endsWith('/') ? whole + part : `${whole}/${part}`;
  }, first);
}

function splitPath(text: string): readonly [head: string, tail: string] {
  const at = text.lastIndexOf('/') + 1;
  const head = text.slice(0, at);
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ''), text.slice(at)];
}

/** A leading dot is no extension. */
function splitExtension(text: string): readonly [root: string, extension: string] {
  const [, tail] = splitPath(text);
  const match = /^(\.*[^.].*)(\.[^.]*)$/s.exec(tail);
  if (match?.[2] === undefined) return [text, ''];
  return [text.slice(0, text.length - match[2].length), match[2]];
}

function normalized(text: string): string {
  const root = text.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || root === '') parts.push(part);
  }
  return root + parts.join('/') || '.';
}

/** Links aside, which lead to the same text. */
function absolutePath(args: Arguments, interpreter: Interpreter): Value {
  const text = path(args);
  return text.startsWith('/')
    ? str(normalized(text))
    : interpreter.unknown('data', 'the folder that the program runs in is not known', 'str');
}

const PATH_FUNCTIONS: Table = {
  join: [
    '(path, *paths)',
    (args) =>
      str(
        joinPaths(
          path(args),
          args.extra.map((part) => pathText(known(part), args, 'path')),
        ),
      ),
  ],
  basename: ['(path)', (args) => str(splitPath(path(args))[1])],
  dirname: ['(path)', (args) => str(splitPath(path(args))[0])],
  split: ['(path)', (args) => tuple(splitPath(path(args)).map(str))],
  splitext: ['(path)', (args) => tuple(splitExtension(path(args)).map(str))],
  normpath: ['(path)', (args) => str(normalized(path(args)))],
  abspath: ['(path)', absolutePath],
  realpath: ['(path, *args, **kwargs)', absolutePath],
  isabs: ['(path)', (args) => bool(path(args).startsWith('/'))],
};

const ON_DISK =
  'exists isfile isdir islink lexists getsize getmtime expanduser expandvars relpath commonpath commonprefix samefile';

/** `pathlib.Path`: holds its text as `_path`. */
function pathClass(object: ClassValue): ClassValue {
  const make = (cls: ClassValue, text: string) => record(cls, [['_path', str(text)]]);
  const textOf = (self: Value) => {
    const text = held(self, '_path');
    return text.kind === 'str' ? text.value : '.';
  };
  const tidy = (text: string) =>
    text === ''
      ? '.'
      : text
          .replace(/\/+/g, '/')
          .replace(/(?<=.)\/$/, '')
          .replace(/(?<=\/)\.\//g, '')
          .replace(/^\.\/(?=.)/, '');
  const written = (name: string): Table => ({
    [name]: [
      '(self, data, *args, **kwargs)',
      (args, interpreter) => {
        interpreter.noteWritten(textOf(args.raw('self')));
        return interpreter.unknown('data', `Path.${name} depends on the file system`, 'int');
      },
    ],
  });
  /** Links aside, which lead to the same text. */
  const resolved: Run = (args, interpreter) => {
    const text = textOf(args.raw('self'));
    return text.startsWith('/')
      ? make(cls, normalized(text))
      : interpreter.unknown('data', 'the folder that the program runs in is not known');
  };
  const part = (name: string, read: (text: string) => Value) =>
    [name, getter(name, (self) => read(textOf(self)))] as const;
  const cls: ClassValue = nativeClass(
    'Path',
    [object],
    [
      newWith('(cls, *paths, **kwargs)', (args) => {
        const parts = args.extra.map((item) => pathText(known(item), args, 'cls'));
        const own = args.raw('cls');
        return make(own.kind === 'class' ? own : cls, tidy(joinPaths(parts[0] ?? '', parts.slice(1))));
      }),
      ...natives({
        __truediv__: [
          '(self, other)',
          (args) => make(cls, tidy(joinPaths(textOf(args.raw('self')), [path(args, 'other')]))),
        ],
        __rtruediv__: [
          '(self, other)',
          (args) => make(cls, tidy(joinPaths(path(args, 'other'), [textOf(args.raw('self'))]))),
        ],
        __str__: ['(self)', (args) => str(textOf(args.raw('self')))],
        __fspath__: ['(self)', (args) => str(textOf(args.raw('self')))],
        __repr__: ['(self)', (args) => str(`PosixPath('${textOf(args.raw('self'))}')`)],
        __eq__: [
          '(self, other)',
          (args) => {
            const other = args.value('other');
            return bool(other.kind === 'instance' && other.cls === cls && textOf(other) === textOf(args.raw('self')));
          },
        ],
        joinpath: [
          '(self, *paths)',
          (args) =>
            make(
              cls,
              tidy(
                joinPaths(
                  textOf(args.raw('self')),
                  args.extra.map((item) => pathText(known(item), args, 'self')),
                ),
              ),
            ),
        ],
        with_suffix: [
          '(self, suffix)',
          (args) => make(cls, splitExtension(textOf(args.raw('self')))[0] + args.str('suffix')),
        ],
        with_name: [
          '(self, name)',
          (args) => make(cls, tidy(joinPaths(splitPath(textOf(args.raw('self')))[0], [args.str('name')]))),
        ],
        as_posix: ['(self)', (args) => str(textOf(args.raw('self')))],
        is_absolute: ['(self)', (args) => bool(textOf(args.raw('self')).startsWith('/'))],
        open: [
          "(self, mode='r', *args, **kwargs)",
          (args, interpreter) => openFile(textOf(args.raw('self')), args.str('mode'), interpreter),
        ],
        read_text: [
          '(self, *args, **kwargs)',
          (args, interpreter) => textValue(interpreter.dataFile(textOf(args.raw('self')))),
        ],
        ...written('write_text'),
        ...written('write_bytes'),
        resolve: ['(self, *args, **kwargs)', resolved],
        absolute: ['(self)', resolved],
        mkdir: ['(self, *args, **kwargs)', () => ({ kind: 'none' })],
        touch: ['(self, *args, **kwargs)', () => ({ kind: 'none' })],
        unlink: ['(self, *args, **kwargs)', () => ({ kind: 'none' })],
      }),
      ...opaqueFunctions(
        'Path',
        'exists is_file is_dir read_bytes stat iterdir glob rglob expanduser relative_to cwd home',
        'data',
        'depends on the file system',
      ),
      part('name', (text) => str(splitPath(text)[1])),
      part('stem', (text) => str(splitExtension(splitPath(text)[1])[0])),
      part('suffix', (text) => str(splitExtension(text)[1])),
      part('parent', (text) => make(cls, splitPath(text)[0] || '.')),
      part('parts', (text) =>
        tuple([...(text.startsWith('/') ? ['/'] : []), ...text.split('/').filter((item) => item !== '')].map(str)),
      ),
      part('parents', (text) => list(parentsOf(text).map((item) => make(cls, item)))),
    ],
    { module: 'pathlib' },
  );
  return cls;
}

function parentsOf(text: string): string[] {
  const found: string[] = [];
  for (let [head] = splitPath(text); ; [head] = splitPath(head)) {
    found.push(head || '.');
    if (head === '' || head === '/') return found;
  }
}

export const paths: ModuleFamily = () => {
  const osPath = () =>
    moduleNames('os.path', [
      ...natives(PATH_FUNCTIONS, { binds: false }),
      ...opaqueFunctions('os.path', ON_DISK, 'data', 'depends on the file system'),
      ['sep', str('/')],
    ]);
  return {
    'os.path': osPath,
    posixpath: osPath,
    pathlib: (interpreter: Interpreter) => {
      const cls = pathClass(interpreter.builtin('object'));
      return moduleNames(
        'pathlib',
        ['Path', 'PosixPath', 'PurePath', 'PurePosixPath', 'WindowsPath', 'PureWindowsPath'].map(
          (name) => [name, cls] as const,
        ),
      );
    },
  };
};
