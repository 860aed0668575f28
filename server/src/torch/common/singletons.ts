/** Constants of the torch module that are compared by identity: memory formats, layouts. */
import { defineClass, type InstanceValue, type Value } from '../../python';
import { printed } from './native';

function constants(className: string, names: readonly string[]): ReadonlyMap<string, InstanceValue> {
  const cls = defineClass(className, [], [], { module: 'torch', native: `torch.${className}` });
  const write = (self: Value) => `torch.${self.kind === 'instance' ? String(self.native) : ''}`;
  for (const name of ['__repr__', '__str__']) cls.dict.set(name, printed(name, write));
  return new Map(names.map((name) => [name, { kind: 'instance', cls, attrs: new Map(), native: name }]));
}

export const MEMORY_FORMATS = constants('memory_format', [
  'contiguous_format',
  'channels_last',
  'channels_last_3d',
  'preserve_format',
]);
export const LAYOUTS = constants('layout', ['strided', 'sparse_coo', 'sparse_csr']);

/** `memory_format=`: its name where one is given. */
export function memoryFormatOf(value: Value | undefined): string | undefined {
  if (value?.kind !== 'instance') return undefined;
  return [...MEMORY_FORMATS].find(([, format]) => format === value)?.[0];
}
