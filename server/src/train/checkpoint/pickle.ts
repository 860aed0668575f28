/**
 * Python's pickles, read by a machine that can build plain data and what its `Host` makes, and nothing else: no code
 * is run, no name is looked up outside the host. Its memory is bounded by the length of the pickle, since every
 * opcode adds at most one value and byte strings are views. Opcodes: CPython's Lib/pickletools.py, protocols 0 to 5.
 */

export interface PickleGlobal {
  readonly kind: 'global';
  /** `collections.OrderedDict` */
  readonly name: string;
}
export interface PickleObject {
  readonly kind: string;
}
/** Tuples and lists are arrays; sets too. */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Pickled[]
  | Map<Pickled, Pickled>
  | PickleObject;

/** What may be built; a refusal is an exception with a message. */
export interface Host {
  /** Called for each name when it is met: throws for what is not on the list. */
  readonly global: (name: string) => void;
  readonly call: (name: string, args: readonly Pickled[]) => Pickled;
  readonly build: (object: Pickled, state: Pickled) => void;
  readonly persistent: (id: Pickled) => Pickled;
}

export class PickleError extends Error {}

/** No checkpoint nests deeper or names more than this; a pickle that does is not one. */
const MOST_VALUES = 20_000_000;

/** Reads one pickle from `at` on; `end` is the place after its STOP. */
export function unpickle(bytes: Uint8Array, host: Host, at = 0): { value: Pickled; end: number } {
  const machine = new Machine(bytes, host, at);
  return { value: machine.run(), end: machine.position };
}

const MARK: PickleObject = { kind: 'mark' };

class Machine {
  position: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly host: Host;
  private stack: Pickled[] = [];
  private readonly memo = new Map<number, Pickled>();
  private readonly text = new TextDecoder();

  constructor(bytes: Uint8Array, host: Host, at: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.host = host;
    this.position = at;
  }

  run(): Pickled {
    while (true) {
      const code = String.fromCharCode(this.byte());
      if (code === '.') return this.pop();
      this.step(code);
      if (this.stack.length > MOST_VALUES) throw new PickleError('holds too many values');
    }
  }

  private step(code: string): void {
    const simple = CONSTANTS.get(code);
    if (simple !== undefined) this.stack.push(simple());
    else if (!this.number(code) && !this.string(code) && !this.container(code) && !this.memory(code)) this.object(code);
  }

  private number(code: string): boolean {
    switch (code) {
      case 'J':
        return this.push(this.view.getInt32(this.take(4), true));
      case 'K':
        return this.push(this.byte());
      case 'M':
        return this.push(this.view.getUint16(this.take(2), true));
      case 'G':
        return this.push(this.view.getFloat64(this.take(8), false));
      case '\x8a':
        return this.push(this.long(this.byte()));
      case '\x8b':
        return this.push(this.long(this.view.getUint32(this.take(4), true)));
      case 'I': {
        const line = this.line();
        return this.push(line === '01' ? true : line === '00' ? false : Number(line));
      }
      case 'L':
        return this.push(Number(this.line().replace(/L$/, '')));
      case 'F':
        return this.push(Number(this.line()));
      default:
        return false;
    }
  }

  private string(code: string): boolean {
    switch (code) {
      case 'X':
        return this.push(this.unicode(this.view.getUint32(this.take(4), true)));
      case '\x8c':
        return this.push(this.unicode(this.byte()));
      case '\x8d':
        return this.push(this.unicode(this.length64()));
      case 'V':
        return this.push(this.line());
      case 'U':
      case 'C':
        return this.push(this.slice(this.byte()));
      case 'T':
      case 'B':
        return this.push(this.slice(this.view.getUint32(this.take(4), true)));
      case '\x8e':
      case '\x96':
        return this.push(this.slice(this.length64()));
      case 'S':
        return this.push(this.line().slice(1, -1));
      default:
        return false;
    }
  }

  private container(code: string): boolean {
    switch (code) {
      case '(':
        return this.push(MARK);
      case 'l':
      case 't':
      case '\x91':
        return this.push(this.toMark());
      case 'd':
        return this.push(this.pairs(new Map(), this.toMark()));
      case '\x85':
        return this.push(this.last(1));
      case '\x86':
        return this.push(this.last(2));
      case '\x87':
        return this.push(this.last(3));
      case 'a':
        this.append([this.pop()]);
        return true;
      case 'e':
      case '\x90':
        this.append(this.toMark());
        return true;
      case 's':
        this.update(this.last(2));
        return true;
      case 'u':
        this.update(this.toMark());
        return true;
      default:
        return false;
    }
  }

  private memory(code: string): boolean {
    switch (code) {
      case 'p':
        this.memo.set(Number(this.line()), this.top());
        return true;
      case 'q':
        this.memo.set(this.byte(), this.top());
        return true;
      case 'r':
        this.memo.set(this.view.getUint32(this.take(4), true), this.top());
        return true;
      case '\x94':
        this.memo.set(this.memo.size, this.top());
        return true;
      case 'g':
        return this.push(this.recall(Number(this.line())));
      case 'h':
        return this.push(this.recall(this.byte()));
      case 'j':
        return this.push(this.recall(this.view.getUint32(this.take(4), true)));
      case '0':
        this.pop();
        return true;
      case '1':
        this.toMark();
        return true;
      case '2':
        return this.push(this.top());
      case '\x80':
        this.take(1);
        return true;
      case '\x95':
        this.take(8);
        return true;
      default:
        return false;
    }
  }

