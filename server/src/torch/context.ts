/** How a declaration becomes a native: binding, running, recording in the trace. */
import {
  type Arguments,
  bindArguments,
  type Interpreter,
  type NativeFunction,
  NO_KEYWORDS,
  NotKnown,
  native,
  parseSignature,
  type TensorValue,
  type Value,
} from '../python';
import { type Dim, display, divides, equal, lessEqual, type Truth } from '../symbolic';
import type { OpContext, OpDeclaration, Refusal } from './declare';
import { isFloating, isTensor, makeTensor, tensorsIn } from './tensor';
import { type OpRecord, type PlainArgument, type Requirement, type TensorInfo, traceOf } from './trace';

/** Filled by the registry; an op may call another by name. */
export const opTable = new Map<string, NativeFunction>();

const contexts = new WeakMap<Interpreter, OpContext>();
export function contextOf(interpreter: Interpreter): OpContext {
  let context = contexts.get(interpreter);
  if (!context) {
    context = makeContext(interpreter);
    contexts.set(interpreter, context);
  }
  return context;
}

function makeContext(interpreter: Interpreter): OpContext {
  const trace = traceOf(interpreter);
  const refuse = ({ exception, ...problem }: Refusal): never => {
    throw new NotKnown(interpreter.refuse(problem, exception ?? 'RuntimeError'));
  };
  const insist = (truth: Truth, requirement: () => Requirement, refusal: () => Refusal): void => {
    if (truth === 'no') refuse(refusal());
    if (truth === 'maybe') trace.require(requirement(), interpreter.place());
  };
  return {
    interpreter,
    trace,
    tensor: makeTensor,
    refuse,
    unknown: (kind, reason) => {
      throw new NotKnown(interpreter.unknown(kind, reason));
    },
    requireEqual: (left, right, reason, refusal) =>
      insist(equal(left, right), () => ({ relation: '==', left, right, reason }), refusal),
    requireAtMost: (left, right, reason, refusal) =>
      insist(lessEqual(left, right), () => ({ relation: '<=', left, right, reason }), refusal),
    requireDivides: (left, right, reason, refusal) =>
      insist(divides(left, right), () => ({ relation: 'divides', left, right, reason }), refusal),
    op: (name, args, keywords) => {
      const op = opTable.get(name);
      if (!op) throw new Error(`no op is declared as ${name}`);
      const result = op.invoke(args, keywords ? new Map(Object.entries(keywords)) : NO_KEYWORDS, interpreter);
      if (result.kind === 'unknown') throw new NotKnown(result);
      return result;
    },
  };
}

/** The native behind one name of an op. */
export function opNative(declaration: OpDeclaration, name: string, inplace: boolean): NativeFunction {
  const signature = parseSignature(declaration.signature);
  const label = name.slice(name.lastIndexOf('.') + 1);
  return {
    ...native(
      label,
      declaration.signature,
      () => {
        throw new Error('replaced below');
      },
      { declaration },
    ),
    invoke: (args, keywords, interpreter) => {
      try {
        const bound = bindArguments(label, signature, args, keywords, interpreter);
        const context = contextOf(interpreter);
        const result = declaration.run(bound, context);
        return declaration.silent ? result : record(declaration, bound, result, inplace, context);
      } catch (signal) {
        if (!(signal instanceof NotKnown)) throw signal;
        if (!declaration.silent) traceOf(interpreter).lost(signal.value.cause);
        // An argument's own type says nothing of the result.
        return { kind: 'unknown', cause: signal.value.cause };
      }
    },
  };
}

