/** What `torch.nn` and its submodules hold: classes by the module that defines them, and where they are re-exported. */
import { type ClassValue, defineClass, native, tuple, type Value } from '../../python';
import { contextOf } from '../context';
import { initFunctions } from '../init';
import { layers } from '../layers';
import { PARAMETER_CLASS } from '../tensor';
import { utilModules } from '../utils';
import { ntuple } from './arguments';
import { buildLayers } from './layer';
import { MODULE_CLASS } from './module';
import { BUFFER_CLASS, isUninitialized, UNINITIALIZED_BUFFER_CLASS, UNINITIALIZED_PARAMETER_CLASS } from './parameter';

type Names = Map<string, Value>;

/** `torch.nn.modules.utils`: helpers that layers of other libraries import. */
const tupleOf = (name: string, n: number): [string, Value] => [
  name,
  native(name, '(x)', (a, interpreter) => ntuple(a.raw('x'), n, contextOf(interpreter)), { binds: false }),
];
const UTILS: Names = new Map<string, Value>([
  tupleOf('_single', 1),
  tupleOf('_pair', 2),
  tupleOf('_triple', 3),
  tupleOf('_quadruple', 4),
  ['_ntuple', native('_ntuple', '(n, name="parse")', (a) => tupleOf('parse', a.number('n'))[1], { binds: false })],
  [
    '_reverse_repeat_tuple',
    native(
      '_reverse_repeat_tuple',
      '(t, n)',
      (a, interpreter) => {
        const n = a.number('n');
        return tuple(
          [...interpreter.iterate(a.value('t')).items].reverse().flatMap((item) => new Array<Value>(n).fill(item)),
        );
      },
      { binds: false },
    ),
  ],
]);

/** Type aliases of `torch.nn.common_types`; annotations only. */
const COMMON_TYPES: Names = new Map(
  [
    '_scalar_or_tuple_any_t',
    '_ratio_any_t',
    '_maybe_indices_t',
    ...['any', '1', '2', '3', '4', '5', '6'].flatMap((n) => [
      `_scalar_or_tuple_${n}_t`,
      `_size_${n}_t`,
      `_size_${n}_opt_t`,
      `_ratio_${n}_t`,
      `_tensor_list_t`,
    ]),
  ].map((name) => [name, defineClass(name, [], [], { module: 'torch.nn.common_types' })] as const),
);

/** Classes that `torch.nn.X` does not show, though their module does. */
const HIDDEN = new Set(['NonDynamicallyQuantizableLinear', 'NLLLoss2d']);

/** Where layers are shown that are not defined in torch.nn.modules; `torch.ao` is the newer path of quantisation. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'torch.ao': [],
  'torch.ao.nn': [],
  'torch.ao.nn.quantized': ['FloatFunctional'],
  'torch.nn.quantized': ['FloatFunctional'],
  'torch.ao.quantization': ['QuantStub', 'DeQuantStub'],
  'torch.quantization': ['QuantStub', 'DeQuantStub'],
  'torch.nn.parallel': ['DataParallel', 'DistributedDataParallel'],
};

const pick = (classes: ReadonlyMap<string, ClassValue>, names: readonly string[]): Names =>
  new Map(
    names.flatMap((name) => {
      const cls = classes.get(name);
      return cls ? [[name, cls] as const] : [];
    }),
  );

function build(): ReadonlyMap<string, ReadonlyMap<string, Value>> {
  const classes = buildLayers(layers);
  const parameter: Names = new Map<string, Value>([
    ['Parameter', PARAMETER_CLASS],
    ['Buffer', BUFFER_CLASS],
    ['UninitializedParameter', UNINITIALIZED_PARAMETER_CLASS],
    ['UninitializedBuffer', UNINITIALIZED_BUFFER_CLASS],
    [
      'is_lazy',
      native('is_lazy', '(param)', (a) => ({ kind: 'bool', value: isUninitialized(a.raw('param')) }), { binds: false }),
    ],
  ]);
  const modules = new Map<string, Names>([
    ['torch.nn', new Map(parameter)],
    ['torch.nn.modules', new Map()],
    ['torch.nn.parameter', parameter],
    ['torch.nn.modules.utils', UTILS],
    ['torch.nn.modules.module', new Map([['Module', MODULE_CLASS]])],
    ['torch.nn.common_types', COMMON_TYPES],
    ['torch.nn.init', new Map(initFunctions)],
    ...utilModules(classes),
  ]);
  for (const [name, cls] of classes) show(modules, name, cls);
  for (const [path, names] of Object.entries(ELSEWHERE)) modules.set(path, pick(classes, names));
  for (const [name, cls] of pick(classes, ['DataParallel'])) modules.get('torch.nn')?.set(name, cls);
  for (const [path, names] of modules) {
    if (!path.startsWith('torch.nn.modules.')) continue;
    names.set('Module', MODULE_CLASS);
    names.set('Parameter', PARAMETER_CLASS);
    for (const [name, value] of UTILS) if (!names.has(name)) names.set(name, value);
  }
  return modules;
}

function show(modules: Map<string, Names>, name: string, cls: ClassValue): void {
  const home = modules.get(cls.module) ?? new Map<string, Value>();
  modules.set(cls.module, home);
  home.set(name, cls);
  if (!cls.module.startsWith('torch.nn.modules') || name.startsWith('_') || HIDDEN.has(name)) return;
  modules.get('torch.nn')?.set(name, cls);
  modules.get('torch.nn.modules')?.set(name, cls);
}

let built: ReadonlyMap<string, ReadonlyMap<string, Value>> | undefined;
/** By dotted module name; made once. */
export const nnModules = (): ReadonlyMap<string, ReadonlyMap<string, Value>> => (built ??= build());
