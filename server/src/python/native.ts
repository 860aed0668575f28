/**
 * Natives: functions written here that Python code can call. A signature in Python's own syntax binds
 * the arguments; `Arguments` reads them with the type that the native needs.
 *
 * An accessor never returns a guess: an Unknown argument ends the native by `NotKnown`, and the
 * interpreter makes that Unknown the native's result.
 */
import type { Dim } from '../symbolic';
import { type Interpreter, type Keywords, NO_KEYWORDS } from './interpreter';
import { NotKnown } from './signals';
import { FALSE, float, type InstanceValue, int, NONE, str, TRUE, tuple, type UnknownValue, type Value } from './values';

export interface NativeFunction {
  readonly kind: 'native';
  readonly name: string;
  readonly signature: Signature | undefined;
  /** Receives `self` first when it is called as a method. */
  readonly invoke: (args: readonly Value[], keywords: Keywords, interpreter: Interpreter) => Value;
  /** Found through an instance, it binds `self` (as Python functions do). */
  readonly binds: boolean;
  /** Of a `__getattr__`: the same, with undefined where it would raise AttributeError. */
  readonly find?: (self: Value, name: string) => Value | undefined;
  /** The declaration behind it (an op, a layer), for hovers. */
  readonly declaration?: unknown;
}

export interface SignatureParameter {
  readonly name: string;
  readonly kind: 'positional-only' | 'positional' | 'var-positional' | 'keyword-only' | 'var-keyword';
  /** undefined: required. */
  readonly default: Value | undefined;
}
export interface Signature {
  readonly text: string;
  readonly parameters: readonly SignatureParameter[];
  /** Those that positional arguments fill, in order. */
  readonly positional: readonly SignatureParameter[];
  readonly hasVariadic: boolean;
  readonly hasVariadicKeyword: boolean;
}

const signatures = new Map<string, Signature>();

/** Reads `(input, dim=None, *, keepdim=False)`; the same text once. */
export function parseSignature(text: string): Signature {
  const known = signatures.get(text);
  if (known !== undefined) return known;
  const signature = readSignature(text);
  signatures.set(text, signature);
  return signature;
}

/** Defaults are None, booleans, numbers, strings, tuples of those. */
function readSignature(text: string): Signature {
  const parameters: SignatureParameter[] = [];
  let keywordOnly = false;
  for (const part of splitTopLevel(text.trim().replace(/^\(/, '').replace(/\)$/, ''))) {
    if (part === '/') {
      parameters.forEach((p, i) => {
        parameters[i] = { ...p, kind: 'positional-only' };
      });
    } else if (part === '*') keywordOnly = true;
    else if (part.startsWith('**')) parameters.push({ name: part.slice(2), kind: 'var-keyword', default: undefined });
    else if (part.startsWith('*')) {
      parameters.push({ name: part.slice(1), kind: 'var-positional', default: undefined });
      keywordOnly = true;
    } else {
      const [name = '', defaultText] = part.split(/=(.*)/s);
      parameters.push({
        name: name.trim(),
        kind: keywordOnly ? 'keyword-only' : 'positional',
        default: defaultText === undefined ? undefined : parseDefault(defaultText.trim()),
      });
    }
  }
  return signatureOf(text, parameters);
}

