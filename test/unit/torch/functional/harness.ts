/**
 * Runs one declared op on plain arguments, without reading any Python: a stand-in for the interpreter
 * that knows just enough to bind arguments, and keeps the problems and requirements that the op reports.
 */
import {
  type DType,
  type ExceptionName,
  FALSE,
  float,
  type Interpreter,
  int,
  list,
  NONE,
  type Problem,
  str,
  type TensorValue,
  TRUE,
  tuple,
  type UnknownValue,
  unknown,
  type Value,
} from '../../../../server/src/python';
import { type Dim, display, parse } from '../../../../server/src/symbolic';
import { opNative } from '../../../../server/src/torch/context';
import type { OpDeclaration } from '../../../../server/src/torch/declare';
import { contiguousStrides, makeTensor } from '../../../../server/src/torch/tensor';
import { attachTrace, type OpRecord, type Requirement } from '../../../../server/src/torch/trace';

/** An argument as the recorder of real PyTorch writes it. */
export type Plain =
  | null
  | {
      readonly t: readonly (number | string)[];
      readonly d?: string;
      readonly s?: readonly number[];
      readonly v?: readonly number[];
      readonly g?: number;
    }
  | { readonly i: number | string }
  | { readonly f: number | string }
  | { readonly b: boolean }
  | { readonly str: string }
  | { readonly l: readonly Plain[] }
  | { readonly u: readonly Plain[] }
  | { readonly x: string }
  | { readonly o: string };

export interface Outcome {
  readonly value: Value;
  readonly problems: readonly Problem[];
  readonly raised: { readonly type: string; readonly message: string } | undefined;
  readonly records: readonly OpRecord[];
  readonly requirements: readonly Requirement[];
}

class Raised {
  readonly type: string;
  readonly message: string;
  constructor(type: string, message: string) {
    this.type = type;
    this.message = message;
  }
}

export function toValue(plain: Plain): Value {
  if (plain === null) return NONE;
  if ('t' in plain) {
    const shape = plain.t.map(toDim);
    return makeTensor(shape, {
      dtype: (plain.d ?? 'float32') as DType,
      strides: plain.s ?? contiguousStrides(shape),
      values: plain.v,
      requiresGrad: plain.g === 1,
    });
  }
  if ('i' in plain) return int(toDim(plain.i));
  if ('f' in plain) return float(typeof plain.f === 'number' ? plain.f : Number(plain.f.replace('inf', 'Infinity')));
  if ('b' in plain) return plain.b ? TRUE : FALSE;
  if ('str' in plain) return str(plain.str);
  if ('l' in plain) return list(plain.l.map(toValue));
  if ('u' in plain) return tuple(plain.u.map(toValue));
  return unknown('missing', 'an argument that the harness does not make');
}

const toDim = (text: number | string): Dim => {
  if (typeof text === 'number') return text;
  const dim = parse(text);
  if (dim === undefined) throw new Error(`${text} is not a size`);
  return dim;
};

export function run(
  declaration: OpDeclaration,
  name: string,
  args: readonly Plain[],
  keywords: Readonly<Record<string, Plain>> = {},
): Outcome {
  const problems: Problem[] = [];
  const records: OpRecord[] = [];
  const requirements: Requirement[] = [];
  const place = { file: 'test.py', span: { start: 0, end: 0 } };
  const makeUnknown = (reason: string): UnknownValue => unknown('undecided', reason, place);
  const known: Partial<Interpreter> = {
    certain: true,
    place: () => place,
    touch: () => undefined,
    unknown: (_kind, reason) => makeUnknown(reason),
    refuse: (problem: Omit<Problem, 'place'>, exception: ExceptionName = 'RuntimeError') => {
      problems.push({ ...problem, message: problem.message, place, fix: { ...problem.fix, exception } });
      return makeUnknown(problem.message);
    },
    raise: (type: ExceptionName, message: string): never => {
      throw new Raised(type, message);
    },
    iterate: (value) => {
      if (value.kind === 'list' || value.kind === 'tuple') return { items: value.items, rest: value.rest };
      throw new Error(`the harness does not iterate a ${value.kind}`);
    },
    truth: (value) => {
      if (value.kind === 'bool') return value.value;
      if (value.kind === 'none') return false;
      if (value.kind === 'int' || value.kind === 'float')
        return value.value === undefined ? undefined : value.value !== 0;
      return undefined;
    },
    typeOf: (value) => unknown('missing', value.kind),
  };
  const interpreter = known as Interpreter;
  attachTrace(interpreter, {
    op: (record) => records.push(record),
    enterModule: () => undefined,
    leaveModule: () => undefined,
    buildModule: () => undefined,
    require: (requirement) => requirements.push(requirement),
    lost: () => undefined,
    training: undefined,
  });
  const inplace = declaration.inplaceAliases?.includes(name) ?? false;
  const outcome = { problems, records, requirements };
  try {
    const op = opNative(declaration, name, inplace);
    const value = op.invoke(
      args.map(toValue),
      new Map(Object.entries(keywords).map(([k, v]) => [k, toValue(v)])),
      interpreter,
    );
    return { ...outcome, value, raised: undefined };
  } catch (signal) {
    if (signal instanceof Raised) return { ...outcome, value: makeUnknown(signal.message), raised: signal };
    throw signal;
  }
}

/** `[1, 8, ⌊H/2⌋]` of a tensor, several in a list, `?` for what is not known. */
export function shapes(value: Value): string {
  if (value.kind === 'tensor') return value.shape ? `[${value.shape.map(display).join(', ')}]` : '?';
  if (value.kind === 'tuple' || value.kind === 'list') return `(${value.items.map(shapes).join(', ')})`;
  if (value.kind === 'none') return 'None';
  return value.kind === 'unknown' ? '?' : value.kind;
}

export const asTensor = (value: Value): TensorValue => {
  if (value.kind === 'tensor') return value;
  throw new Error(value.kind === 'unknown' ? value.cause.reason : `a ${value.kind}, not a tensor`);
};