function record(
  declaration: OpDeclaration,
  bound: Arguments,
  result: Value,
  inplace: boolean,
  context: OpContext,
): Value {
  const inputs: TensorValue[] = [];
  const args = new Map<string, PlainArgument>();
  for (const [name, value] of bound.values) args.set(name, plain(value, inputs));
  for (const [name, value] of bound.extraKeywords) args.set(name, plain(value, inputs));
  if (bound.extra.length > 0) args.set('*', { kind: 'list', items: bound.extra.map((v) => plain(v, inputs)) });
  const infos = inputs.map(tensorInfo);
  const target = inputs[0];
  const flag = bound.values.get('inplace');
  const asked = inplace || (flag?.kind === 'bool' && flag.value);
  const isWrite = asked && isTensor(result) && target !== undefined;
  if (isWrite) writeInto(target, result, context);
  const value = isWrite ? target : result;
  const made = tensorsIn(value);
  const op: OpRecord = {
    op: declaration.name,
    args,
    inputs: infos,
    outputs: made.map((t) =>
      t.producer && inputs.includes(t) && !isWrite
        ? tensorInfo(t)
        : { ...tensorInfo(t), requiresGrad: gradOf(t, inputs, declaration) },
    ),
    inplace: isWrite,
  };
  const node = context.trace.op(op, context.interpreter.place());
  made.forEach((t, output) => {
    if (inputs.includes(t) && !isWrite) return; // returned as it came: no new value
    if (isWrite) context.interpreter.touch(t);
    t.producer = { node, output };
    t.requiresGrad = gradOf(t, inputs, declaration);
  });
  return value;
}

/** Whole numbers and bools have no gradient. */
function gradOf(tensor: TensorValue, inputs: readonly TensorValue[], declaration: OpDeclaration): boolean {
  if (declaration.detached) return tensor.requiresGrad;
  return isFloating(tensor.dtype) !== false && (tensor.requiresGrad || inputs.some((t) => t.requiresGrad));
}

/** In-place: the tensor keeps its memory and sizes. */
function writeInto(target: TensorValue, result: TensorValue, context: OpContext): void {
  context.interpreter.touch(target);
  if (result.shape && target.shape) {
    if (
      result.shape.length !== target.shape.length ||
      result.shape.some((d, i) => equal(d, target.shape?.[i] ?? d) === 'no')
    ) {
      context.refuse({
        code: 'CS107',
        message: `output with shape [${target.shape.map(display).join(', ')}] doesn't match the broadcast shape [${result.shape.map(display).join(', ')}]`,
        why: 'An in-place operation cannot change the size of the tensor that it writes to.',
      });
    }
  } else if (result.shape) target.shape = result.shape;
  target.values = result.values;
}

export const tensorInfo = (t: TensorValue): TensorInfo => ({
  shape: t.shape,
  dtype: t.dtype,
  strides: t.strides,
  storage: t.storage.id,
  requiresGrad: t.requiresGrad,
  producer: t.producer,
  ...(t.values ? { values: t.values } : {}),
  ...(t.oneOf ? { oneOf: t.oneOf } : {}),
});

function plain(value: Value, inputs: TensorValue[]): PlainArgument {
  switch (value.kind) {
    case 'tensor': {
      let input = inputs.indexOf(value);
      if (input < 0) input = inputs.push(value) - 1;
      return { kind: 'tensor', input };
    }
    case 'int':
      return { kind: 'int', value: value.value };
    case 'float':
      return { kind: 'float', value: value.value };
    case 'bool':
      return { kind: 'bool', value: value.value };
    case 'str':
      return { kind: 'str', value: value.value };
    case 'none':
      return { kind: 'none' };
    case 'list':
    case 'tuple':
      return { kind: 'list', items: value.items.map((v) => plain(v, inputs)) };
    case 'slice':
      return {
        kind: 'other',
        text: 'slice',
        bounds: [value.lower, value.upper, value.step].map((bound) => plain(bound, inputs)),
      };
    default:
      return { kind: 'other', text: value.kind };
  }
}

/** Reading a record, for `macs`, `explain` and the rest. */
export function inputOf(record: OpRecord, name: string): TensorInfo | undefined {
  const arg = record.args.get(name);
  return arg?.kind === 'tensor' ? record.inputs[arg.input] : undefined;
}
export function intOf(record: OpRecord, name: string): Dim | undefined {
  const arg = record.args.get(name);
  return arg?.kind === 'int' ? arg.value : undefined;
}
/** An int or a list of ints, spread over `n` axes. */
export function intsOf(record: OpRecord, name: string, n: number): readonly Dim[] | undefined {
  const arg = record.args.get(name);
  if (arg?.kind === 'int') return new Array<Dim>(n).fill(arg.value);
  if (arg?.kind !== 'list') return undefined;
  const dims = arg.items.map((i) => (i.kind === 'int' ? i.value : undefined));
  if (dims.length === 1 && dims[0] !== undefined) return new Array<Dim>(n).fill(dims[0]);
  return dims.every((d) => d !== undefined) && dims.length === n ? dims : undefined;
}
