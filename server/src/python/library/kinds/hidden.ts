/** Classes of builtin values that have no name in user code, with their attributes. */
import type { Interpreter } from '../../interpreter';
import type { Arguments } from '../../native';
import { RaiseSignal } from '../../signals';
import type { ClassValue, IteratorValue, Value } from '../../values';
import { NONE, str } from '../../values';
import { fileClass } from '../files';
import { advance, nativeClass, natives } from '../support';

export function hiddenClasses(object: ClassValue): Map<string, ClassValue> {
  const plain = (name: string, members: Iterable<readonly [string, Value]> = []) =>
    nativeClass(name, [object], members);
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
    fileClass(object),
  ];
  return new Map(classes.map((cls) => [cls.name, cls] as const));
}

function step(args: Arguments, interpreter: Interpreter): Value {
  const self = args.value('self');
  if (self.kind !== 'iterator') return args.wrongType('self', 'iterator');
  return advance(self, interpreter) ?? self.rest ?? interpreter.raise('StopIteration', '');
}

/** Runs what its `finally` holds. */
function close(self: IteratorValue, interpreter: Interpreter): void {
  const exit = interpreter.call(interpreter.builtin('GeneratorExit'), []);
  if (!self.generator || exit.kind !== 'instance') return;
  try {
    self.generator.throw(exit);
  } catch (signal) {
    if (!(signal instanceof RaiseSignal) || signal.exception !== exit) throw signal;
  }
}

const GENERATOR: readonly (readonly [string, Value])[] = [
  ...natives({
    close: [
      '(self)',
      (args, interpreter) => {
        const self = args.value('self');
        if (self.kind === 'iterator') close(self, interpreter);
        return NONE;
      },
    ],
    __iter__: ['(self)', (args) => args.raw('self')],
    __next__: ['(self)', step],
    send: [
      '(self, value, /)',
      (args, interpreter) => {
        const self = args.value('self');
        if (self.kind !== 'iterator' || !self.generator) return step(args, interpreter);
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
