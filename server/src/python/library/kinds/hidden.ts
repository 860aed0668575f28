/** Classes of builtin values that have no name in user code, with their attributes. */
import type { Interpreter } from '../../interpreter';
import type { Arguments } from '../../native';
import type { ClassValue, Value } from '../../values';
import { NONE, str } from '../../values';
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
  ];
  return new Map(classes.map((cls) => [cls.name, cls] as const));
}

function step(args: Arguments, interpreter: Interpreter): Value {
  const self = args.value('self');
  if (self.kind !== 'iterator') return args.wrongType('self', 'iterator');
  return advance(self, interpreter) ?? self.rest ?? interpreter.raise('StopIteration', '');
}

const GENERATOR: readonly (readonly [string, Value])[] = [
  ...natives({
    close: ['(self)', () => NONE],
    __iter__: ['(self)', (args) => args.raw('self')],
    __next__: ['(self)', step],
    send: ['(self, value, /)', step],
    throw: [
      '(self, *args)',
      (_args, interpreter) => interpreter.unknown('missing', 'generator.throw is not known to Convscope'),
    ],
  }),
  ['__name__', str('generator')],
];
