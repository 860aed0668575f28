/** What must hold of every op's declaration. */
import { describe, expect, it } from 'vitest';
import { allOps, registerOps } from '../../../../server/src/torch';

describe('declarations of ops', () => {
  it('have names of their own', () => {
    expect(registerOps().size).toBeGreaterThan(1000);
  });
  for (const op of allOps) {
    it(op.name, () => {
      expect(op.doc).toMatch(/\S/);
      expect(op.reference).toMatch(/^https:\/\//);
      expect(op.signature).toMatch(/^\(.*\)$/s);
      // The kernels behind nn.LSTM and its kin are held to PyTorch by the layers' tests.
      // einops is not PyTorch: its literate tests hold it.
      if (
        !op.silent &&
        op.name.startsWith('torch.') &&
        op.category !== 'recurrent' &&
        !op.name.startsWith('torch.Tensor.__')
      )
        expect(op.examples?.length).toBeGreaterThan(0);
    });
  }
});
