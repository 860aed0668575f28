/** What autograd keeps of one line of PyTorch, by our rules, to be compared with what PyTorch itself kept (memory.json). */
import { createInterpreter, type Observer, type Value } from '../../server/src/python';
import { add, type Dim } from '../../server/src/symbolic';
import { attachTrace, bytesOf, declarationOf, keptBy, type OpRecord, type Trace } from '../../server/src/torch';
import { type Case, exampleCases, inputExpression, natives } from './harness';
import { callCases } from './memoryCases';

export interface MemoryCase extends Case {
  readonly op?: string;
  /** Inputs that need no gradient. */
  readonly fixed?: readonly string[];
}
/** Which inputs and results are kept, and bytes of other memory. */
export interface KeptOutcome {
  readonly inputs: readonly string[];
  readonly results: readonly number[];
  readonly bytes: number;
}

const HEADER = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nvis = torch.ops.torchvision\n';
const isFloat = (text: string): boolean => !text.includes(':') || /:(float|double)/.test(text);

/** Inputs are results of an op, so that an in-place op may write into them. */
export function memoryProgram({ code, inputs = {}, fixed = [] }: MemoryCase): string {
  const lines = Object.entries(inputs).map(([name, text]) => {
    const made = inputExpression(text);
    return `${name} = ${isFloat(text) && !fixed.includes(name) ? `nn.Parameter(${made}).clone()` : made}`;
  });
  return `${HEADER}${lines.join('\n')}\nresult = ${code}\n`;
}

/** The declarations' examples, with gradients for all, for one input less, for what is made in the call; and our own. */
export function memoryCases(): readonly MemoryCase[] {
  const examples = exampleCases()
    .filter((example) => example.problem === undefined)
    .map(({ op, code, inputs }): MemoryCase => ({ op, code, ...(inputs ? { inputs } : {}) }));
  return [...examples, ...examples.flatMap(variants), ...callCases];
}

function variants(example: MemoryCase): readonly MemoryCase[] {
  const names = Object.keys(example.inputs ?? {}).filter((name) => isFloat(example.inputs?.[name] ?? ''));
  const partly = names.length > 1 ? names.map((name) => ({ ...example, fixed: [name] })) : [];
  const learned = example.code.replaceAll(/torch\.(empty|ones|zeros)\(([\d, ]+)\)/g, 'nn.Parameter(torch.$1($2))');
  return learned === example.code ? partly : [...partly, { ...example, code: learned }];
}

const none = (): undefined => undefined;
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
  problem: none,
  unknown: none,
};

/** undefined: not known, or not exactly. */
export function kept(example: MemoryCase): KeptOutcome | undefined {
  const records: OpRecord[] = [];
  let lost = false;
  const interpreter = createInterpreter({
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
    lost: () => {
      lost = true;
    },
    training: true,
  };
  attachTrace(interpreter, trace);
  const module = interpreter.runMain('case.py', memoryProgram(example));
  const names = Object.keys(example.inputs ?? {});
  const before = new Map(names.map((name) => [name, storageOf(interpreter.evaluate(name, module))]));
  const results = storagesIn(interpreter.evaluate('result', module));
  const storages = new Map<number, Dim | undefined>();
  const sizes = new Map<number, Dim | undefined>();
  let bytes: Dim = 0;
  for (const record of records) {
    for (const x of [...record.inputs, ...record.outputs]) if (!sizes.has(x.storage)) sizes.set(x.storage, bytesOf(x));
    const found = keptBy(record, declarationOf(record.op));
    if (!found.exact) return undefined;
    bytes = add(bytes, found.bytes);
    for (const x of found.tensors) storages.set(x.storage, sizes.get(x.storage));
  }
  if (lost || results.length === 0) return undefined;
  const inputs = names.filter((name) => storages.delete(before.get(name) ?? -1));
  const kept = results.flatMap((storage, i) => (storages.delete(storage) ? [i] : []));
  for (const size of storages.values()) bytes = add(bytes, size ?? 0);
  return typeof bytes === 'number' ? { inputs, results: kept, bytes } : undefined;
}

const storageOf = (value: Value): number | undefined => (value.kind === 'tensor' ? value.storage.id : undefined);
function storagesIn(value: Value): number[] {
  if (value.kind === 'tensor') return [value.storage.id];
  return value.kind === 'tuple' || value.kind === 'list'
    ? value.items.flatMap((item) => ('kind' in item ? storagesIn(item as Value) : []))
    : [];
}
