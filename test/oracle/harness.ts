/** Runs one line of PyTorch through the real interpreter, as the recorder runs it through PyTorch. */

import type { TensorValue } from '../../server/src/python';
import {
  createInterpreter,
  type Observer,
  type Problem,
  type ReaderInterpreter,
  type Value,
} from '../../server/src/python';
import { pythonLibrary } from '../../server/src/python/library';
import { display } from '../../server/src/symbolic';
import { allOps, attachTrace, declarationOf, type OpRecord, type Trace, torchLibrary } from '../../server/src/torch';

export interface Case {
  readonly code: string;
  /** `2x3`, `2x3:long`, `[2, 3]`. */
  readonly inputs?: Readonly<Record<string, string>>;
}
/** What is compared: sizes and layout of every tensor of the result, or a refusal. */
export interface Made {
  readonly shape: readonly (number | string)[];
  readonly dtype: string | undefined;
  readonly strides: readonly (number | string)[] | undefined;
  readonly values?: readonly number[] | undefined;
}
export type Outcome =
  | { readonly tensors: readonly Made[]; readonly macs: number | string; readonly python?: string }
  | { readonly error: string; readonly message: string; readonly code?: string }
  | { readonly unknown: string };

const python = pythonLibrary();
const torch = torchLibrary();
export const natives: Parameters<typeof createInterpreter>[0]['natives'] = {
  builtins: python.builtins,
  module: (name, interpreter) => torch.module(name, interpreter) ?? python.module(name, interpreter),
  attribute: (value, name, interpreter) =>
    torch.attribute?.(value, name, interpreter) ?? python.attribute?.(value, name, interpreter),
};

const HEADER =
  'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nimport math\nvis = torch.ops.torchvision\n';

/** The program that both sides run; `result` is what is looked at. */
export function programOf({ code, inputs = {} }: Case): string {
  const lines = Object.entries(inputs).map(([name, text]) => `${name} = ${inputExpression(text)}`);
  return `${HEADER}${lines.join('\n')}\nresult = ${code}\n`;
}

export function inputExpression(text: string): string {
  const [sizes = '', dtype = 'float32'] = text.split(':');
  const shape = `(${(sizes.match(/\d+/g) ?? []).map((size) => `${size},`).join('')})`;
  if (/^(float|double|half|bfloat)/.test(dtype)) return `torch.rand(${shape}).to(torch.${dtype})`;
  return `torch.zeros(${shape}, dtype=torch.${dtype})`;
}

const none = (): undefined => undefined;

export function run(example: Case): Outcome {
  const problems: Problem[] = [];
  const records: OpRecord[] = [];
  const unknowns: string[] = [];
  const observer: Observer = {
    bind: none,
    enterFunction: none,
    leaveFunction: none,
    defineClass: none,
    fork: none,
    branch: none,
    join: none,
    enterUnknownLoop: none,
    leaveUnknownLoop: none,
    lost: none,
    problem: (problem) => {
      problems.push(problem);
    },
    unknown: (value) => {
      unknowns.push(value.cause.reason);
    },
  };
  const interpreter: ReaderInterpreter = createInterpreter({
    host: { module: () => 'absent', dataFile: () => 'absent' },
    observer,
    natives,
  });
  const trace: Trace = {
    op: (record) => records.push(record) - 1,
    enterModule: none,
    leaveModule: none,
    buildModule: none,
    require: none,
    lost: none,
    training: undefined,
  };
  attachTrace(interpreter, trace);
  const module = interpreter.runMain('case.py', programOf(example));
  const [problem] = problems;
  if (problem) return { error: problem.code, message: problem.message, code: problem.code };
  const result = interpreter.evaluate('result', module);
  if (result.kind === 'unknown') return { unknown: result.cause.reason };
  const tensors: Made[] = [];
  const other: string[] = [];
  collect(result, tensors, other);
  const macs = records.reduce<number | string>((total, record) => {
    const own = declarationOf(record.op)?.macs?.(record) ?? 0;
    return typeof own === 'number' && typeof total === 'number' ? total + own : 'symbolic';
  }, 0);
  return { tensors, macs, ...(other.length > 0 ? { python: other.join(',') } : {}) };
}

function collect(value: Value, tensors: Made[], other: string[]): void {
  switch (value.kind) {
    case 'tensor':
      tensors.push(made(value));
      return;
    case 'list':
    case 'tuple':
      for (const item of value.items) collect(item, tensors, other);
      return;
    case 'int':
      other.push(display(value.value));
      return;
    case 'bool':
      other.push(value.value ? 'True' : 'False');
      return;
    default:
      other.push(value.kind);
  }
}

const plain = (dims: TensorValue['shape']) => dims?.map((dim) => (typeof dim === 'number' ? dim : display(dim)));
const made = (x: TensorValue): Made => ({
  shape: plain(x.shape) ?? ['?'],
  dtype: x.dtype,
  strides: plain(x.strides),
  values: x.values,
});

/** Every example of every declared op. */
export function exampleCases(): readonly (Case & {
  readonly op: string;
  readonly output?: unknown;
  readonly problem?: string;
  readonly unchecked?: boolean;
})[] {
  return allOps.flatMap((op) => (op.examples ?? []).map((example) => ({ ...example, op: op.name })));
}
