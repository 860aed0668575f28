/**
 * Where each value of a program lies: as PyTorch has it (plain), or with its channels in blocks that lie side by side
 * at every place, [N, C/b, H, W, b], as onnxruntime's fast convolutions read them. Declared sizes stay [N, C, H, W].
 * A value is turned around where somebody first asks for the other form, and once.
 */
import type { TensorType, ValueId } from '../../../../program';
import type { Writer } from '../writer';

/** onnxruntime's own ops on blocked values; it uses them itself where filters are constants. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** A convolution that has not been written yet: what follows may become part of it. */
export interface Pending {
  readonly x: string;
  readonly w: string;
  readonly attributes: Readonly<Record<string, number | readonly number[]>>;
  readonly bias?: string;
  /** Added to the result before the activation: a blocked value of the same sizes. */
  readonly sum?: string;
  readonly activation?: { readonly name: string; readonly params?: readonly number[] };
}

export interface Layout {
  readonly w: Writer;
  readonly block: number;
  shape(value: ValueId): readonly number[];
  element(value: ValueId): TensorType['element'];
  /** Whether it can be blocked: an image whose channels fill whole blocks. */
  fits(value: ValueId): boolean;
  /** Whether it is blocked, or will be once it is written. */
  lives(value: ValueId): boolean;
  /** Its name in each form; written here if need be. */
  plain(value: ValueId): string;
  blocked(value: ValueId): string;
  /** Channels last, [N, H, W, C]. */
  last(value: ValueId): string;
  /** What it is called in plain form; whoever writes it says so. */
  nameOf(value: ValueId): string;
  wrotePlain(value: ValueId): void;
  wroteBlocked(value: ValueId, name: string): void;
  postpone(value: ValueId, pending: Pending): void;
  /** A convolution that only one other step will read, so that this step may become part of it. */
  open(value: ValueId): Pending | undefined;
  /** Takes that one over: it is not written by itself any more. */
  take(value: ValueId, open: Pending): Pending;
}

export interface LayoutOptions {
  readonly w: Writer;
  readonly block: number;
  readonly types: readonly TensorType[];
  readonly nameOf: (value: ValueId) => string;
  /** How many steps read a value; results that are asked for count as read. */
  readonly uses: ReadonlyMap<ValueId, number>;
}

export function createLayout({ w, block, types, nameOf, uses }: LayoutOptions): Layout {
  const plainNames = new Set<ValueId>();
  const blockedNames = new Map<ValueId, string>();
  const lastNames = new Map<ValueId, string>();
  const pending = new Map<ValueId, Pending>();
  const shape = (value: ValueId): readonly number[] => (types[value]?.shape ?? []).map(Number);
  const element = (value: ValueId): TensorType['element'] => types[value]?.element ?? 'float32';
  const fits = (value: ValueId): boolean => {
    const [, channels = 0, ...space] = shape(value);
    return space.length === 2 && channels > 0 && channels % block === 0 && element(value) !== 'int64';
  };
  /** One place: both forms are the same. */
  const isPoint = (value: ValueId): boolean => shape(value).at(-1) === 1 && shape(value).at(-2) === 1;

  const written = (value: ValueId): string | undefined => {
    const waiting = pending.get(value);
    if (waiting === undefined) return blockedNames.get(value);
    pending.delete(value);
    const name = writeConvolution(w, waiting);
    blockedNames.set(value, name);
    return name;
  };
  /** Truth is turned around as numbers. */
  const asFloats = (value: ValueId, name: string, turn: (x: string) => string, output?: string): string => {
    if (element(value) !== 'bool') return turn(name);
    return w.node('Cast', [turn(w.node('Cast', [name], { to: 1 }))], { to: 9 }, output);
  };

  const blocked = (value: ValueId): string => {
    const known = written(value);
    if (known !== undefined) return known;
    const plain = nameOf(value);
    const name = isPoint(value)
      ? plain
      : asFloats(value, plain, (x) => w.node('ReorderInput', [x], {}, undefined, BLOCKED_DOMAIN));
    blockedNames.set(value, name);
    return name;
  };
  const plain = (value: ValueId): string => {
    const name = nameOf(value);
    if (plainNames.has(value)) return name;
    const from = written(value);
    plainNames.add(value);
    if (from === undefined) return name;
    if (isPoint(value)) return w.node('Identity', [from], {}, name);
    const attributes = { channels: shape(value)[1] ?? 1 };
    if (element(value) === 'bool')
      return asFloats(value, from, (x) => w.node('ReorderOutput', [x], attributes, undefined, BLOCKED_DOMAIN), name);
    return w.node('ReorderOutput', [from], attributes, name, BLOCKED_DOMAIN);
  };
  const last = (value: ValueId): string => {
    const known = lastNames.get(value);
    if (known !== undefined) return known;
    const [batch = 1, channels = 1, ...space] = shape(value);
    const name =
      channels === block
        ? w.node('Reshape', [blocked(value), w.ints([batch, ...space, channels])])
        : w.node('ReorderOutput', [blocked(value)], { channels, channels_last: 1 }, undefined, BLOCKED_DOMAIN);
    lastNames.set(value, name);
    return name;
  };

  return {
    w,
    block,
    shape,
    element,
    fits,
    lives: (value) => pending.has(value) || (blockedNames.has(value) && !isPoint(value)),
    plain,
    blocked,
    last,
    nameOf,
    wrotePlain: (value) => {
      plainNames.add(value);
    },
    wroteBlocked: (value, name) => {
      blockedNames.set(value, name);
    },
    postpone: (value, waiting) => {
      pending.set(value, waiting);
    },
    open: (value) => (uses.get(value) === 1 ? pending.get(value) : undefined),
    take: (value, open) => {
      pending.delete(value);
      return open;
    },
  };
}

function writeConvolution(w: Writer, { x, w: filters, attributes, bias, sum, activation }: Pending): string {
  const inputs =
    sum !== undefined ? [x, filters, bias ?? '', sum] : bias !== undefined ? [x, filters, bias] : [x, filters];
  const act =
    activation === undefined
      ? {}
      : {
          activation: activation.name,
          ...(activation.params === undefined ? {} : { activation_params: { floats: activation.params } }),
        };
  return w.node('Conv', inputs, { ...attributes, ...act }, undefined, BLOCKED_DOMAIN);
}
