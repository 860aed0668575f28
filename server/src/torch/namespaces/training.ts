/** Optimisers, schedulers, data loading: what training scripts use around a model. */

import { type ClassValue, defineClass, type Interpreter, int, NONE, native, type Value } from '../../python';
import { isTensor, shapeOf } from '../tensor';
import { batchCount, batchesOf } from './batches';
import { concatenated, randomSplit, subset } from './datasets';
import { accepting, type Names, quiet, table, tolerantClass } from './tolerant';

const OPTIMIZERS = [
  'Optimizer',
  'SGD',
  'Adam',
  'AdamW',
  'Adamax',
  'Adagrad',
  'Adadelta',
  'RMSprop',
  'Rprop',
  'ASGD',
  'LBFGS',
  'NAdam',
  'RAdam',
  'SparseAdam',
  'Adafactor',
];
const SCHEDULERS = [
  'LRScheduler',
  '_LRScheduler',
  'StepLR',
  'MultiStepLR',
  'ExponentialLR',
  'CosineAnnealingLR',
  'CosineAnnealingWarmRestarts',
  'ReduceLROnPlateau',
  'LambdaLR',
  'MultiplicativeLR',
  'CyclicLR',
  'OneCycleLR',
  'ConstantLR',
  'LinearLR',
  'PolynomialLR',
  'SequentialLR',
  'ChainedScheduler',
];

const stepping = ['step', 'zero_grad', 'load_state_dict', 'add_param_group'].map(quiet);

export const optimNames = (): Names =>
  new Map(table(OPTIMIZERS, (name) => tolerantClass(name, 'torch.optim', stepping)));
export const schedulerNames = (): Names =>
  new Map(table(SCHEDULERS, (name) => tolerantClass(name, 'torch.optim.lr_scheduler', stepping)));
export const averagingNames = (): Names =>
  new Map([
    ...table(['AveragedModel', 'SWALR'], (name) => tolerantClass(name, 'torch.optim.swa_utils', stepping)),
    ['update_bn', accepting('update_bn')],
  ]);

/** Keeps its arguments under their names. */
function remembering(cls: ClassValue, signature: string): void {
  cls.dict.set(
    '__init__',
    native('__init__', signature, (a, interpreter) => {
      const self = a.raw('self');
      for (const [name, value] of a.values) if (name !== 'self') interpreter.setAttribute(self, name, value);
      return NONE;
    }),
  );
}

/** Examples one by one, as the data set gives them. */
function tensorDataset(): ClassValue {
  const cls = tolerantClass('TensorDataset', 'torch.utils.data');
  cls.dict.set(
    '__init__',
    native('__init__', '(self, *tensors)', (a, interpreter) => {
      interpreter.setAttribute(a.raw('self'), 'tensors', { kind: 'tuple', items: a.extra });
      return NONE;
    }),
  );
  const rows = (self: Value, interpreter: Interpreter): readonly Value[] =>
    interpreter.iterate(interpreter.getAttribute(self, 'tensors')).items;
  cls.dict.set(
    '__getitem__',
    native('__getitem__', '(self, index)', (a, interpreter) => ({
      kind: 'tuple',
      items: rows(a.raw('self'), interpreter).map((x) => interpreter.getItem(x, a.raw('index'))),
    })),
  );
  cls.dict.set(
    '__len__',
    native('__len__', '(self)', (a, interpreter) => {
      const [first] = rows(a.raw('self'), interpreter);
      const size = first && isTensor(first) ? shapeOf(first)[0] : undefined;
      return size === undefined
        ? interpreter.unknown('undecided', 'the length of the data set is not known', 'int')
        : int(size);
    }),
  );
  return cls;
}

/** Keeps what it was given; what it yields depends on the data. */
function dataLoader(): ClassValue {
  const cls = tolerantClass('DataLoader', 'torch.utils.data');
  remembering(
    cls,
    '(self, dataset=None, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, *args, **kwargs)',
  );
  cls.dict.set(
    '__iter__',
    native('__iter__', '(self)', (args, interpreter) => {
      const self = args.value('self');
      return self.kind === 'instance'
        ? batchesOf(self, interpreter)
        : interpreter.unknown('data', 'what a DataLoader yields depends on its data set');
    }),
  );
  cls.dict.set(
    '__len__',
    native('__len__', '(self)', (args, interpreter) => {
      const self = args.value('self');
      const count = self.kind === 'instance' ? batchCount(self, interpreter) : undefined;
      return count === undefined
        ? interpreter.unknown('data', 'how many batches there are depends on the data set', 'int')
        : int(count);
    }),
  );
  return cls;
}

const SAMPLERS = [
  'Sampler',
  'RandomSampler',
  'SequentialSampler',
  'SubsetRandomSampler',
  'WeightedRandomSampler',
  'BatchSampler',
];

let data: Names | undefined;
export function dataNames(): Names {
  if (data) return data;
  const dataset = defineClass('Dataset', [], [], { module: 'torch.utils.data', native: 'torch.utils.data.Dataset' });
  data = new Map<string, Value>([
    ['Dataset', dataset],
    [
      'IterableDataset',
      defineClass('IterableDataset', [dataset], [], {
        module: 'torch.utils.data',
        native: 'torch.utils.data.IterableDataset',
      }),
    ],
    ['TensorDataset', tensorDataset()],
    ['DataLoader', dataLoader()],
    ...table(['ChainDataset', ...SAMPLERS], (name) => tolerantClass(name, 'torch.utils.data')),
    ['Subset', subset],
    ['ConcatDataset', concatenated],
    ['random_split', randomSplit],
    [
      'default_collate',
      accepting('default_collate', (_, interpreter) => interpreter.unknown('data', 'a batch depends on the data')),
    ],
    ['get_worker_info', accepting('get_worker_info')],
    [
      'default_convert',
      accepting('default_convert', (_, interpreter) => interpreter.unknown('data', 'a batch depends on the data')),
    ],
  ]);
  return data;
}
