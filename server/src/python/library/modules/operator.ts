/** `operator`: functions that stand for operators. */
import type { BinaryOperator, CompareOperator } from '../../../syntax';
import { type NativeFunction, native } from '../../native';
import { bool, NONE, tuple, type Value } from '../../values';
import { natives, type Table } from '../support';
import { type ModuleFamily, moduleNames } from './names';

const BINARY: Readonly<Record<string, BinaryOperator>> = {
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
const COMPARE: Readonly<Record<string, CompareOperator>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  is_: 'is',
  is_not: 'is not',
};

const OTHERS: Table = {
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
    (args) =>
      getter('attrgetter', args.extra, (object, path, interpreter) =>
        path.kind === 'str'
          ? path.value.split('.').reduce((value, name) => interpreter.getAttribute(value, name), object)
          : path,
      ),
  ],
  methodcaller: [
    '(name, /, *args, **kwargs)',
    (args) => {
      const name = args.str('name');
      return native(
        'methodcaller',
        '(object, /)',
        (inner, interpreter) =>
          interpreter.call(interpreter.getAttribute(inner.raw('object'), name), args.extra, args.extraKeywords),
        { binds: false },
      );
    },
  ],
};

type Get = (object: Value, what: Value, interpreter: Parameters<NativeFunction['invoke']>[2]) => Value;

/** One thing alone, several as a tuple. */
function getter(name: string, wanted: readonly Value[], get: Get): Value {
  return native(
    name,
    '(object, /)',
    (args, interpreter) => {
      const found = wanted.map((what) => get(args.raw('object'), what, interpreter));
      return found.length === 1 ? (found[0] ?? NONE) : tuple(found);
    },
    { binds: false },
  );
}

const binary: Table = Object.fromEntries(
  Object.entries(BINARY).map(([name, op]) => [
    name,
    ['(a, b, /)', (args, interpreter) => interpreter.binary(op, args.raw('a'), args.raw('b'))] as const,
  ]),
);
const compare: Table = Object.fromEntries(
  Object.entries(COMPARE).map(([name, op]) => [
    name,
    ['(a, b, /)', (args, interpreter) => interpreter.compare(op, args.raw('a'), args.raw('b'))] as const,
  ]),
);

export const operator: ModuleFamily = () => {
  const plain = natives({ ...binary, ...compare, ...OTHERS }, { binds: false });
  const dunder = [...plain].map(([name, value]) => [`__${name.replace(/_$/, '')}__`, value] as const);
  return { operator: () => moduleNames('operator', [...plain, ...dunder]) };
};
