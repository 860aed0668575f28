/** Sizes that hold symbols: what is proved, what is assumed, what is refused. */
import { describe, expect, it } from 'vitest';
import { createInterpreter, type Observer, type Value } from '../../../../server/src/python';
import { pythonLibrary } from '../../../../server/src/python/library';
import { display, parse } from '../../../../server/src/symbolic';
import { attachTrace, makeTensor, type Requirement, torchLibrary } from '../../../../server/src/torch';

const python = pythonLibrary();
const torch = torchLibrary();

/** `x=B,64,H` makes a tensor; the result is its sizes, what was assumed, or the refusal. */
function check(code: string, inputs: Readonly<Record<string, string>>): string {
  const problems: string[] = [];
  const requirements: Requirement[] = [];
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
    unknown: none,
    lost: none,
    problem: (problem) => {
      problems.push(problem.message);
    },
  };
  const interpreter = createInterpreter({
    host: { module: () => 'absent', dataFile: () => 'absent' },
    observer,
    natives: {
      builtins: python.builtins,
      module: (name, it) => torch.module(name, it) ?? python.module(name, it),
      attribute: (value, name, it) => python.attribute?.(value, name, it),
    },
  });
  attachTrace(interpreter, {
    op: () => 0,
    enterModule: none,
    leaveModule: none,
    buildModule: none,
    lost: none,
    training: true,
    require: (requirement) => {
      requirements.push(requirement);
    },
  });
  const module = interpreter.runMain('case.py', 'import torch\n');
  for (const [name, sizes] of Object.entries(inputs)) {
    module.scope.vars.set(name, makeTensor(sizes.split(',').map((size) => parse(size) ?? Number.NaN)));
  }
  const result = interpreter.evaluate(code, module);
  const [problem] = problems;
  if (problem !== undefined) return problem;
  const assumed = requirements.map((r) => `${display(r.left)} ${r.relation} ${display(r.right)}`);
  return [sizesOf(result), ...assumed].join(' | ');
}

function sizesOf(value: Value): string {
  if (value.kind === 'tensor') return value.shape?.map(display).join(', ') ?? '?';
  if (value.kind === 'tuple' || value.kind === 'list') return value.items.map(sizesOf).join(' ; ');
  return value.kind === 'unknown' ? `unknown: ${value.cause.reason}` : value.kind;
}

describe('symbolic sizes', () => {
  it.each([
    ['x.flatten(1)', { x: 'B,16,5,5' }, 'B, 400'],
    ['x.view(x.size(0), -1)', { x: 'B,16,H,W' }, 'B, 16·H·W'],
    ['x.view(-1, 16)', { x: 'B,16,H' }, 'B·H, 16'],
    [
      'x.view(B, 2, 8, H).transpose(1, 2).reshape(B, 16, H)'.replaceAll('B', 'x.size(0)').replaceAll('H', 'x.size(2)'),
      { x: 'B,16,H' },
      'B, 16, H',
    ],
    [
      // H may be 1, and then it is right.
      'x.transpose(1, 2).view(x.size(0), -1)',
      { x: 'B,16,H' },
      'B, 16·H',
    ],
    ['torch.cat([x, y], 1)', { x: 'B,64,H', y: 'B,32,H' }, 'B, 96, H'],
    ['torch.cat([x, y], 1)', { x: 'B,64,H', y: 'B,32,2*(H//2)' }, 'B, 96, H | H == 2·⌊H/2⌋'],
    [
      'torch.cat([x, y], 1)',
      { x: 'B,64,H', y: 'B,32,H+1' },
      'Sizes of tensors must match except in dimension 1. Expected size H but got size H+1 for tensor number 1 in the list.',
    ],
    ['x + y', { x: 'B,64,H', y: '64,1' }, 'B, 64, H'],
    ['x + y', { x: 'B,64,H', y: 'B,64,(H+1)//2' }, 'B, 64, H | H == ⌊(H+1)/2⌋'],
    ['x[:, :, 1:-1]', { x: 'B,64,H' }, 'B, 64, max(0, H-2)'],
    ['x[:, -1]', { x: 'B,64,H' }, 'B, H'],
    ['x.chunk(2, 1)', { x: 'B,2*C,H' }, 'B, C, H ; B, C, H'],
    ['x @ y', { x: 'B,H,64', y: '64,C' }, 'B, H, C'],
    ["torch.einsum('bhd,bwd->bhw', x, y)", { x: 'B,H,64', y: 'B,W,64' }, 'B, H, W'],
    ['x.mean((2, 3))', { x: 'B,64,H,W' }, 'B, 64'],
    ['torch.arange(x.size(2))', { x: 'B,64,H' }, 'H'],
    ['x.expand(-1, -1, x.size(0))', { x: 'B,64,1' }, 'B, 64, B'],
    ['x.unfold(2, 4, 4)', { x: 'B,64,H' }, 'B, 64, ⌊H/4⌋, 4 | 4 <= H'],
    ['x[x > 0]', { x: 'B,64' }, 'n₁'],
  ])('%s', (code, inputs, expected) => {
    expect(check(code, inputs)).toBe(expected);
  });
});
