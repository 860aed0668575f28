/** Patterns of einops compute what PyTorch's own functions do. */
import { expect, test } from 'vitest';
import { atBatch, createBuilder, dense, evaluateProgram, symbolsOf } from '../../../server/src/program';
import { casesOf } from '../../oracle/training/models';
import { signed } from '../../oracle/training/values';

test('each pattern is the same as its pair', () => {
  const source = casesOf('einops.py');
  const [one] = source.cases;
  if (one === undefined) throw new Error('no patterns');
  const open = source.program(one, true, true);
  expect(symbolsOf(open)).not.toEqual([]);
  const program = atBatch(open, 2);
  const b = createBuilder(program);
  const sources = [...program.inputs, ...program.parameters].map(({ value }) => value);
  const feeds = sources.map((value) => {
    const shape = b.shape(value).map(Number);
    const size = shape.reduce((n, s) => n * s, 1);
    return [value, dense(shape, signed(`input ${value}`, size))] as const;
  });
  const outputs = evaluateProgram(
    b,
    new Map(feeds),
    program.outputs.map(({ value }) => value),
  );
  expect(outputs.length).toBeGreaterThan(30);
  for (let i = 0; i < outputs.length; i += 2) {
    expect(outputs[i]?.shape, `pair ${i / 2}`).toEqual(outputs[i + 1]?.shape);
    expect(outputs[i]?.data, `pair ${i / 2}`).toEqual(outputs[i + 1]?.data);
  }
});
