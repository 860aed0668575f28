/** Runs snippets of PyTorch code through the real interpreter and the real library. */
import {
  createInterpreter,
  type InstanceValue,
  type Observer,
  type Problem,
  type ReaderInterpreter,
  type Value,
} from '../../../../server/src/python';
import { naturalLibrary } from '../../../../server/src/read/library';
import { display } from '../../../../server/src/symbolic';
import { attachTrace, type OpRecord, type Requirement } from '../../../../server/src/torch/trace';

export interface Run {
  readonly problems: readonly Problem[];
  readonly requirements: readonly Requirement[];
  readonly ops: readonly OpRecord[];
  /** Names of modules as they are entered. */
  readonly calls: readonly InstanceValue[];
  readonly unknowns: readonly string[];
  readonly interpreter: ReaderInterpreter;
  /** Value of an expression after the snippet ran. */
  value(expression: string): Value;
  /** The same in words: `[1, 3, 4]` for a tensor, `(…)` for tuples. */
  shown(expression: string): string;
}

const PRELUDE =
  'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nfrom collections import OrderedDict\n';

export function run(code: string, training?: boolean): Run {
  const problems: Problem[] = [];
  const requirements: Requirement[] = [];
  const ops: OpRecord[] = [];
  const calls: InstanceValue[] = [];
  const unknowns: string[] = [];
  const observer: Observer = {
    bind: () => undefined,
    enterFunction: () => undefined,
    leaveFunction: () => undefined,
    defineClass: () => undefined,
    problem: (problem) => problems.push(problem),
    unknown: (value) => unknowns.push(value.cause.reason),
    lost: (cause) => unknowns.push(`lost: ${cause.reason}`),
    fork: () => undefined,
    branch: () => undefined,
    join: () => undefined,
    enterUnknownLoop: () => undefined,
    leaveUnknownLoop: () => undefined,
  };
  const interpreter = createInterpreter({
    host: { module: () => 'absent', dataFile: () => 'absent' },
    observer,
    natives: naturalLibrary(),
  });
  attachTrace(interpreter, {
    op: (record) => ops.push(record) - 1,
    enterModule: (module) => {
      calls.push(module);
    },
    leaveModule: () => undefined,
    buildModule: () => undefined,
    require: (requirement) => {
      requirements.push(requirement);
    },
    lost: () => undefined,
    training,
  });
  const module = interpreter.runMain('test.py', PRELUDE + code);
  const value = (expression: string): Value => interpreter.evaluate(expression, module);
  return {
    problems,
    requirements,
    ops,
    calls,
    unknowns,
    interpreter,
    value,
    shown: (expression) => show(value(expression)),
  };
}

export function show(value: Value): string {
  switch (value.kind) {
    case 'tensor':
      return value.shape ? `[${value.shape.map(display).join(', ')}]` : '[?]';
    case 'tuple':
      return `(${value.items.map(show).join(', ')})`;
    case 'list':
      return `[${value.items.map(show).join(', ')}]`;
    case 'dict':
      return `{${[...value.entries.values()].map((e) => `${show(e.key)}: ${show(e.value)}`).join(', ')}}`;
    case 'int':
      return display(value.value);
    case 'float':
      return value.value === undefined ? 'some float' : floatText(value.value);
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'str':
      return value.value;
    case 'none':
      return 'None';
    case 'instance':
      return value.cls.name;
    case 'class':
      return `class ${value.name}`;
    case 'unknown':
      return `unknown: ${value.cause.reason}`;
    default:
      return value.kind;
  }
}

/** As Python writes floats. */
const floatText = (value: number): string => {
  if (Number.isInteger(value)) return `${value}.0`;
  return Math.abs(value) >= 1e-4 ? String(value) : value.toExponential().replace(/e-(\d)$/, 'e-0$1');
};

/** `[2, 3]:long` as Python that makes it. */
export function inputText(shape: string): string {
  const [sizes = '', dtype] = shape.split(':');
  const dims = sizes.replace(/[[\]]/g, '');
  return dtype
    ? `torch.zeros((${dims}${dims === '' ? '' : ','}), dtype=torch.${dtype})`
    : `torch.zeros((${dims}${dims === '' ? '' : ','}))`;
}
