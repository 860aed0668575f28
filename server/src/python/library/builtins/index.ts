/** The names that Python code sees without an import. */
import { bool, type ClassValue, ELLIPSIS, NOT_IMPLEMENTED, str, type Value } from '../../values';
import { dictClass } from '../kinds/dict';
import { exceptionClasses } from '../kinds/exceptions';
import { listClass, tupleClass } from '../kinds/list';
import { boolClass, complexClass, floatClass, intClass } from '../kinds/numbers';
import { objectClass, propertyClass, typeClass, wrappedMethodClass } from '../kinds/object';
import { setClass } from '../kinds/set';
import { bytesClass, strClass } from '../kinds/str';
import { hiddenClasses } from '../kinds/hidden';
import { nativeClass } from '../support';
import { arithmeticBuiltins } from './arithmetic';
import { attributeBuiltins } from './attributes';
import { opaque, otherBuiltins } from './functions';
import { iter, iterableClasses, next, rangeClass, sliceClass } from './iterables';

export interface Builtins {
  /** What user code can name. */
  readonly names: ReadonlyMap<string, Value>;
  /** All builtin classes, those without a name in user code too: `NoneType`, `function`. */
  readonly classes: ReadonlyMap<string, ClassValue>;
}

export function makeBuiltins(): Builtins {
  const object = objectClass();
  const integer = intClass(object);
  const visible = new Map<string, ClassValue>();
  const all = [
    object, typeClass(object), integer, boolClass(integer), floatClass(object), complexClass(object),
    strClass(object), bytesClass('bytes', object), bytesClass('bytearray', object),
    listClass(object), tupleClass(object), dictClass(object), setClass('set', object), setClass('frozenset', object),
    rangeClass(object), sliceClass(object), propertyClass(object),
    nativeClass('super', [object]),
    wrappedMethodClass('staticmethod', object), wrappedMethodClass('classmethod', object), ...iterableClasses(object),
  ];
  for (const cls of all) visible.set(cls.name, cls);
  for (const [name, cls] of exceptionClasses(object)) visible.set(name, cls);
  const functions = [iter, next, ...arithmeticBuiltins, ...attributeBuiltins, ...otherBuiltins, opaque('memoryview', 'missing', 'memoryview is not known to Convscope')];
  const names = new Map<string, Value>([
    ...visible,
    ...functions.map((f) => [f.name, f] as const),
    ['NotImplemented', NOT_IMPLEMENTED],
    ['Ellipsis', ELLIPSIS],
    ['__debug__', bool(true)],
    ['__doc__', { kind: 'none' }],
    ['__name__', str('builtins')],
  ]);
  return { names, classes: new Map([...visible, ...hiddenClasses(object)]) };
}
