import type { Binding, GraphValue, Repair } from '../../graph';
import { type Expr, expressionAt, statementAt, statementsAt } from '../../syntax';
import { declarationOf, keptBy } from '../../torch';
import { asksForTraining } from '../code';
import { declareRule, type Finding } from '../declare';
import { replaceText, setArguments } from '../fixes';
import { isAdd, isCat } from '../kinds';
import type { Network, Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS212',
  name: 'inplace-on-skip',
  severity: 'warning',
  page: {
    what: 'Finds in-place steps on a tensor whose older values are still wanted: by a shortcut, or by the backward pass.',
    why: 'In place means that the old values are gone. A shortcut that kept the tensor under another name then adds the new ones, without an error. What autograd kept for the backward pass is refused when `backward()` runs.',
    references: [
      '[In-place operations with autograd](https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-operations-with-autograd)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        shortcut = x
        x = self.relu(x)
        return self.conv(x) + shortcut


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.relu = nn.ReLU()

    def forward(self, x):
        shortcut = x
        x = self.relu(x)
        return self.conv(x) + shortcut


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  for (const network of subject.networks) {
    const written = network.steps.filter((s) => s.node.inplace);
    if (written.length === 0) continue;
    const keepers = keepersOf(network);
    for (const step of written) {
      const skip = staleRead(step, network, subject);
      const keeper = skip || isForUseOnly(step, subject) ? undefined : keepers.get(step);
      const module = step.owner;
      const found = skip
        ? {
            message: `\`${skip.name}\` was kept from before this in-place step, and is changed by it: the shortcut adds the new values.`,
            why: 'Use a step that is not in place.',
            other: skip.step,
            words: 'read here',
          }
        : keeper && {
            message: `In place on what ${keeper.layer?.cls ?? keeper.node.op.split('.').at(-1)} keeps for the backward pass: backward() will refuse.`,
            why: 'Use a step that is not in place.',
            other: keeper,
            words: 'kept by this',
          };
      if (!found) continue;
      yield {
        place: step.node.place,
        instance: module && { graph: network.index, name: module.name },
        message: found.message,
        why: found.why,
        related: [{ message: found.words, place: found.other.node.place }],
        repairs: outOfPlace(subject, step),
      };
    }
  }
}

// --- a shortcut

/** A sum or concatenation after the step that reads its memory under a name that was given before. */
function staleRead(
  step: Step,
  network: Network,
  subject: Subject,
): { readonly step: Step; readonly name: string } | undefined {
  const storage = step.node.outputs[0]?.storage;
  // A call whose result is dropped is made for its effect.
  if (statementAt(subject.tree, step.node.place.span.start)?.kind === 'Expr') return undefined;
  for (const reader of step.to) {
    if (reader.node.id <= step.node.id || !(isAdd(reader) || isCat(reader)) || reader.node.call === undefined) continue;
    if (!reader.node.inputs.some((i) => i.storage === storage)) continue;
    const names = namesRead(reader, subject);
    const old = names.find((name) => isOlder(latest(network, reader, name), step, storage));
    if (old !== undefined) return { step: reader, name: old };
  }
  return undefined;
}

/** Plain names among what a sum or a concatenation is given. */
function namesRead(reader: Step, { tree, reading }: Subject): readonly string[] {
  const { file, span } = reader.node.place;
  if (file !== reading.file) return [];
  const expr = expressionAt(tree, span.start).find((e) => e.span.start === span.start && e.span.end === span.end);
  const operands = (e: Expr | undefined): readonly Expr[] => {
    if (e?.kind === 'BinOp') return [e.left, e.right];
    if (e?.kind === 'Call') return e.args.flatMap((a) => (a.kind === 'List' || a.kind === 'Tuple' ? a.elements : [a]));
    return [];
  };
  return operands(expr).flatMap((e) => (e.kind === 'Name' ? [e.id] : []));
}

/** What the name is bound to when the step reads it. */
function latest({ graph }: Network, reader: Step, name: string): Binding | undefined {
  const before = reader.node.place.span.start;
  return graph.bindings.findLast(
    (b) =>
      b.call === reader.node.call &&
      b.name === name &&
      (b.kind === 'argument' || (b.kind === 'set' && b.statement.end <= before)),
  );
}

/** Bound to the memory before the step wrote it: its maker then was an earlier step, or none. */
function isOlder(binding: Binding | undefined, step: Step, storage: number | undefined): boolean {
  const value: GraphValue | undefined = binding?.value;
  if (value?.kind !== 'tensor' || storage === undefined) return false;
  const from = step.node.inputs[0]?.producer?.node;
  return value.producer?.node === from && value.producer?.node !== step.node.id;
}

// --- the backward pass

/** For each step that writes in place: an earlier one that keeps the memory which it writes over. */
function keepersOf({ steps }: Network): ReadonlyMap<Step, Step> {
  const found = new Map<Step, Step>();
  const keeperOf = new Map<number, Step>();
  for (const step of steps) {
    const [output] = step.node.outputs;
    const keeper = output?.requiresGrad && step.node.inplace ? keeperOf.get(output.storage) : undefined;
    if (keeper) found.set(step, keeper);
    for (const storage of sureOf(step)) keeperOf.set(storage, step);
  }
  return found;
}

/** Under `if not self.training:` nobody goes backwards. */
const isForUseOnly = ({ node }: Step, { tree }: Subject): boolean =>
  statementsAt(tree, node.place.span.start).some((s) => s.kind === 'If' && asksForTraining(s.test));

const SURE = /\.(conv[123]d|conv_transpose[123]d|linear|relu|sigmoid|tanh|softmax|log_softmax|exp|sqrt)$/;

/** Memory that the formula of the gradient is sure to read. */
const sureOf = ({ node }: Step): readonly number[] =>
  SURE.test(node.op) ? keptBy(node, declarationOf(node.op)).tensors.map((t) => t.storage) : [];

// --- the fix

function outOfPlace(subject: Subject, step: Step): Repair[] {
  if (step.layer) return setArguments(subject, step.layer, { inplace: 'False' });
  const { place } = step.node;
  const stmt = statementAt(subject.tree, place.span.start);
  if (stmt?.kind !== 'AugAssign' || stmt.target.kind !== 'Name' || place.file !== subject.reading.file) return [];
  const textOf = ({ span }: Expr): string => subject.text.slice(span.start, span.end);
  const value =
    stmt.value.kind === 'BinOp' || stmt.value.kind === 'IfExp' ? `(${textOf(stmt.value)})` : textOf(stmt.value);
  const text = `${stmt.target.id} = ${stmt.target.id} ${stmt.op} ${value}`;
  return [
    replaceText(
      `Write ${stmt.target.id} = ${stmt.target.id} ${stmt.op} …`,
      { file: place.file, span: stmt.span },
      text,
    ),
  ];
}
