/** Receptive fields against the non-zero gradients that PyTorch gives (test/oracle/fields.json). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { modelsOf } from '../../oracle/models';

const golden: { readonly cases: readonly { readonly name: string; readonly result: { readonly size: unknown } }[] } =
  JSON.parse(readFileSync(fileURLToPath(new URL('../../oracle/fields.json', import.meta.url)), 'utf8'));
const models = modelsOf('fields.py');

describe('receptive fields', () => {
  it('are recorded for every network', () => {
    expect(golden.cases.map((c) => c.name)).toEqual(models.cases.map((c) => c.name));
  });
  it.each(models.cases)('of $name', (model) => {
    const recorded = golden.cases.find((c) => c.name === model.name);
    expect(models.read(model, false).receptiveField?.size).toEqual(recorded?.result.size);
  });
  it('name what they leave out', () => {
    const excluded = (name: string) => models.read({ name, inputs: ['1x4x32x32'] }, false).receptiveField?.excluded;
    expect(excluded('Measured')).toEqual(['GroupNorm', 'InstanceNorm2d']);
    expect(models.read({ name: 'Gated', inputs: ['1x2x64x64'] }, false).receptiveField?.excluded).toEqual([
      'Gate',
      'FlatGate',
    ]);
  });
  it('go with strides', () => {
    const stride = (name: string) => models.read({ name, inputs: ['1x1x64x64'] }, false).receptiveField?.stride;
    expect(stride('Chain')).toEqual([2, 2]);
    expect(stride('Bilinear')).toEqual([1, 1]);
  });
});
