import { native } from '../../native';
import { dict, int, NONE, str } from '../../values';
import { formatValue, textUnknown } from '../format';
import { radixText } from '../kinds/numbers';
import { reprOf } from '../repr';
import { raiseOf } from '../support';
import { namespaceOf } from './namespace';
const len = native('len', '(obj, /)', (args, interpreter) => interpreter.length(args.value('obj')));
const print = native('print', '(*args, **kwargs)', () => NONE);
const breakpoint = native('breakpoint', '(*args, **kwargs)', () => NONE);
const repr = (name) => native(name, '(obj, /)', (args, interpreter) => {
    const text = reprOf(args.value('obj'), interpreter);
    return text === undefined ? textUnknown(interpreter) : str(text);
});
const format = native('format', '(value, format_spec="", /)', (args, interpreter) => {
    const text = formatValue(args.value('value'), args.str('format_spec'), interpreter);
    return typeof text === 'string' ? str(text) : text;
});
const chr = native('chr', '(i, /)', (args) => str(String.fromCodePoint(args.number('i'))));
const ord = native('ord', '(c, /)', (args) => int(args.str('c').codePointAt(0) ?? 0));
const radix = (name, base) => native(name, '(number, /)', (args, interpreter) => radixText(args.value('number'), base, interpreter));
const globals = native('globals', '()', (_args, interpreter) => {
    let scope = interpreter.frame.scope;
    while (scope.parent)
        scope = scope.parent;
    return namespaceOf(scope);
});
const locals = native('locals', '()', (_args, interpreter) => {
    const { scope } = interpreter.frame;
    return scope.parent === undefined ? namespaceOf(scope) : dict(scope.vars);
});
const importFunction = native('__import__', '(name, globals=None, locals=None, fromlist=(), level=0)', (args, interpreter) => {
    const name = args.str('name');
    const from = args.value('fromlist');
    const whole = from.kind === 'tuple' || from.kind === 'list' ? from.items.length > 0 : false;
    return interpreter.importModule(whole ? name : (name.split('.')[0] ?? name));
});
/** A function whose result exists only at run time. */
export function opaque(name, kind, reason, type) {
    return native(name, '(*args, **kwargs)', (_args, interpreter) => interpreter.unknown(kind, reason, type));
}
const exit = (name) => native(name, '(code=None)', (args, interpreter) => exitWith(args.raw('code'), interpreter));
/** `raise SystemExit(code)`. */
export function exitWith(code, interpreter) {
    return raiseOf(interpreter.builtin('SystemExit'), [code], interpreter);
}
export const otherBuiltins = [
    len,
    print,
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
    opaque('open', 'data', 'depends on a file'),
    opaque('exec', 'missing', 'exec is not read by Convscope'),
    opaque('compile', 'missing', 'compile is not read by Convscope'),
];
