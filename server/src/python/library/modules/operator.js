import { native } from '../../native';
import { bool, NONE, tuple } from '../../values';
import { natives } from '../support';
import { moduleNames } from './names';
const BINARY = {
    add: '+',
    sub: '-',
    mul: '*',
    truediv: '/',
    floordiv: '//',
    mod: '%',
    pow: '**',
    matmul: '@',
    and_: '&',
    or_: '|',
    xor: '^',
    lshift: '<<',
    rshift: '>>',
    concat: '+',
    iadd: '+',
    isub: '-',
    imul: '*',
    itruediv: '/',
    ifloordiv: '//',
    imod: '%',
};
const COMPARE = {
    eq: '==',
    ne: '!=',
    lt: '<',
    le: '<=',
    gt: '>',
    ge: '>=',
    is_: 'is',
    is_not: 'is not',
};
const OTHERS = {
    neg: ['(a, /)', (args, interpreter) => interpreter.binary('*', args.raw('a'), { kind: 'int', value: -1 })],
    pos: ['(a, /)', (args) => args.raw('a')],
    not_: [
        '(a, /)',
        (args, interpreter) => {
            const truth = interpreter.truth(args.value('a'));
            return truth === undefined
                ? interpreter.unknown('undecided', 'whether this is true is not decided', 'bool')
                : bool(!truth);
        },
    ],
    truth: [
        '(a, /)',
        (args, interpreter) => {
            const truth = interpreter.truth(args.value('a'));
            return truth === undefined
                ? interpreter.unknown('undecided', 'whether this is true is not decided', 'bool')
                : bool(truth);
        },
    ],
    contains: ['(a, b, /)', (args, interpreter) => interpreter.compare('in', args.raw('b'), args.raw('a'))],
    getitem: ['(a, b, /)', (args, interpreter) => interpreter.getItem(args.raw('a'), args.raw('b'))],
    setitem: [
        '(a, b, c, /)',
        (args, interpreter) => {
            interpreter.setItem(args.raw('a'), args.raw('b'), args.raw('c'));
            return NONE;
        },
    ],
    index: ['(a, /)', (args) => args.raw('a')],
    itemgetter: [
        '(*items)',
        (args) => getter('itemgetter', args.extra, (object, item, interpreter) => interpreter.getItem(object, item)),
    ],
    attrgetter: [
        '(*attrs)',
        (args) => getter('attrgetter', args.extra, (object, path, interpreter) => path.kind === 'str'
            ? path.value.split('.').reduce((value, name) => interpreter.getAttribute(value, name), object)
            : path),
    ],
    methodcaller: [
        '(name, /, *args, **kwargs)',
        (args) => {
            const name = args.str('name');
            return native('methodcaller', '(object, /)', (inner, interpreter) => interpreter.call(interpreter.getAttribute(inner.raw('object'), name), args.extra, args.extraKeywords), { binds: false });
        },
    ],
};
/** One thing alone, several as a tuple. */
function getter(name, wanted, get) {
    return native(name, '(object, /)', (args, interpreter) => {
        const found = wanted.map((what) => get(args.raw('object'), what, interpreter));
        return found.length === 1 ? (found[0] ?? NONE) : tuple(found);
    }, { binds: false });
}
const binary = Object.fromEntries(Object.entries(BINARY).map(([name, op]) => [
    name,
    ['(a, b, /)', (args, interpreter) => interpreter.binary(op, args.raw('a'), args.raw('b'))],
]));
const compare = Object.fromEntries(Object.entries(COMPARE).map(([name, op]) => [
    name,
    ['(a, b, /)', (args, interpreter) => interpreter.compare(op, args.raw('a'), args.raw('b'))],
]));
export const operator = () => {
    const plain = natives({ ...binary, ...compare, ...OTHERS }, { binds: false });
    const dunder = [...plain].map(([name, value]) => [`__${name.replace(/_$/, '')}__`, value]);
    return { operator: () => moduleNames('operator', [...plain, ...dunder]) };
};
