import { bool } from '../../values';
import { natives, payload } from '../support';
const ARITHMETIC = {
    add: '+',
    sub: '-',
    mul: '*',
    truediv: '/',
    floordiv: '//',
    mod: '%',
    pow: '**',
    and: '&',
    or: '|',
    xor: '^',
    lshift: '<<',
    rshift: '>>',
};
const COMPARISON = {
    eq: '==',
    ne: '!=',
    lt: '<',
    le: '<=',
    gt: '>',
    ge: '>=',
};
const compared = (op) => [
    '(self, other, /)',
    (args, interpreter) => interpreter.compare(op, payload(args.raw('self')), payload(args.raw('other'))),
];
const comparisons = [
    ...natives(Object.fromEntries(Object.entries(COMPARISON).map(([name, op]) => [`__${name}__`, compared(op)]))),
];
export const arithmeticOperators = [
    ...Object.entries(ARITHMETIC).flatMap(([name, op]) => [
        ...natives({
            [`__${name}__`]: [
                '(self, other, /)',
                (args, interpreter) => interpreter.binary(op, payload(args.raw('self')), payload(args.raw('other'))),
            ],
            [`__r${name}__`]: [
                '(self, other, /)',
                (args, interpreter) => interpreter.binary(op, payload(args.raw('other')), payload(args.raw('self'))),
            ],
        }),
    ]),
    ...natives({
        __neg__: [
            '(self)',
            (args, interpreter) => interpreter.binary('*', payload(args.raw('self')), { kind: 'int', value: -1 }),
        ],
        __pos__: ['(self)', (args) => payload(args.raw('self'))],
        __bool__: [
            '(self)',
            (args, interpreter) => {
                const truth = interpreter.truth(payload(args.raw('self')));
                return truth === undefined
                    ? interpreter.unknown('undecided', 'whether this is true is not decided', 'bool')
                    : bool(truth);
            },
        ],
    }),
    ...comparisons,
];
export const textOperators = [
    ...natives({
        __add__: [
            '(self, other, /)',
            (args, interpreter) => interpreter.binary('+', payload(args.raw('self')), payload(args.raw('other'))),
        ],
        __radd__: [
            '(self, other, /)',
            (args, interpreter) => interpreter.binary('+', payload(args.raw('other')), payload(args.raw('self'))),
        ],
        __mul__: [
            '(self, other, /)',
            (args, interpreter) => interpreter.binary('*', payload(args.raw('self')), payload(args.raw('other'))),
        ],
        __len__: ['(self)', (args, interpreter) => interpreter.length(payload(args.raw('self')))],
        __getitem__: [
            '(self, index, /)',
            (args, interpreter) => interpreter.getItem(payload(args.raw('self')), args.raw('index')),
        ],
        __contains__: [
            '(self, item, /)',
            (args, interpreter) => interpreter.compare('in', payload(args.raw('item')), payload(args.raw('self'))),
        ],
        __iter__: [
            '(self)',
            (args, interpreter) => {
                const { items, rest } = interpreter.iterate(payload(args.raw('self')));
                return { kind: 'iterator', at: (index) => items[index], position: 0, rest };
            },
        ],
    }),
    ...comparisons,
];
