/** `torch.nn.utils.weight_norm` and `spectral_norm`, and their parametrizations: what they register under which names. */
import {
  type Arguments,
  type ClassValue,
  defineClass,
  type InstanceValue,
  type Interpreter,
  type NativeFunction,
  native,
  type TensorValue,
  type Value,
} from '../../python';
import { type Dim, product } from '../../symbolic';
import { addModule, registerBuffer } from '../module/attributes';
import {
  entryOf,
  initModule,
  isModule,
  MODULE_CLASS,
  markBroken,
  putEntry,
  quietUnknown,
  removeEntry,
  slotOf,
} from '../module/instance';
import { makeParameter } from '../module/parameter';
import { isTensor, makeTensor, shapeOf } from '../tensor';

type Run = (module: InstanceValue, weight: TensorValue, name: string, a: Arguments, interpreter: Interpreter) => void;

/** `fn(module, name='weight', …)` gives the module back; what it is not sure of leaves the module open. */
const onWeight = (fn: string, signature: string, run: Run): NativeFunction =>
  native(
    fn,
    signature,
    (a, interpreter) => {
      const module = a.value('module');
      if (!isModule(module)) return module;
      const name = a.str('name');
      const weight = entryOf(module, '_parameters', name);
      if (weight && isTensor(weight) && weight.shape) run(module, weight, name, a, interpreter);
      else markBroken(module, quietUnknown(`${fn} of ${name} of ${module.cls.name} is not known`), interpreter);
      return module;
    },
    { binds: false },
  );

/** Sizes of 1 but along `dim`; without one a single number. */
const normShape = (shape: readonly Dim[], dim: number | undefined): Dim[] =>
  dim === undefined || dim === -1
    ? []
    : shape.map((size, i) => (i === (dim < 0 ? dim + shape.length : dim) ? size : 1));

function dimOf(a: Arguments): number | undefined {
  return a.isNone('dim') ? undefined : a.number('dim');
}

/** The axis that spectral_norm keeps: output channels, which a transposed convolution has second. */
function spectralDim(module: InstanceValue, a: Arguments): number {
  const given = dimOf(a);
  if (given !== undefined) return given;
  return module.cls.mro.some((cls) => /^torch\.nn\.ConvTranspose[123]d$/.test(cls.native ?? '')) ? 1 : 0;
}

const sides = (shape: readonly Dim[], dim: number): readonly [Dim, Dim] => [
  shape[dim] ?? 1,
  product(shape.filter((_, i) => i !== dim)),
];

function setParameter(module: InstanceValue, name: string, tensor: TensorValue, interpreter: Interpreter): void {
  const target = slotOf(module, '_parameters');
  if (target) putEntry(target, name, tensor, interpreter);
}

/** The weight as forward reads it: computed from what was registered, a plain attribute. */
function setComputed(module: InstanceValue, name: string, like: TensorValue, interpreter: Interpreter): void {
  removeEntry(slotOf(module, '_parameters'), name, interpreter);
  interpreter.touch(module);
  module.attrs.set(name, makeTensor(shapeOf(like), { dtype: like.dtype, requiresGrad: true }));
}

const weightNorm: Run = (module, weight, name, a, interpreter) => {
  setComputed(module, name, weight, interpreter);
  setParameter(module, `${name}_g`, makeParameter(normShape(shapeOf(weight), dimOf(a)), weight.dtype), interpreter);
  setParameter(module, `${name}_v`, weight, interpreter);
};

const spectralNorm: Run = (module, weight, name, a, interpreter) => {
  const [height, width] = sides(shapeOf(weight), spectralDim(module, a));
  setComputed(module, name, weight, interpreter);
  setParameter(module, `${name}_orig`, weight, interpreter);
  registerBuffer(module, `${name}_u`, makeTensor([height]), true, interpreter);
  registerBuffer(module, `${name}_v`, makeTensor([width]), true, interpreter);
};

function restored(
  module: InstanceValue,
  name: string,
  from: string,
  gone: readonly string[],
  interpreter: Interpreter,
): void {
  const original = entryOf(module, '_parameters', from);
  for (const extra of [from, ...gone])
    for (const slot of ['_parameters', '_buffers'] as const) removeEntry(slotOf(module, slot), extra, interpreter);
  interpreter.touch(module);
  module.attrs.delete(name);
  if (original && isTensor(original)) setParameter(module, name, original, interpreter);
}

