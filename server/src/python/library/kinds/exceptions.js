import { known } from '../../native';
import { NONE, str, tuple, unknown } from '../../values';
import { reprOf, textOf } from '../repr';
import { getter, nativeClass, natives, newWith } from '../support';
/** Indentation is inheritance. https://docs.python.org/3/library/exceptions.html#exception-hierarchy */
const HIERARCHY = `
BaseException
  GeneratorExit
  KeyboardInterrupt
  SystemExit
  BaseExceptionGroup
  Exception
    ArithmeticError
      FloatingPointError
      OverflowError
      ZeroDivisionError
    AssertionError
    AttributeError
    BufferError
    EOFError
    ImportError
      ModuleNotFoundError
    LookupError
      IndexError
      KeyError
    MemoryError
    NameError
      UnboundLocalError
    OSError
      BlockingIOError
      ChildProcessError
      ConnectionError
        BrokenPipeError
        ConnectionAbortedError
        ConnectionRefusedError
        ConnectionResetError
      FileExistsError
      FileNotFoundError
      InterruptedError
      IsADirectoryError
      NotADirectoryError
      PermissionError
      ProcessLookupError
      TimeoutError
    ReferenceError
    RuntimeError
      NotImplementedError
      RecursionError
    StopAsyncIteration
    StopIteration
    SyntaxError
      IndentationError
        TabError
    SystemError
    TypeError
    ValueError
      UnicodeError
        UnicodeDecodeError
        UnicodeEncodeError
    Warning
      BytesWarning
      DeprecationWarning
      EncodingWarning
      FutureWarning
      ImportWarning
      PendingDeprecationWarning
      ResourceWarning
      RuntimeWarning
      SyntaxWarning
      UnicodeWarning
      UserWarning
`;
const ALIASES = [
    ['IOError', 'OSError'],
    ['EnvironmentError', 'OSError'],
    ['ExceptionGroup', 'Exception'],
];
export function exceptionClasses(object) {
    const classes = new Map();
    const open = [];
    for (const line of HIERARCHY.trim().split('\n')) {
        const name = line.trim();
        const depth = (line.length - name.length) / 2;
        const cls = nativeClass(name, [open[depth - 1] ?? object], MEMBERS[name]?.() ?? []);
        open[depth] = cls;
        classes.set(name, cls);
    }
    for (const [alias, name] of ALIASES) {
        const cls = classes.get(name);
        if (cls)
            classes.set(alias, cls);
    }
    return classes;
}
const MEMBERS = {
    BaseException: () => [
        newWith('(cls, *args, **kwargs)', (args) => {
            const cls = known(args.raw('cls'));
            if (cls.kind !== 'class')
                return NONE;
            return { kind: 'instance', cls, attrs: new Map([['args', tuple(args.extra)]]) };
        }),
        ...natives({
            __init__: [
                '(self, *args, **kwargs)',
                (args, interpreter) => {
                    const self = args.raw('self');
                    if (self.kind !== 'instance')
                        return NONE;
                    interpreter.touch(self);
                    self.attrs.set('args', tuple(args.extra));
                    return NONE;
                },
            ],
            __str__: ['(self)', (args, interpreter) => message(argsOf(args.raw('self')), interpreter)],
            __repr__: [
                '(self)',
                (args, interpreter) => {
                    const self = args.raw('self');
                    const held = argsOf(self);
                    const shown = reprOf(held, interpreter);
                    if (shown === undefined || self.kind !== 'instance')
                        return unknown('data', 'the message is not known', undefined, 'str');
                    return str(self.cls.name + (held.items.length === 1 ? shown.replace(/,\)$/, ')') : shown));
                },
            ],
            with_traceback: ['(self, tb)', (args) => args.raw('self')],
            add_note: ['(self, note)', () => NONE],
        }),
        ['__cause__', NONE],
        ['__context__', NONE],
        ['__traceback__', NONE],
    ],
    KeyError: () => natives({
        __str__: [
            '(self)',
            (args, interpreter) => {
                const held = argsOf(args.raw('self'));
                const [only, another] = held.items;
                if (only === undefined || another !== undefined)
                    return message(held, interpreter);
                const shown = reprOf(only, interpreter);
                return shown === undefined ? unknown('data', 'the key is not known', undefined, 'str') : str(shown);
            },
        ],
    }),
    StopIteration: () => [['value', getter('value', (self) => argsOf(self).items[0] ?? NONE)]],
    SystemExit: () => [['code', getter('code', (self) => argsOf(self).items[0] ?? NONE)]],
};
function argsOf(self) {
    const args = self.kind === 'instance' ? self.attrs.get('args') : undefined;
    return args?.kind === 'tuple' ? args : tuple([]);
}
function message(args, interpreter) {
    const [only, another] = args.items;
    if (only === undefined)
        return str('');
    if (only.kind === 'unknown')
        return only;
    const text = another === undefined ? textOf(only, interpreter) : reprOf(args, interpreter);
    return text === undefined ? unknown('data', 'the message is not known', undefined, 'str') : str(text);
}
