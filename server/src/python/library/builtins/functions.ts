/** The other builtin functions: text, characters, input and output, evaluation. */
import type { Interpreter } from '../../interpreter';
import { type NativeFunction, native } from '../../native';
import { type CauseKind, dict, int, NONE, str, type Value } from '../../values';
import { openFile, pathText } from '../files';
import { formatValue, textUnknown } from '../format';
import { radixText } from '../kinds/numbers';
import { reprOf } from '../repr';
import { raiseOf } from '../support';
import { namespaceOf } from './namespace';

const len = native('len', '(obj, /)', (args, interpreter) => interpreter.length(args.value('obj')));
const print = native('print', '(*args, **kwargs)', () => NONE);
const breakpoint = native('breakpoint', '(*args, **kwargs)', () => NONE);

const open = native('open', "(file, mode='r', *args, **kwargs)", (args, interpreter) => {
  const file = args.value('file');
  const isPath = file.kind === 'str' || (file.kind === 'instance' && file.attrs.has('_path'));
  return isPath
    ? openFile(pathText(file, args, 'file'), args.str('mode'), interpreter)
    : interpreter.unknown('data', 'depends on a file');
});

const repr = (name: string) =>
  native(name, '(obj, /)', (args, interpreter) => {
    const text = reprOf(args.value('obj'), interpreter);
    return text === undefined ? textUnknown(interpreter) : str(text);
  });

const format = native('format', '(value, format_spec="", /)', (args, interpreter) => {
  const text = formatValue(args.value('value'), args.str('format_spec'), interpreter);
  return typeof text === 'string' ? str(text) : text;
});

const chr = native('chr', '(i, /)', (args) => str(String.fromCodePoint(args.number('i'))));
const ord = native('ord', '(c, /)', (args) => int(args.str('c').codePointAt(0) ?? 0));

const radix = (name: string, base: 2 | 8 | 16) =>
  native(name, '(number, /)', (args, interpreter) => radixText(args.value('number'), base, interpreter));

const globals = native('globals', '()', (_args, interpreter) => {
  let scope = interpreter.frame.scope;
  while (scope.parent) scope = scope.parent;
  return namespaceOf(scope);
});

const locals = native('locals', '()', (_args, interpreter) => {
  const { scope } = interpreter.frame;
  return scope.parent === undefined ? namespaceOf(scope) : dict(scope.vars);
});

const importFunction = native(
  '__import__',
  '(name, globals=None, locals=None, fromlist=(), level=0)',
  (args, interpreter) => {
    const name = args.str('name');
    const from = args.value('fromlist');
    const whole = from.kind === 'tuple' || from.kind === 'list' ? from.items.length > 0 : false;
    return interpreter.importModule(whole ? name : (name.split('.')[0] ?? name));
  },
);

/** A function whose result exists only at run time. */
export function opaque(name: string, kind: CauseKind, reason: string, type?: string): NativeFunction {
  return native(name, '(*args, **kwargs)', (_args, interpreter) => interpreter.unknown(kind, reason, type));
}

const exit = (name: string) =>
  native(name, '(code=None)', (args, interpreter) => exitWith(args.raw('code'), interpreter));

/** `raise SystemExit(code)`. */
export function exitWith(code: Value, interpreter: Interpreter): never {
  return raiseOf(interpreter.builtin('SystemExit'), [code], interpreter);
}

export const otherBuiltins = [
  len,
  print,
  open,
  breakpoint,
  repr('repr'),
  repr('ascii'),
  format,
  chr,
  ord,
  radix('bin', 2),
  radix('oct', 8),
  radix('hex', 16),
  globals,
  locals,
  importFunction,
  exit('exit'),
  exit('quit'),
  opaque('input', 'data', 'depends on what is typed when the program runs', 'str'),
  opaque('exec', 'missing', 'exec is not read by Convscope'),
  opaque('compile', 'missing', 'compile is not read by Convscope'),
];
