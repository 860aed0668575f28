/** What autograd keeps for backward, against what PyTorch kept (test/oracle/memory.json and models.json, recorded on the CPU). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keptBy, type OpRecord } from '../../../server/src/torch';
import { type KeptOutcome, kept, type MemoryCase, memoryCases } from '../../oracle/memory';
import { modelsOf } from '../../oracle/models';
import { readCode } from './literate';

const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../oracle/${name}`, import.meta.url)), 'utf8'));

type Recorded = KeptOutcome | { readonly error: string } | { readonly absent: string } | { readonly inert: true };
const calls = golden<{ torch: string; cases: readonly (MemoryCase & { result: Recorded })[] }>('memory.json');
const nets = golden<{ cases: readonly { name: string; train: boolean; result: { bytes: number } }[] }>('models.json');

describe(`calls against PyTorch ${calls.torch}`, () => {
  it('has a golden result for every case', () => {
    expect(calls.cases.map(({ result: _, ...given }) => given)).toEqual(memoryCases());
  });
  const comparable = calls.cases.filter((c) => 'bytes' in c.result);

  it.each(comparable)('$code $inputs $fixed', (recorded) => {
    const ours = kept(recorded);
    // Not knowing is no mistake; claiming wrongly is.
    if (ours) expect(ours).toEqual(recorded.result);
  });

  it('knows what nearly all of them keep', () => {
    const known = comparable.filter((recorded) => kept(recorded)).length;
    expect(known / comparable.length).toBeGreaterThan(0.9);
  });
});

describe('models', () => {
  const models = modelsOf('models.py');
  it.each(models.cases.flatMap((model) => [true, false].map((train) => ({ ...model, train }))))(
    '$name, training: $train',
    (model) => {
      const recorded = nets.cases.find((c) => c.name === model.name && c.train === model.train);
      const { memory } = models.read(model, model.train);
      expect(memory).toMatchObject({ activations: recorded?.result.bytes, exact: true });
    },
  );
});

describe('what runs without gradients, in half precision or from a checkpoint', () => {
  const exactOf = (body: string): boolean | undefined => {
    const code = `
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
    @torch.no_grad()
    def still(self, x):
        return self.fc(x)
    def forward(self, x):
        ${body}

Net()(torch.zeros(2, 4))
`;
    return readCode(code).graphs[0]?.memory.exact;
  };
  it.each([
    ['return self.fc(x)', true],
    ['return checkpoint(self.fc, x)', false],
    ['return self.still(x)', false],
    ['with torch.no_grad(): return self.fc(x)', false],
    ['with torch.autocast("cuda"): return self.fc(x)', false],
  ])('%s', (body, exact) => {
    expect(exactOf(body)).toBe(exact);
  });
});

describe('an op without a rule', () => {
  const tensor = {
    shape: [2],
    dtype: 'float32',
    strides: [1],
    storage: 1,
    requiresGrad: true,
    producer: undefined,
  } as const;
  const record: OpRecord = {
    op: 'torch.example',
    args: new Map(),
    inputs: [tensor],
    outputs: [{ ...tensor, storage: 2 }],
    inplace: false,
  };
  const declared = { name: 'torch.example', doc: '', reference: '', signature: '(input)', run: () => expect.fail() };

  it('makes memory inexact', () => {
    expect(keptBy(record, undefined).exact).toBe(false);
    expect(keptBy(record, { ...declared, category: 'elementwise' }).exact).toBe(false);
  });
  it('unless it is a view, or nothing learns', () => {
    expect(keptBy(record, { ...declared, category: 'elementwise', view: true }).exact).toBe(true);
    const still = { ...record, outputs: [{ ...tensor, requiresGrad: false }] };
    expect(keptBy(still, { ...declared, category: 'elementwise' })).toEqual({ tensors: [], bytes: 0, exact: true });
  });
});
