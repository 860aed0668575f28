/** Whether what has arrived is a request or a reply of an engine in a page: every field that is used, and its type. */
import type { EngineAnswer, EngineFault, EngineQuestion, EngineReply, EngineRequest, Kept } from './pageEngine';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const isNumber: Check = (value) => typeof value === 'number';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isText: Check = (value) => typeof value === 'string';
const isTruth: Check = (value) => typeof value === 'boolean';
const isFloats: Check = (value) => value instanceof Float32Array;
const isDoubles: Check = (value) => value instanceof Float64Array;
const isTargets: Check = (value) => value instanceof Int32Array || value instanceof Float32Array;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    names.some((name) => name === value);
const holding =
  (fields: Fields): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check(Reflect.get(value, name)));

const KEPT = { parameters: true, buffers: true, optimiserState: true } as const satisfies Record<Kept, true>;
const FAULTS = { lost: true, memory: true, invalid: true, away: true, other: true } as const satisfies Record<
  EngineFault,
  true
>;
const isKept = oneOf(...Object.keys(KEPT));
const isProgram = holding({ values: Array.isArray, steps: Array.isArray, parameters: Array.isArray });
const isModel = holding({ train: isProgram, evaluate: isProgram });
const isOptions = holding({ objective: holding({ kind: isText }), optimiser: holding({ kind: isText }) });
const isBatch = holding({ size: isCount, inputs: listOf(isFloats), targets: isTargets });

const shapedRight: Check = (value) => {
  if (typeof value !== 'object' || value === null) return false;
  const [shape, data] = [Reflect.get(value, 'shape'), Reflect.get(value, 'data')];
  const sizes: unknown[] = Array.isArray(shape) ? shape : [];
  return data instanceof Float32Array && sizes.reduce<number>((n, size) => n * Number(size), 1) === data.length;
};
const isTensor: Check = (value) => holding({ name: isText, shape: listOf(isCount) })(value) && shapedRight(value);

const trainer = isCount;
const QUESTIONS: { readonly [A in EngineQuestion['ask']]: Fields } = {
  card: {},
  prepare: { trainer, model: isModel, options: isOptions },
  step: { trainer, batch: isBatch, lr: isNumber, draws: listOf(isFloats), norms: isTruth },
  evaluate: { trainer, batch: isBatch },
  predict: { trainer, inputs: listOf(isFloats), size: isCount },
  get: { trainer, what: isKept },
  set: { trainer, what: isKept, tensors: listOf(isTensor) },
  dispose: { trainer },
  close: {},
};
const ANSWERS: { readonly [A in EngineAnswer['answer']]: Fields } = {
  card: { description: isText, isSoftware: isTruth },
  none: { reason: isText },
  metrics: { numbers: isDoubles, layers: listOf(isText), norms: isDoubles, shares: isDoubles },
  evaluation: { numbers: isDoubles, output: isTensor },
  tensors: { tensors: listOf(isTensor) },
  done: {},
  fault: { fault: oneOf(...Object.keys(FAULTS)), detail: isText },
};

/** One of the kinds of a table, with all that belongs to it. */
function isOf(table: Readonly<Record<string, Fields>>, key: string): Check {
  return (value) => {
    const kind: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    const fields = typeof kind === 'string' && Object.hasOwn(table, kind) ? table[kind] : undefined;
    return fields !== undefined && holding(fields)(value);
  };
}
const isRequest = holding({ id: isText, question: isOf(QUESTIONS, 'ask') });
const isReply = holding({ id: isText, answer: isOf(ANSWERS, 'answer') });

export const isEngineRequest = (value: unknown): value is EngineRequest => isRequest(value);
export const isEngineReply = (value: unknown): value is EngineReply => isReply(value);
