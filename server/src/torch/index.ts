/** What PyTorch means: `import torch` and everything below it, from the declarations. */
import type { ClassValue, Interpreter, NativeFunction, NativeLibrary, NativeNames, Value } from '../python';
import { opTable } from './context';
import { callForward, nnModules } from './module';
import { torchNames } from './namespaces/core';
import { fillTensorClass } from './namespaces/methods';
import { missing, type Names } from './namespaces/tolerant';
import { TOOLS } from './namespaces/tools';
import { averagingNames, dataNames, optimNames, schedulerNames } from './namespaces/training';
import { opsByModule } from './registry';

/** Other names of modules whose content is shown elsewhere. */
const SAME: Readonly<Record<string, string>> = {
  'torch.utils.data.dataset': 'torch.utils.data',
  'torch.utils.data.dataloader': 'torch.utils.data',
  'torch.utils.data.sampler': 'torch.utils.data',
  'torch.utils.data.distributed': 'torch.utils.data',
  'torch.optim.optimizer': 'torch.optim',
  'torch._torch_docs': 'torch',
  'torch.functional': 'torch',
  'einops.einops': 'einops',
  'einops.packing': 'einops',
};

export function torchLibrary(): NativeLibrary {
  const ops = opsByModule();
  fillTensorClass(ops.get('torch.Tensor') ?? new Map<string, NativeFunction>());
  const nn = nnModules();
  const held = new WeakMap<ClassValue, Map<string, Names | undefined>>();

  /** Made once for each set of builtins, which interpreters usually share. */
  function namesOf(name: string, interpreter: Interpreter): Names | undefined {
    const key = interpreter.builtin('tuple');
    const known = held.get(key) ?? new Map<string, Names | undefined>();
    held.set(key, known);
    if (!known.has(name)) known.set(name, collect(SAME[name] ?? name, interpreter));
    return known.get(name);
  }

  function collect(name: string, interpreter: Interpreter): Names | undefined {
    // An op with overloads (`torch.ops.torchvision.deform_conv2d.default`) is no module.
    if (opTable.has(name)) return undefined;
    const parts = [ops.get(name), nn.get(name), own(name, interpreter)].filter((part) => part !== undefined);
    // A package that only holds others: torch.ops.
    if (parts.length === 0 && [...ops.keys()].some((path) => path.startsWith(`${name}.`))) return new Map();
    return parts.length === 0 || name === 'torch.Tensor' ? undefined : new Map(parts.flatMap((part) => [...part]));
  }

  function module(name: string, interpreter: Interpreter): NativeNames | undefined {
    if (!/^(?:torch|einops)(?:\.|$)/.test(name)) return undefined;
    const names = namesOf(name, interpreter);
    if (!names) return undefined;
    const answer = (attribute: string): Value | undefined => {
      const found = names.get(attribute);
      if (found || attribute.startsWith('__')) return found;
      const inner = `${name}.${attribute}`;
      return namesOf(inner, interpreter) ? interpreter.importModule(inner) : missing(inner);
    };
    return Object.assign(answer, { names: () => names.keys() });
  }

  return { builtins: new Map(), module, forward: callForward };
}

function own(name: string, interpreter: Interpreter): Names | undefined {
  switch (name) {
    case 'torch':
      return torchNames(interpreter);
    case 'torch.optim':
      return optimNames();
    case 'torch.optim.lr_scheduler':
      return schedulerNames();
    case 'torch.optim.swa_utils':
      return averagingNames();
    case 'torch.utils.data':
      return dataNames();
    case 'einops':
      return new Map([
        ['EinopsError', interpreter.makeClass('EinopsError', [interpreter.builtin('RuntimeError')], [])],
      ]);
    case 'einops.layers':
    case 'einops._torch_specific':
      return new Map();
    default:
      return TOOLS.get(name)?.();
  }
}

export { dataSizes, isDataSize, skipDataSizes } from './common/symbols';
export { opTable } from './context';
export type { Category, Example, LayerDeclaration, OpDeclaration, Reach } from './declare';
export { defaultLaw } from './init/laws';
export { bytesOf, keptBy } from './kept';
export { layers } from './layers';
export { declarationOf, layerDeclarationOf, positionOf } from './lookup';
export { elementOf, type Lower, type Lowering, loweredOps, lowerOf } from './lowering';
export * from './module';
export { hasGradientMode } from './namespaces/tolerant';
export { allOps } from './ops';
export { receptiveFields } from './receptive';
export { registerOps } from './registry';
export {
  isTensor,
  makeTensor,
  PARAMETER_CLASS,
  storagesSoFar,
  TENSOR_CLASS,
  tensorsIn,
  unknownTensor,
} from './tensor';
export {
  attachTrace,
  type Filling,
  type OpRecord,
  type PlainArgument,
  type Requirement,
  type TensorInfo,
  type Trace,
  traceOf,
} from './trace';
