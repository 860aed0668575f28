/** Classes of builtin values that have no name in user code, with their attributes. */
import type { ClassValue, Value } from '../../values';
import { NONE, str } from '../../values';
import { nativeClass, natives } from '../support';

export function hiddenClasses(object: ClassValue): Map<string, ClassValue> {
  const plain = (name: string, members: Iterable<readonly [string, Value]> = []) => nativeClass(name, [object], members);
  const classes = [
    plain('NoneType'), plain('ellipsis'), plain('NotImplementedType'), plain('module'),
    plain('function'), plain('builtin_function_or_method'), plain('method'),
    nativeClass('partial', [object], [], { module: 'functools' }),
    plain('generator', GENERATOR),
  ];
  return new Map(classes.map((cls) => [cls.name, cls] as const));
}

const GENERATOR: readonly (readonly [string, Value])[] = [
  ...natives({
    close: ['(self)', () => NONE],
    __iter__: ['(self)', (args) => args.raw('self')],
    __next__: ['(self)', (args, interpreter) => {
      const next = interpreter.importModule('builtins');
      return interpreter.call(interpreter.getAttribute(next, 'next'), [args.raw('self')]);
    }],
    send: ['(self, value, /)', (args, interpreter) => interpreter.call(interpreter.getAttribute(args.raw('self'), '__next__'), [])],
    throw: ['(self, *args)', (_args, interpreter) => interpreter.unknown('missing', 'generator.throw is not known to Convscope')],
  }),
  ['__name__', str('generator')],
];
