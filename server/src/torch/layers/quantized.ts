/** Stand-ins of quantisation-ready models: stubs that do nothing, and arithmetic as a module (torch/ao/nn/quantized). */
import type { Value } from '../../python';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { callAttribute, construct } from '../module/layer';

const REFERENCE = 'https://pytorch.org/docs/stable/quantization.html';

const stub = (name: string, doc: string): LayerDeclaration => ({
  name,
  module: 'torch.ao.quantization.stubs',
  category: 'other',
  signature: '(qconfig=None)',
  doc,
  reference: REFERENCE,
  examples: [{ code: `torch.ao.quantization.${name}()(x)`, inputs: { x: '[2, 3]' }, output: [2, 3] }],
  init: () => undefined,
  forward: { signature: '(x)', run: (_self, a) => a.raw('x') },
});

/** `self.activation_post_process(result)`: an Identity until observers are put in. */
const observed = (self: LayerSelf, result: Value, c: OpContext): Value =>
  callAttribute(self, 'activation_post_process', [result], c);

const functional: LayerDeclaration = {
  name: 'FloatFunctional',
  module: 'torch.ao.nn.quantized.modules.functional_modules',
  category: 'elementwise',
  signature: '()',
  doc: 'Addition, multiplication and joining as a module, so that quantisation can observe them.',
  reference: REFERENCE,
  init: (self, _a, c) => {
    self.module('activation_post_process', construct('Identity', [], {}, c));
  },
  methods: {
    add: { signature: '(x, y)', run: (self, a, c) => observed(self, c.op('torch.add', [a.raw('x'), a.raw('y')]), c) },
    add_scalar: { signature: '(x, y)', run: (_self, a, c) => c.op('torch.add', [a.raw('x'), a.raw('y')]) },
    mul: { signature: '(x, y)', run: (self, a, c) => observed(self, c.op('torch.mul', [a.raw('x'), a.raw('y')]), c) },
    mul_scalar: { signature: '(x, y)', run: (_self, a, c) => c.op('torch.mul', [a.raw('x'), a.raw('y')]) },
    cat: {
      signature: '(x, dim=0)',
      run: (self, a, c) => observed(self, c.op('torch.cat', [a.raw('x')], { dim: a.raw('dim') }), c),
    },
    add_relu: {
      signature: '(x, y)',
      run: (self, a, c) =>
        observed(self, c.op('torch.nn.functional.relu', [c.op('torch.add', [a.raw('x'), a.raw('y')])]), c),
    },
    matmul: {
      signature: '(x, y)',
      run: (self, a, c) => observed(self, c.op('torch.matmul', [a.raw('x'), a.raw('y')]), c),
    },
  },
};

export const layers = declareLayers(
  stub('QuantStub', 'Where a quantised model turns floats into ints; does nothing before.'),
  stub('DeQuantStub', 'Where a quantised model turns ints back into floats; does nothing before.'),
  functional,
);
