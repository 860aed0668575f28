import { RaiseSignal } from '../../signals';
import { NONE, str } from '../../values';
import { advance, nativeClass, natives } from '../support';
export function hiddenClasses(object) {
    const plain = (name, members = []) => nativeClass(name, [object], members);
    const classes = [
        plain('NoneType'),
        plain('ellipsis'),
        plain('NotImplementedType'),
        plain('module'),
        plain('function'),
        plain('builtin_function_or_method'),
        plain('method'),
        nativeClass('partial', [object], [], { module: 'functools' }),
        plain('generator', GENERATOR),
    ];
    return new Map(classes.map((cls) => [cls.name, cls]));
}
function step(args, interpreter) {
    const self = args.value('self');
    if (self.kind !== 'iterator')
        return args.wrongType('self', 'iterator');
    return advance(self, interpreter) ?? self.rest ?? interpreter.raise('StopIteration', '');
}
/** Runs what its `finally` holds. */
function close(self, interpreter) {
    const exit = interpreter.call(interpreter.builtin('GeneratorExit'), []);
    if (!self.generator || exit.kind !== 'instance')
        return;
    try {
        self.generator.throw(exit);
    }
    catch (signal) {
        if (!(signal instanceof RaiseSignal) || signal.exception !== exit)
            throw signal;
    }
}
const GENERATOR = [
    ...natives({
        close: [
            '(self)',
            (args, interpreter) => {
                const self = args.value('self');
                if (self.kind === 'iterator')
                    close(self, interpreter);
                return NONE;
            },
        ],
        __iter__: ['(self)', (args) => args.raw('self')],
        __next__: ['(self)', step],
        send: [
            '(self, value, /)',
            (args, interpreter) => {
                const self = args.value('self');
                if (self.kind !== 'iterator' || !self.generator)
                    return step(args, interpreter);
                return self.generator.send(args.raw('value')) ?? self.rest ?? interpreter.raise('StopIteration', '');
            },
        ],
        throw: [
            '(self, typ, val=None, tb=None, /)',
            (args, interpreter) => {
                const self = args.value('self');
                const type = args.value('typ');
                const exception = type.kind === 'class' ? interpreter.call(type, []) : type;
                if (self.kind !== 'iterator' || !self.generator || exception.kind !== 'instance')
                    return interpreter.unknown('missing', 'what is thrown into this generator is not known');
                return self.generator.throw(exception) ?? self.rest ?? interpreter.raise('StopIteration', '');
            },
        ],
    }),
    ['__name__', str('generator')],
];
