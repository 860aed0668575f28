/** Every example of every declared layer against what real PyTorch did (test/oracle/record_layers.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TensorValue, Value } from '../../../../server/src/python';
import { isModule, layers, stateDictOf } from '../../../../server/src/torch';
import { inputText, type Run, run } from './harness';

interface Case {
  readonly layer: string;
  readonly code: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly module: string;
  readonly call: string;
  readonly problem?: string;
  readonly unchecked?: boolean;
  readonly class?: string;
  readonly state?: readonly (readonly [string, readonly number[]])[];
  readonly output?: readonly (readonly number[])[];
  readonly error?: readonly [type: string, message: string];
}

const path = process.env['LAYERS_ORACLE'] ?? new URL('../../../oracle/layers.json', import.meta.url);
const golden: { readonly torch: string; readonly cases: readonly Case[] } = JSON.parse(readFileSync(path, 'utf8'));
const isOld = golden.torch.startsWith('1.');

/** PyTorch reworded these after 1.13; ours is the newer wording. */
const REWORDED: readonly (readonly [old: RegExp, newer: RegExp])[] = [
  [/^num_channels must be divisible by num_groups$/, /^num_channels \(\d+\) must be divisible by num_groups \(\d+\)$/],
  [/^padding_mode must be one of \{/, /^padding_mode must be one of \{/], // a set, in any order
  [/^empty\(\): argument 'size' must be tuple of SymInts/, /^empty\(\): argument 'size' failed to unpack/],
  [/^Given input with spatial size \(3, 3\)/, /^Given input with spatial size \(3, 4\)/], // it printed the height twice
  [/^empty\(\) received an invalid combination of arguments/, /^empty\(\): argument 'size'/],
  [/^pad should be at most half of kernel size/, /^pad should be at most half of effective kernel size/],
  [/^Softmax2d requires a 3D or 4D tensor as input$/, /^Softmax2d: expected input to be 3D or 4D/],
  [/^float division by zero$/, /^in1_features must be > 0/],
  [/^weight should contain \d+ elements not \d+$/, /^expected input's size at dim=1 to match num_features/],
  [/^(Argument #\d: Padding size .*) of input \d$/, /^Argument #\d: Padding size .* of input \[/],
  [/^input must have 3 dimensions, got 2$/, /Expected input to be 2D or 3D, got 1D/],
  [/Expected input to be 1-D or 2-D but received 3-D tensor/, /Expected input to be 1D or 2D, got 3D instead/],
];

function program({ inputs, module, call }: Case): string {
  const lines = Object.entries(inputs).map(([name, shape]) => `${name} = ${inputText(shape)}`);
  return [...lines, `_m = ${module}`, `_y = ${call}`].join('\n');
}

const tensorShapes = (value: Value): unknown[] => {
  if (value.kind === 'tensor') return [shapeOf(value)];
  return value.kind === 'tuple' || value.kind === 'list' ? value.items.flatMap(tensorShapes) : [];
};
const shapeOf = (tensor: TensorValue): unknown => tensor.shape;

function checkModule(ran: Run, expected: Case): void {
  const module = ran.value('_m');
  if (!expected.state || !isModule(module)) return;
  expect(module.cls.name).toBe(expected.class);
  expect(stateDictOf(module).flatMap(([name, tensor]) => (tensor.shape ? [[name, tensor.shape]] : []))).toEqual(
    expected.state,
  );
}

const spaces = (text: string): string => text.replace(/\s+/g, ' ');
const sameWords = (ours: string, theirs: string): boolean =>
  spaces(ours.split('\n')[0] ?? '') === spaces(theirs) ||
  REWORDED.some(([old, newer]) => old.test(theirs) && newer.test(ours));

describe(`layers of PyTorch ${golden.torch}`, () => {
  const cases = golden.cases.filter((c) => !(isOld && c.unchecked));
  test.each(cases.map((c) => [`${c.code} ${JSON.stringify(c.inputs)}`, c] as const))('%s', (_, expected) => {
    const ran = run(program(expected));
    const messages = ran.problems.map((p) => `${p.code} ${p.message}`);
    checkModule(ran, expected);
    if (expected.error) {
      expect(messages.length, 'a problem is reported').toBe(1);
      const [message = ''] = messages;
      expect(message.slice(0, 5)).toBe(expected.problem);
      if (!sameWords(message.slice(6), expected.error[1])) expect(message.slice(6)).toBe(expected.error[1]);
    } else {
      expect(messages).toEqual([]);
      expect(tensorShapes(ran.value('_y'))).toEqual(expected.output);
    }
  });
});

test('every layer that has a forward has an example', () => {
  const bare = layers.filter(
    (layer) =>
      layer.forward &&
      !layer.module?.startsWith('einops') &&
      !layer.name.startsWith('_') &&
      (layer.examples ?? []).length === 0,
  );
  expect(bare.map((layer) => layer.name)).toEqual([]);
});
