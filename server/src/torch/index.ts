/** What PyTorch means: `import torch` and everything below it, from the declarations. */
import { type Interpreter, type NativeFunction, type Value } from '../python';
import type { NativeLibrary } from '../python';
import { nnModules } from './module';
import { torchNames } from './namespaces/core';
import { fillTensorClass } from './namespaces/methods';
import { missing, type Names } from './namespaces/tolerant';
import { TOOLS } from './namespaces/tools';
import { averagingNames, dataNames, optimNames, schedulerNames } from './namespaces/training';
import { opsByModule } from './registry';

/** Other names of modules whose content is shown elsewhere. */
const SAME: Readonly<Record<string, string>> = {
  'torch.utils.data.dataset': 'torch.utils.data', 'torch.utils.data.dataloader': 'torch.utils.data', 'torch.utils.data.sampler': 'torch.utils.data',
  'torch.utils.data.distributed': 'torch.utils.data', 'torch.optim.optimizer': 'torch.optim', 'torch._torch_docs': 'torch', 'torch.functional': 'torch',
};

export function torchLibrary(): NativeLibrary {
  const ops = opsByModule();
  fillTensorClass(ops.get('torch.Tensor') ?? new Map<string, NativeFunction>());
  const nn = nnModules();
  const resolvers = new Map<string, (attribute: string) => Value | undefined>();

  function names(name: string, interpreter: Interpreter): Names | undefined {
    const parts = [ops.get(name), nn.get(name), own(name, interpreter)].filter((part) => part !== undefined);
    return parts.length === 0 || name === 'torch.Tensor' ? undefined : new Map(parts.flatMap((part) => [...part]));
  }

  function module(name: string, interpreter: Interpreter): ((attribute: string) => Value | undefined) | undefined {
    if (name !== 'torch' && !name.startsWith('torch.')) return undefined;
    const known = resolvers.get(name);
    if (known) return known;
    const held = names(SAME[name] ?? name, interpreter);
    if (!held) return undefined;
    const resolve = (attribute: string): Value | undefined => {
      const found = held.get(attribute);
      if (found || attribute.startsWith('__')) return found;
      return module(`${name}.${attribute}`, interpreter) ? interpreter.importModule(`${name}.${attribute}`) : missing(`${name}.${attribute}`);
    };
    resolvers.set(name, resolve);
    return resolve;
  }

  return { builtins: new Map(), module };
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
    default:
      return TOOLS.get(name)?.();
  }
}

export { opTable } from './context';
export type { Category, Example, LayerDeclaration, OpDeclaration, Reach } from './declare';
export { layers } from './layers';
export { allOps } from './ops';
export * from './module';
export { registerOps } from './registry';
export { isDataSize } from './common/symbols';
export { isTensor, makeTensor, PARAMETER_CLASS, TENSOR_CLASS } from './tensor';
export { attachTrace, type OpRecord, type PlainArgument, type Requirement, type TensorInfo, type Trace, traceOf } from './trace';
export { declarationOf, layerDeclarationOf } from './lookup';
export { receptiveFields } from './receptive';
export { unknownTensor } from './tensor';
