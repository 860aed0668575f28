/** The names that Python code sees without an import. */
import { bool, ELLIPSIS, NOT_IMPLEMENTED, str } from '../../values';
import { dictClass } from '../kinds/dict';
import { exceptionClasses } from '../kinds/exceptions';
import { hiddenClasses } from '../kinds/hidden';
import { listClass, tupleClass } from '../kinds/list';
import { boolClass, complexClass, floatClass, intClass } from '../kinds/numbers';
import { objectClass, propertyClass, typeClass, wrappedMethodClass } from '../kinds/object';
import { setClass } from '../kinds/set';
import { bytesClass, strClass } from '../kinds/str';
import { arithmeticBuiltins } from './arithmetic';
import { attributeBuiltins } from './attributes';
import { opaque, otherBuiltins } from './functions';
import { iter, iterableClasses, next, rangeClass, sliceClass } from './iterables';
export function makeBuiltins() {
    const object = objectClass();
    const integer = intClass(object);
    const visible = new Map();
    const all = [
        object,
        typeClass(object),
        integer,
        boolClass(integer),
        floatClass(object),
        complexClass(object),
        strClass(object),
        bytesClass('bytes', object),
        bytesClass('bytearray', object),
        listClass(object),
        tupleClass(object),
        dictClass(object),
        setClass('set', object),
        setClass('frozenset', object),
        rangeClass(object),
        sliceClass(object),
        propertyClass(object),
        wrappedMethodClass('staticmethod', object),
        wrappedMethodClass('classmethod', object),
        ...iterableClasses(object),
    ];
    for (const cls of all)
        visible.set(cls.name, cls);
    for (const [name, cls] of exceptionClasses(object))
        visible.set(name, cls);
    const functions = [
        iter,
        next,
        ...arithmeticBuiltins,
        ...attributeBuiltins,
        ...otherBuiltins,
        opaque('memoryview', 'missing', 'memoryview is not known to Convscope'),
    ];
    const classes = new Map([...visible, ...hiddenClasses(object)]);
    const names = new Map([
        // `NoneType` and its like are no names in Python, but the interpreter asks for them here.
        ...classes,
        ...functions.map((f) => [f.name, f]),
        ['NotImplemented', NOT_IMPLEMENTED],
        ['Ellipsis', ELLIPSIS],
        ['__debug__', bool(true)],
        ['__doc__', { kind: 'none' }],
        ['__name__', str('builtins')],
    ]);
    return { names, classes };
}
