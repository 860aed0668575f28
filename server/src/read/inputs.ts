/**
 * Inputs of a model: written by a person (`1x3x224x224`, `Bx3xHxW:long`, `[B, 3, 224, 224]`), or worked out
 * from the layer that meets them first.
 */
import type { InputSource } from '../graph';
import { type DType, type InstanceValue, list, NONE, unknown, type Value } from '../python';
import { type Dim, parse, variable } from '../symbolic';
import { layerOf, makeTensor, namedModules } from '../torch';

export type InputSpec =
  | { readonly kind: 'tensor'; readonly shape: readonly Dim[]; readonly dtype: DType }
  | { readonly kind: 'list'; readonly items: readonly InputSpec[] }
  | { readonly kind: 'none' };

const DTYPES: Readonly<Record<string, DType>> = {
  float: 'float32',
  float32: 'float32',
  double: 'float64',
  float64: 'float64',
  half: 'float16',
  float16: 'float16',
  bfloat16: 'bfloat16',
  long: 'int64',
  int64: 'int64',
  int: 'int32',
  int32: 'int32',
  short: 'int16',
  byte: 'uint8',
  uint8: 'uint8',
  bool: 'bool',
};

/** Reads one shape; undefined where it cannot be read. */
export function parseInput(text: string): InputSpec | undefined {
  const trimmed = text.trim();
  if (trimmed === 'None') return { kind: 'none' };
  const bracketed = /^\[(.*)\]$/s.exec(trimmed)?.[1];
  if (bracketed?.split(',').some(isJoinedByX)) {
    const items = bracketed.split(',').map(parseInput);
    return items.every((i) => i !== undefined) ? { kind: 'list', items } : undefined;
  }
  const [sizes = '', dtypeName] = trimmed.split(':');
  const dtype = DTYPES[(dtypeName ?? 'float').trim()];
  const inner = sizes.trim().replace(/^[[(]|[\])]$/g, '');
  const parts =
    /[,×]/.test(inner) || inner !== sizes.trim()
      ? inner.split(/[,×]/).filter((p) => p.trim() !== '')
      : inner.split('x');
  const shape = parts.map((p) => parse(p.trim()));
  if (dtype === undefined || !shape.every((d) => d !== undefined)) return undefined;
  return { kind: 'tensor', shape, dtype };
}

/** `3x320x320` is a shape by itself; `max` is a name. */
const isJoinedByX = (text: string): boolean => text.split('x').length > 1 && /\d/.test(text);

export function inputValue(spec: InputSpec): Value {
  switch (spec.kind) {
    case 'tensor':
      return makeTensor(spec.shape, { dtype: spec.dtype });
    case 'list':
      return list(spec.items.map(inputValue));
    case 'none':
      return NONE;
  }
}

const SPATIAL: readonly (readonly string[])[] = [[], ['L'], ['H', 'W'], ['D', 'H', 'W']];

export interface WorkedOut {
  readonly spec: InputSpec;
  readonly source: InputSource;
  /** The layer really meets this argument first; else it is only the first one built. */
  readonly certain: boolean;
}

const lastOf = (value: Value | undefined): Dim | undefined => {
  const last = value?.kind === 'tuple' && value.items.length === 1 ? value.items[0] : undefined;
  return last?.kind === 'int' ? last.value : undefined;
};

/** What a layer accepts, with symbols for the sizes that it leaves open. `suffix` keeps arguments apart. */
export function acceptedBy(module: InstanceValue, suffix = ''): InputSpec | undefined {
  const layer = layerOf(module)?.name;
  const size = (name: string): Dim | undefined => {
    const value = module.attrs.get(name);
    return value?.kind === 'int' ? value.value : undefined;
  };
  const tensor = (shape: readonly (Dim | undefined)[], dtype: DType = 'float32'): InputSpec | undefined =>
    shape.every((d) => d !== undefined) ? { kind: 'tensor', shape, dtype } : undefined;
  const spatial = (n: number): Dim[] => (SPATIAL[n] ?? []).map((name) => variable(`${name}${suffix}`));
  const batch = variable('B');
  const rank = Number(/([123])d$/.exec(layer ?? '')?.[1] ?? 0);
  if (layer === undefined) return undefined;
  if (/^(Lazy)?Conv/.test(layer))
    return tensor([batch, size('in_channels') || variable(`C${suffix}`), ...spatial(rank)]);
  if (/^(Batch|Instance)Norm|^SyncBatchNorm/.test(layer))
    return tensor([batch, size('num_features'), ...spatial(rank)]);
  if (layer === 'GroupNorm') return tensor([batch, size('num_channels'), ...spatial(2)]);
  if (layer === 'Linear') return tensor([batch, size('in_features')]);
  if (layer === 'MultiheadAttention') return tensor([batch, variable(`L${suffix}`), size('embed_dim')]);
  if (layer === 'LayerNorm')
    return tensor([batch, variable(`L${suffix}`), lastOf(module.attrs.get('normalized_shape'))]);
  if (layer === 'Embedding') return tensor([batch, variable('L')], 'int64');
  if (/^(RNN|LSTM|GRU)$/.test(layer)) {
    const first = module.attrs.get('batch_first');
    return tensor(
      first?.kind === 'bool' && first.value
        ? [batch, variable('L'), size('input_size')]
        : [variable('L'), batch, size('input_size')],
    );
  }
  if (rank > 0 && /Pool|Pad|Upsampl|Dropout/.test(layer))
    return tensor([batch, variable(`C${suffix}`), ...spatial(rank)]);
  if (/^(Pixel(Uns|S)huffle|Flatten|Upsample)$/.test(layer))
    return tensor([batch, variable(`C${suffix}`), ...spatial(2)]);
  return undefined;
}

/**
 * Every rank that a layer takes: a Linear works on the last axis of any tensor, so images, sequences and
 * channels-last maps are all possible. The likeliest first.
 */
export function alternativesOf(module: InstanceValue, suffix = ''): readonly InputSpec[] {
  const first = acceptedBy(module, suffix);
  if (first?.kind !== 'tensor') return first ? [first] : [];
  const layer = layerOf(module)?.name ?? '';
  const batch = variable('B');
  const last = first.shape.at(-1) ?? 1;
  const vector: InputSpec = { ...first, shape: [batch, last] };
  const sequence: InputSpec = { ...first, shape: [batch, variable(`L${suffix}`), last] };
  const map: InputSpec = { ...first, shape: [batch, variable(`H${suffix}`), variable(`W${suffix}`), last] };
  if (layer === 'Linear') return [vector, sequence, map];
  if (layer === 'LayerNorm') return [sequence, map, vector];
  if (layer === 'BatchNorm1d' || layer === 'InstanceNorm1d')
    return [first, { ...first, shape: first.shape.slice(0, 2) }];
  return [first];
}

/** The first layer in the order of construction that says what it accepts. */
export function firstLayerOf(
  root: InstanceValue,
): { readonly name: string; readonly module: InstanceValue } | undefined {
  for (const [name, module] of namedModules(root)) {
    const spec = acceptedBy(module);
    if (spec?.kind === 'tensor' && !spec.shape.some((d) => d === variable('C'))) return { name, module };
  }
  return undefined;
}

export const notGiven = (name: string): Value => unknown('argument', `the caller decides ${name}`);
