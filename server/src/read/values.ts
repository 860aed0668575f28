/** Interpreter values as the graph shows them. */

import type { GraphValue } from '../graph';
import type { Value } from '../python';

const MAX_DEPTH = 4;
const MAX_ITEMS = 64;
/** Of one value, all told: a list that holds itself many times is otherwise large to the power of the depth. */
const MAX_PARTS = 4096;

interface Budget {
  left: number;
}

export const graphValue = (value: Value): GraphValue => converted(value, 0, { left: MAX_PARTS });

function converted(value: Value, depth: number, budget: Budget): GraphValue {
  if (--budget.left < 0) return { kind: 'object', cls: value.kind };
  switch (value.kind) {
    case 'tensor':
      return value.shape
        ? {
            kind: 'tensor',
            shape: [...value.shape],
            storage: value.storage.id,
            dtype: value.dtype,
            producer: value.producer,
            ...(value.oneOf ? { oneOf: value.oneOf } : {}),
          }
        : {
            kind: 'unknown',
            cause: value.cause ?? {
              kind: 'undecided',
              reason: 'the rank of this tensor is not known',
              place: undefined,
            },
          };
    case 'int':
      return { kind: 'int', value: value.value };
    case 'bool':
      return { kind: 'py', value: value.value };
    case 'float':
      return value.value === undefined ? { kind: 'object', cls: 'float' } : { kind: 'py', value: value.value };
    case 'str':
      return { kind: 'py', value: value.value };
    case 'none':
      return { kind: 'py', value: null };
    case 'unknown':
      return { kind: 'unknown', cause: value.cause };
    case 'tuple':
    case 'list':
      return sequence(value, depth, budget);
    case 'dict':
      if (depth >= MAX_DEPTH) return { kind: 'object', cls: 'dict' };
      return {
        kind: 'dict',
        entries: [...value.entries.values()]
          .slice(0, MAX_ITEMS)
          .map(({ key, value: item }) => [keyText(key), converted(item, depth + 1, budget)] as const),
        open: value.rest !== undefined || value.entries.size > MAX_ITEMS,
      };
    case 'instance':
      return { kind: 'object', cls: value.cls.name };
    case 'class':
      return { kind: 'object', cls: value.name };
    default:
      return { kind: 'object', cls: value.kind };
  }
}

function sequence(value: Extract<Value, { kind: 'tuple' | 'list' }>, depth: number, budget: Budget): GraphValue {
  if (depth >= MAX_DEPTH) return { kind: 'object', cls: value.kind };
  const items = value.items.slice(0, MAX_ITEMS);
  if (value.kind === 'tuple' && value.cls?.native === 'torch.Size' && !value.rest) {
    const dims = value.items.map((item) => (item.kind === 'int' ? item.value : undefined));
    if (dims.every((d) => d !== undefined)) return { kind: 'size', dims };
  }
  return {
    kind: 'seq',
    items: items.map((item) => converted(item, depth + 1, budget)),
    open: value.rest !== undefined || value.items.length > MAX_ITEMS,
  };
}

function keyText(key: Value): string {
  if (key.kind === 'str') return key.value;
  if (key.kind === 'int') return String(key.value);
  return key.kind;
}

/** Whether a hint could say something of it: a tensor, sizes, or several of them. */
export function isShapeLike(value: GraphValue): boolean {
  switch (value.kind) {
    case 'tensor':
    case 'int':
    case 'size':
      return true;
    case 'seq':
      return value.items.length > 0 && value.items.every(isShapeLike);
    case 'dict':
      return value.entries.length > 0 && value.entries.every(([, item]) => isShapeLike(item));
    default:
      return false;
  }
}