  private object(code: string): void {
    switch (code) {
      case 'c':
        this.global(this.line(), this.line());
        return;
      case '\x93': {
        const [module, name] = this.last(2);
        this.global(String(module), String(name));
        return;
      }
      case 'R': {
        const [callee, args] = this.last(2);
        this.stack.push(this.call(callee, args));
        return;
      }
      case '\x81': {
        const [cls, args] = this.last(2);
        this.stack.push(this.call(cls, args));
        return;
      }
      case 'b': {
        const state = this.pop();
        this.host.build(this.top(), state);
        return;
      }
      case 'Q':
        this.stack.push(this.host.persistent(this.pop()));
        return;
      case 'P':
        this.stack.push(this.host.persistent(this.line()));
        return;
      default:
        throw new PickleError(
          `uses pickle opcode 0x${code.charCodeAt(0).toString(16)} at byte ${this.position - 1}, which no checkpoint needs`,
        );
    }
  }

  private global(module: string, name: string): void {
    const full = `${module}.${name}`;
    this.host.global(full);
    const named: PickleGlobal = { kind: 'global', name: full };
    this.stack.push(named);
  }

  private call(callee: Pickled | undefined, args: Pickled | undefined): Pickled {
    if (!isGlobal(callee) || !Array.isArray(args)) throw new PickleError('calls something that is not a name');
    return this.host.call(callee.name, args);
  }

  private append(items: readonly Pickled[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new PickleError('adds an item to what is not a list');
    for (const item of items) list.push(item);
  }

  private update(items: readonly Pickled[]): void {
    const dict = this.top();
    if (!(dict instanceof Map)) throw new PickleError('sets an item of what is not a dict');
    this.pairs(dict, items);
  }

  private pairs(dict: Map<Pickled, Pickled>, items: readonly Pickled[]): Map<Pickled, Pickled> {
    for (let i = 0; i + 1 < items.length; i += 2) {
      const key = items[i] ?? null;
      dict.set(key instanceof Uint8Array ? latin(key) : key, items[i + 1] ?? null);
    }
    return dict;
  }

  private push(value: Pickled): true {
    this.stack.push(value);
    return true;
  }

  private pop(): Pickled {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw new PickleError('is damaged: it takes a value that is not there');
    return value;
  }

  private top(): Pickled {
    const value = this.stack.at(-1);
    if (value === undefined || value === MARK) throw new PickleError('is damaged: it uses a value that is not there');
    return value;
  }

  private last(count: number): Pickled[] {
    const values = this.stack.splice(-count, count);
    if (values.length !== count || values.includes(MARK))
      throw new PickleError('is damaged: it takes values that are not there');
    return values;
  }

  private toMark(): Pickled[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw new PickleError('is damaged: a mark is missing');
    return this.stack.splice(at).slice(1);
  }

  private recall(index: number): Pickled {
    const value = this.memo.get(index);
    if (value === undefined) throw new PickleError('is damaged: it recalls a value that was not kept');
    return value;
  }

  private take(length: number): number {
    const at = this.position;
    if (length > this.bytes.length - at) throw new PickleError('ends in the middle; it is cut short');
    this.position = at + length;
    return at;
  }

  private byte(): number {
    return this.view.getUint8(this.take(1));
  }

  private slice(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  private unicode(length: number): string {
    return this.text.decode(this.slice(length));
  }

  private length64(): number {
    const length = Number(this.view.getBigUint64(this.take(8), true));
    if (!Number.isSafeInteger(length)) throw new PickleError('claims an impossible length');
    return length;
  }

  private line(): string {
    const end = this.bytes.indexOf(10, this.position);
    if (end < 0) throw new PickleError('ends in the middle; it is cut short');
    const line = latin(this.bytes.subarray(this.position, end));
    this.position = end + 1;
    return line;
  }

  /** Two's complement, little-endian; as a number where it fits. */
  private long(length: number): number | bigint {
    if (length > 1024) throw new PickleError('holds an impossible number');
    const bytes = this.slice(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(bytes[i] ?? 0);
    if (length > 0 && (bytes[length - 1] ?? 0) & 0x80) value -= 1n << BigInt(8 * length);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
}

const CONSTANTS: ReadonlyMap<string, () => Pickled> = new Map<string, () => Pickled>([
  ['N', () => null],
  ['\x88', () => true],
  ['\x89', () => false],
  [']', () => []],
  [')', () => []],
  ['\x8f', () => []],
  ['}', () => new Map()],
]);

export function isGlobal(value: Pickled | undefined): value is PickleGlobal {
  return isObject(value) && value.kind === 'global';
}

export function isObject(value: Pickled | undefined): value is PickleObject {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** Each byte as one character, as Python 2 kept its text. */
export function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
