/** einops as layers (einops/layers/torch.py): a pattern and sizes that are handed to the function. */
import { declareLayers, type LayerDeclaration } from '../declare';

function patterned(name: string, op: string, signature: string, reduction: boolean): LayerDeclaration {
  return {
    name,
    module: 'einops.layers.torch',
    category: reduction ? 'reduce' : 'shape',
    signature,
    doc: `einops.${op} as a layer.`,
    reference: `https://einops.rocks/api/${op}`,
    init: (self, a, c) => {
      self.set('pattern', a.value('pattern'));
      if (reduction) self.set('reduction', a.value('reduction'));
      const lengths = c.interpreter.call(c.interpreter.builtin('dict'), [], a.extraKeywords);
      self.set('axes_lengths', lengths);
    },
    forward: {
      signature: '(input)',
      run: (self, a, c) => {
        const keywords: Record<string, ReturnType<typeof self.get>> = {};
        const lengths = self.get('axes_lengths');
        for (const key of c.interpreter.iterate(lengths).items)
          if (key.kind === 'str') keywords[key.value] = c.interpreter.getItem(lengths, key);
        const settings = [self.get('pattern'), ...(reduction ? [self.get('reduction')] : [])];
        return c.op(`einops.${op}`, [a.raw('input'), ...settings], keywords);
      },
    },
  };
}

export const layers = declareLayers(
  patterned('Rearrange', 'rearrange', '(pattern, **axes_lengths)', false),
  patterned('Reduce', 'reduce', '(pattern, reduction, **axes_lengths)', true),
);