const remove = (fn: string, from: string, gone: readonly string[]): NativeFunction =>
  native(
    fn,
    "(module, name='weight')",
    (a, interpreter) => {
      const module = a.value('module');
      const name = a.str('name');
      if (isModule(module))
        restored(
          module,
          name,
          name + from,
          gone.map((suffix) => name + suffix),
          interpreter,
        );
      return module;
    },
    { binds: false },
  );

export const NORMS: readonly NativeFunction[] = [
  onWeight('weight_norm', "(module, name='weight', dim=0)", weightNorm),
  onWeight('spectral_norm', "(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None)", spectralNorm),
  remove('remove_weight_norm', '_v', ['_g']),
  remove('remove_spectral_norm', '_orig', ['_u', '_v']),
];

const parametrization = (name: string): ClassValue =>
  defineClass(name, [MODULE_CLASS], [], {
    module: 'torch.nn.utils.parametrizations',
    native: `torch.nn.utils.parametrizations.${name}`,
  });
const WEIGHT_NORM = parametrization('_WeightNorm');
const SPECTRAL_NORM = parametrization('_SpectralNorm');
const ORTHOGONAL = parametrization('_Orthogonal');

function bare(cls: ClassValue, interpreter: Interpreter): InstanceValue {
  const made: InstanceValue = { kind: 'instance', cls, attrs: new Map() };
  initModule(made, interpreter);
  return made;
}

/** `torch.nn.utils.parametrize`: the original tensors move into `module.parametrizations.NAME`, and the class gets a new name. */
function parametrize(
  classes: ReadonlyMap<string, ClassValue>,
  originals: (weight: TensorValue, a: Arguments) => Readonly<Record<string, TensorValue>>,
  make: (interpreter: Interpreter, weight: TensorValue, module: InstanceValue, a: Arguments) => Value,
): Run {
  const dictClass = classes.get('ModuleDict');
  const listClass = defineClass('ParametrizationList', [classes.get('ModuleList') ?? MODULE_CLASS], [], {
    module: 'torch.nn.utils.parametrize',
  });
  return (module, weight, name, a, interpreter) => {
    const holder = bare(listClass, interpreter);
    for (const [key, tensor] of Object.entries(originals(weight, a))) setParameter(holder, key, tensor, interpreter);
    addModule(holder, '0', make(interpreter, weight, module, a), interpreter);
    const known = entryOf(module, '_modules', 'parametrizations');
    const all = known?.kind === 'instance' ? known : bare(dictClass ?? MODULE_CLASS, interpreter);
    setComputed(module, name, weight, interpreter);
    const target = slotOf(module, '_modules');
    if (target) putEntry(target, 'parametrizations', all, interpreter);
    addModule(all, name, holder, interpreter);
    if (!module.cls.name.startsWith('Parametrized')) {
      const open: { cls: ClassValue } = module;
      open.cls = defineClass(`Parametrized${module.cls.name}`, [module.cls], [], {
        module: 'torch.nn.utils.parametrize',
      });
    }
  };
}

export function parametrizations(classes: ReadonlyMap<string, ClassValue>): readonly NativeFunction[] {
  return [
    onWeight(
      'weight_norm',
      "(module, name='weight', dim=0)",
      parametrize(
        classes,
        (weight, a) => ({
          original0: makeParameter(normShape(shapeOf(weight), dimOf(a)), weight.dtype),
          original1: weight,
        }),
        (interpreter) => bare(WEIGHT_NORM, interpreter),
      ),
    ),
    onWeight(
      'spectral_norm',
      "(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None)",
      parametrize(
        classes,
        (weight) => ({ original: weight }),
        (interpreter, weight, module, a) => {
          const made = bare(SPECTRAL_NORM, interpreter);
          const shape = shapeOf(weight);
          if (shape.length > 1) {
            const [height, width] = sides(shape, spectralDim(module, a));
            registerBuffer(made, '_u', makeTensor([height]), true, interpreter);
            registerBuffer(made, '_v', makeTensor([width]), true, interpreter);
          }
          return made;
        },
      ),
    ),
    onWeight(
      'orthogonal',
      "(module, name='weight', orthogonal_map=None, *, use_trivialization=True)",
      parametrize(
        classes,
        (weight) => ({ original: weight }),
        (interpreter) => {
          const made = bare(ORTHOGONAL, interpreter);
          markBroken(made, quietUnknown('the buffers of an orthogonal parametrization are not known'), interpreter);
          return made;
        },
      ),
    ),
  ];
}