export function signatureOf(text: string, parameters: readonly SignatureParameter[]): Signature {
  return {
    text,
    parameters,
    positional: parameters.filter((p) => p.kind === 'positional' || p.kind === 'positional-only'),
    hasVariadic: parameters.some((p) => p.kind === 'var-positional'),
    hasVariadicKeyword: parameters.some((p) => p.kind === 'var-keyword'),
  };
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0,
    current = '';
  for (const c of text) {
    if (c === '(' || c === '[') depth++;
    if (c === ')' || c === ']') depth--;
    if (c === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else current += c;
  }
  if (current.trim() !== '') parts.push(current.trim());
  return parts;
}

function parseDefault(text: string): Value {
  if (text === 'None') return NONE;
  if (text === 'True') return TRUE;
  if (text === 'False') return FALSE;
  if (/^['"].*['"]$/.test(text)) return str(text.slice(1, -1));
  if (text.startsWith('(')) return tuple(splitTopLevel(text.slice(1, -1)).map(parseDefault));
  if (/^-?\d+$/.test(text)) return int(Number(text));
  const number = Number(text);
  if (Number.isNaN(number)) throw new Error(`signature default ${text} cannot be read`);
  return float(number);
}

/** Binds as CPython does; on a mismatch raises TypeError in Python's words. */
export function bindArguments(
  name: string,
  signature: Signature,
  args: readonly Value[],
  keywords: Keywords,
  interpreter: Interpreter,
): Arguments {
  const { positional } = signature;
  if (args.length > positional.length && !signature.hasVariadic) {
    interpreter.raise(
      'TypeError',
      `${name}() takes ${positional.length} positional arguments but ${args.length} were given`,
    );
  }
  const values = new Map<string, Value>();
  const count = Math.min(args.length, positional.length);
  for (let i = 0; i < count; i++) values.set(positional[i]!.name, args[i]!);
  const extraKeywords =
    keywords.size === 0 ? NO_KEYWORDS : bindKeywords(name, signature, keywords, values, interpreter);
  const given = values.size;
  for (const parameter of signature.parameters) {
    if (values.has(parameter.name) || parameter.kind === 'var-positional' || parameter.kind === 'var-keyword') continue;
    if (parameter.default === undefined) {
      interpreter.raise('TypeError', `${name}() missing 1 required positional argument: '${parameter.name}'`);
    } else values.set(parameter.name, parameter.default);
  }
  return new Arguments(
    name,
    interpreter,
    values,
    given,
    args.length > count ? args.slice(count) : NOTHING,
    extraKeywords,
  );
}

const NOTHING: readonly Value[] = [];

/** Returns what `**kwargs` takes. */
function bindKeywords(
  name: string,
  signature: Signature,
  keywords: Keywords,
  values: Map<string, Value>,
  interpreter: Interpreter,
): Keywords {
  const extra = new Map<string, Value>();
  for (const [key, value] of keywords) {
    const parameter = signature.parameters.find(
      (p) => p.name === key && (p.kind === 'positional' || p.kind === 'keyword-only'),
    );
    if (parameter) {
      if (values.has(key)) interpreter.raise('TypeError', `${name}() got multiple values for argument '${key}'`);
      values.set(key, value);
    } else if (signature.hasVariadicKeyword) extra.set(key, value);
    else interpreter.raise('TypeError', `${name}() got an unexpected keyword argument '${key}'`);
  }
  return extra;
}

/** Bound arguments. Accessors raise TypeError on a wrong type and end with `NotKnown` on an Unknown. */
export class Arguments {
  readonly name: string;
  readonly interpreter: Interpreter;
  readonly values: ReadonlyMap<string, Value>;
  /** What `*args` took. */
  readonly extra: readonly Value[];
  /** What `**kwargs` took. */
  readonly extraKeywords: Keywords;
  private readonly givenCount: number;

  /** `given`: how many of the `values`, from the first on, the caller wrote. */
  constructor(
    name: string,
    interpreter: Interpreter,
    values: ReadonlyMap<string, Value>,
    given: number,
    extra: readonly Value[],
    extraKeywords: Keywords,
  ) {
    this.name = name;
    this.interpreter = interpreter;
    this.values = values;
    this.givenCount = given;
    this.extra = extra;
    this.extraKeywords = extraKeywords;
  }

  /** Names that the caller wrote. */
  get given(): ReadonlySet<string> {
    return new Set([...this.values.keys()].slice(0, this.givenCount));
  }

  /** As it is, Unknown included. */
  raw(name: string): Value {
    const value = this.values.get(name);
    if (value === undefined) throw new Error(`${this.name} declares no argument ${name}`);
    return value;
  }
  /** Anything but Unknown. */
  value(name: string): Exclude<Value, UnknownValue> {
    return known(this.raw(name));
  }
  isNone(name: string): boolean {
    return this.value(name).kind === 'none';
  }
  int(name: string): Dim {
    return toInt(this.value(name)) ?? toInt(this.index(name)) ?? this.wrongType(name, 'int');
  }
  /** What `__index__` says, where there is one. */
  private index(name: string): Value {
    const value = this.value(name);
    const own = value.kind === 'instance' ? this.interpreter.lookup(value.cls, '__index__') : undefined;
    return own === undefined ? value : known(this.interpreter.call(this.interpreter.bindTo(value, own), []));
  }
  /** A plain number, not a symbol: a symbolic one ends as not known. */
  number(name: string): number {
    const dim = this.int(name);
    if (typeof dim === 'number') return dim;
    throw new NotKnown(this.interpreter.unknown('undecided', `${name} of ${this.name} is not a known number`));
  }
  optionalInt(name: string): Dim | undefined {
    return this.isNone(name) ? undefined : this.int(name);
  }
  /** int or float; undefined for a float whose value is not known. */
  float(name: string): number | undefined {
    const value = this.value(name);
    if (value.kind === 'float') return value.value;
    const dim = toInt(value);
    if (dim === undefined) return this.wrongType(name, 'float');
    return typeof dim === 'number' ? dim : undefined;
  }
  bool(name: string): boolean {
    const truth = this.interpreter.truth(this.value(name));
    if (truth !== undefined) return truth;
    throw new NotKnown(this.interpreter.unknown('undecided', `${name} of ${this.name} is not decided`));
  }
  str(name: string): string {
    const value = this.value(name);
    return value.kind === 'str' ? value.value : this.wrongType(name, 'str');
  }
  /** A list, tuple, torch.Size or range of ints; an int alone gives undefined. */
  ints(name: string): readonly Dim[] | undefined {
    return toInts(this.value(name), this.interpreter);
  }
  wrongType(name: string, wanted: string): never {
    const got = this.interpreter.typeOf(this.raw(name));
    return this.interpreter.raise(
      'TypeError',
      `${this.name}(): argument '${name}' must be ${wanted}, not ${got.kind === 'class' ? got.name : 'unknown'}`,
    );
  }
}

export function known(value: Value): Exclude<Value, UnknownValue> {
  if (value.kind === 'unknown') throw new NotKnown(value);
  return value;
}

/** int and bool, as Python's `operator.index`; a one-element integer tensor whose value is known too. */
export function toInt(value: Value): Dim | undefined {
  if (value.kind === 'int') return value.value;
  if (value.kind === 'bool') return value.value ? 1 : 0;
  if (value.kind === 'tensor' && value.values?.length === 1 && value.dtype?.startsWith('int')) return value.values[0];
  return value.kind === 'instance' ? heldInt(value) : undefined;
}

/** Of a member of IntEnum, an instance of a subclass of int. */
function heldInt({ cls, attrs }: InstanceValue): Dim | undefined {
  const held = attrs.get('_value_');
  return held?.kind === 'int' && cls.mro.some((one) => one.native === 'int') ? held.value : undefined;
}

export function toInts(value: Value, interpreter: Interpreter): readonly Dim[] | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'range') return undefined;
  const { items, rest } = interpreter.iterate(value);
  if (rest) throw new NotKnown(rest);
  const dims: Dim[] = [];
  for (const item of items) {
    const dim = toInt(known(item));
    if (dim === undefined) return undefined;
    dims.push(dim);
  }
  return dims;
}

/** A native with a signature; as a method its first parameter is `self`. */
export function native(
  name: string,
  signatureText: string,
  run: (args: Arguments, interpreter: Interpreter) => Value,
  options: { readonly binds?: boolean; readonly declaration?: unknown } = {},
): NativeFunction {
  const signature = parseSignature(signatureText);
  return {
    kind: 'native',
    name,
    signature,
    binds: options.binds ?? true,
    declaration: options.declaration,
    invoke: (args, keywords, interpreter) => {
      try {
        return run(bindArguments(name, signature, args, keywords, interpreter), interpreter);
      } catch (signal) {
        if (signal instanceof NotKnown) return signal.value;
        throw signal;
      }
    },
  };
}
