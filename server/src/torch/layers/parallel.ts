/** Wrappers that run a module on several devices; for sizes they are the module itself (torch/nn/parallel). */
import { page } from '../common/text';
import { declareLayers, type Example, type LayerDeclaration } from '../declare';
import { callAttribute } from '../module/layer';

/** The batch is cut among the devices and joined again. */
const wrapper = (
  name: string,
  module: string,
  signature: string,
  doc: string,
  examples: readonly Example[],
): LayerDeclaration => ({
  name,
  module,
  category: 'container',
  signature,
  doc,
  reference: page(name === 'DataParallel' ? 'torch.nn.DataParallel' : 'torch.nn.parallel.DistributedDataParallel'),
  examples,
  init: (self, a) => {
    self.module('module', a.value('module'));
    for (const key of ['device_ids', 'output_device', 'dim']) self.set(key, a.raw(key));
  },
  forward: {
    signature: '(*inputs, **kwargs)',
    run: (self, a, c) => callAttribute(self, 'module', a.extra, c, Object.fromEntries(a.extraKeywords)),
  },
});

export const layers = declareLayers(
  wrapper(
    'DataParallel',
    'torch.nn.parallel.data_parallel',
    '(module, device_ids=None, output_device=None, dim=0)',
    'Runs a module on several devices, each with its share of the batch.',
    [
      { code: 'nn.DataParallel(nn.Linear(3, 4))(x)', inputs: { x: '[2, 3]' }, output: [2, 4] },
      { code: 'nn.DataParallel(nn.Linear(3, 4))(x)', inputs: { x: '[2, 5]' }, problem: 'CS104' },
    ],
  ),
  wrapper(
    'DistributedDataParallel',
    'torch.nn.parallel.distributed',
    '(module, device_ids=None, output_device=None, dim=0, broadcast_buffers=True, process_group=None, bucket_cap_mb=25, find_unused_parameters=False, check_reduction=False, gradient_as_bucket_view=False, static_graph=False, **kwargs)',
    'Runs a copy of a module in every process, with gradients averaged among them.',
    [
      {
        code: 'nn.parallel.DistributedDataParallel(nn.Linear(3, 4))(x)',
        inputs: { x: '[2, 3]' },
        output: [2, 4],
        unchecked: true,
      },
    ],
  ),
);
