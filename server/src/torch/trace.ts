/**
 * What PyTorch's ops and modules report while code is read: plain data, so that a graph can be written
 * from it without knowing Python.
 */

import type { Initial } from '../program';
import type { Cause, DType, InstanceValue, Interpreter, Keywords, Place, Value } from '../python';
import type { Dim } from '../symbolic';

export interface TensorInfo {
  /** undefined: rank not known. */
  readonly shape: readonly Dim[] | undefined;
  readonly dtype: DType | undefined;
  /** In elements; undefined: not known. */
  readonly strides: readonly Dim[] | undefined;
  /** Tensors with one id share their memory. */
  readonly storage: number;
  readonly requiresGrad: boolean;
  /** Node and output index that made it; undefined for parameters, buffers and inputs. */
  readonly producer: { readonly node: number; readonly output: number } | undefined;
  /** Its numbers, where they are known and few. */
  readonly values?: readonly number[];
  /** Why it is not known which tensor it is: undecided code chose one of several. */
  readonly oneOf?: Cause;
}

/** An argument as plain data. A float is wrapped so that a size 2 and a factor 2.0 stay apart. */
export type PlainArgument =
  | { readonly kind: 'int'; readonly value: Dim }
  | { readonly kind: 'float'; readonly value: number | undefined }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'none' }
  /** Index into the record's `inputs`. */
  | { readonly kind: 'tensor'; readonly input: number }
  | { readonly kind: 'list'; readonly items: readonly PlainArgument[] }
  /** `bounds`: start, stop and step of a slice. */
  | { readonly kind: 'other'; readonly text: string; readonly bounds?: readonly PlainArgument[] };

/** One op as it happened. */
export interface OpRecord {
  /** Key of its declaration: `torch.nn.functional.conv2d`. */
  readonly op: string;
  readonly args: ReadonlyMap<string, PlainArgument>;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Writes its result into its first input. */
  readonly inplace: boolean;
}

/** An undecided equality or divisibility that PyTorch will insist on. */
export interface Requirement {
  readonly relation: '==' | '<=' | 'divides';
  readonly left: Dim;
  readonly right: Dim;
  /** For people: "the two sizes that cat joins". */
  readonly reason: string;
}

/** Numbers that a tensor was given without an op: the law they follow. */
export interface Filling {
  readonly storage: number;
  readonly shape: readonly Dim[];
  readonly law: Initial;
}

export interface Trace {
  /** Returns the node's number. */
  op(record: OpRecord, place: Place): number;
  enterModule(module: InstanceValue, args: readonly Value[], keywords: Keywords, place: Place): void;
  leaveModule(module: InstanceValue, result: Value | undefined): void;
  /** An nn layer was constructed at this place. */
  buildModule(module: InstanceValue, place: Place): void;
  require(requirement: Requirement, place: Place): void;
  /** An op's result is not known: what it costs is not in the totals. */
  lost(cause: Cause): void;
  /** `torch.nn.init` has filled this tensor. */
  fill?(filling: Filling): void;
  /** What runs here keeps something else for backward than its ops say: gradients off, half precision, checkpoints. */
  keepsOther?(): void;
  /** Training mode is decided by the caller of the model, not by the code (`model.eval()`), where this is undefined. */
  readonly training: boolean | undefined;
}

const SILENT: Trace = {
  op: () => -1,
  enterModule: () => undefined,
  leaveModule: () => undefined,
  buildModule: () => undefined,
  require: () => undefined,
  lost: () => undefined,
  training: undefined,
};

const traces = new WeakMap<object, Trace>();
/** Where this interpreter's ops report to. */
export const attachTrace = (interpreter: Interpreter, trace: Trace): void => {
  traces.set(interpreter, trace);
};
export const traceOf = (interpreter: Interpreter): Trace => traces.get(interpreter) ?? SILENT;
