/** Text files that a program opens to read: configurations of models, as far as the workspace holds them. */
import type { Interpreter } from '../interpreter';
import { type Arguments, known } from '../native';
import { type ClassValue, type IteratorValue, list, NONE, str, type UnknownValue, type Value } from '../values';
import { opaqueFunctions } from './modules/names';
import { held, hold, record } from './modules/records';
import { advance, getter, iterator, nativeClass, natives, notKnown } from './support';

/** The text of a path, be it a str or a Path. */
export function pathText(value: Value, args: Arguments, name: string): string {
  const own = value.kind === 'instance' ? value.attrs.get('_path') : value;
  const text = own && known(own);
  return text?.kind === 'str' ? text.value : args.str(name);
}

export const textValue = (text: string | UnknownValue): Value => (typeof text === 'string' ? str(text) : text);

/** `open`: the file where it is text that is read; else Unknown, and what it holds after a write is forgotten. */
export function openFile(path: string, mode: string, interpreter: Interpreter): Value {
  if (/[wax+]/.test(mode)) {
    interpreter.noteWritten(path);
    return interpreter.unknown('data', 'depends on a file');
  }
  if (mode.includes('b')) return interpreter.unknown('data', 'depends on a file');
  const text = interpreter.dataFile(path);
  if (typeof text !== 'string') return text;
  return record(interpreter.builtin(FILE), [
    ['_lines', iterator(linesOf(text).map(str))],
    ['name', str(path)],
    ['mode', str(mode)],
  ]);
}

const FILE = 'TextIOWrapper';

/** With their ends; Python's text mode knows one end only. */
const linesOf = (text: string): string[] => text.replaceAll(/\r\n?/g, '\n').match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What is left of a file, which is then read. undefined: not a file. */
export function restOf(file: Value, interpreter: Interpreter): string | undefined {
  return isFile(file) ? remaining(file, interpreter).join('') : undefined;
}

const isFile = (value: Value): boolean => value.kind === 'instance' && value.cls.native === FILE;

function lines(self: Value, interpreter: Interpreter): IteratorValue {
  const found = held(self, '_lines');
  return found.kind === 'iterator' ? found : notKnown(interpreter, 'this file is not known');
}

function remaining(self: Value, interpreter: Interpreter): string[] {
  const found: string[] = [];
  const source = lines(self, interpreter);
  for (let line = advance(source, interpreter); line; line = advance(source, interpreter)) {
    if (line.kind === 'str') found.push(line.value);
  }
  // Between branches that read differently far.
  return source.rest ? notKnown(interpreter, source.rest.cause.reason) : found;
}

/** undefined at the end. */
function next(self: Value, interpreter: Interpreter): Value | undefined {
  const source = lines(self, interpreter);
  return advance(source, interpreter) ?? source.rest;
}

/** What else a file has, that no model is made of. */
const OTHERS: readonly (readonly [string, Value])[] = [
  ...['buffer', 'encoding', 'errors', 'newlines', 'closed', 'line_buffering'].map(
    (name) => [name, getter(name, (_self, i) => i.unknown('data', 'depends on a file'))] as const,
  ),
  ...opaqueFunctions(
    'file',
    'tell fileno flush isatty readable writable seekable truncate write writelines detach reconfigure',
    'data',
    'depends on a file',
  ),
];

export function fileClass(object: ClassValue): ClassValue {
  const self = (args: Arguments) => args.raw('self');
  return nativeClass(
    FILE,
    [object],
    [
      ...OTHERS,
      ...natives({
        __enter__: ['(self)', self],
        __exit__: ['(self, *args)', () => NONE],
        close: ['(self)', () => NONE],
        __iter__: ['(self)', (args, i) => lines(self(args), i)],
        __next__: ['(self)', (args, i) => next(self(args), i) ?? i.raise('StopIteration', '')],
        read: [
          '(self, size=-1)',
          (args, i) =>
            args.isNone('size') || args.number('size') < 0
              ? str(remaining(self(args), i).join(''))
              : notKnown(i, 'a part of a file', 'str'),
        ],
        readlines: ['(self, hint=-1)', (args, i) => list(remaining(self(args), i).map(str))],
        readline: ['(self, size=-1)', (args, i) => next(self(args), i) ?? str('')],
        seek: [
          '(self, *args)',
          (args, i) => {
            const rest = i.unknown('data', 'depends on where a file stands');
            hold(self(args), '_lines', iterator([], rest), i);
            return rest;
          },
        ],
      }),
    ],
    { module: '_io' },
  );
}
