/** Writes an ONNX graph: nodes by name, constants once each. */
import type { Element } from '../../../program';
import { encodeModel } from './schema';

export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };
export type Attributes = Readonly<Record<string, Attribute>>;

export const OPSET = 18;
/** TensorProto.DataType */
export const TYPES: Readonly<Record<Element, number>> = { float32: 1, int64: 7, bool: 9 };

/** A size, or the name of one that is open. */
export type Size = number | string;

export interface Writer {
  /** A node with one result; its name is made up unless it is given. */
  node(op: string, inputs: readonly string[], attributes?: Attributes, output?: string, domain?: string): string;
  /** A node with several results, by name. */
  nodes(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Attributes,
    domain?: string,
  ): void;
  /** The name of a result that nobody else has. */
  fresh(): string;
  floats(data: ArrayLike<number>, shape: readonly number[]): string;
  ints(data: readonly number[], shape?: readonly number[]): string;
  bools(data: readonly number[], shape: readonly number[]): string;
  /** A constant under a given name, which no other shares. */
  initializer(name: string, element: Element, data: ArrayLike<number>, shape: readonly number[]): string;
  input(name: string, element: Element, shape: readonly Size[]): void;
  output(name: string, element: Element, shape: readonly Size[]): void;
  finish(domains?: readonly string[]): Uint8Array;
}

export function createWriter(graphName: string): Writer {
  const nodeList: object[] = [];
  const initializers: object[] = [];
  const inputs: object[] = [];
  const outputs: object[] = [];
  const constants = new Map<string, string>();
  let names = 0;
  const fresh = (): string => `t${names++}`;

  const nodes: Writer['nodes'] = (op, from, to, attributes = {}, domain = '') => {
    nodeList.push({
      input: from,
      output: to,
      name: `${op}_${nodeList.length}`,
      opType: op,
      attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      ...(domain === '' ? {} : { domain }),
    });
  };
  const initializer: Writer['initializer'] = (name, element, data, shape) => {
    initializers.push({ name, dataType: TYPES[element], dims: shape, rawData: rawOf(element, data) });
    return name;
  };
  const shared = (element: Element, data: ArrayLike<number>, shape: readonly number[]): string => {
    if (data.length > 64) return initializer(fresh(), element, data, shape);
    const key = `${element} ${shape.join()} ${Array.from(data).join()}`;
    const known = constants.get(key) ?? initializer(fresh(), element, data, shape);
    constants.set(key, known);
    return known;
  };
  return {
    nodes,
    node: (op, from, attributes, output = fresh(), domain = '') => {
      nodes(op, from, [output], attributes, domain);
      return output;
    },
    fresh,
    floats: (data, shape) => shared('float32', data, shape),
    ints: (data, shape = [data.length]) => shared('int64', data, shape),
    bools: (data, shape) => shared('bool', data, shape),
    initializer,
    input: (name, element, shape) => {
      inputs.push(valueInfo(name, element, shape));
    },
    output: (name, element, shape) => {
      outputs.push(valueInfo(name, element, shape));
    },
    finish: (domains = []) =>
      encodeModel({
        irVersion: 9,
        producerName: 'convscope',
        graph: { name: graphName, node: nodeList, initializer: initializers, input: inputs, output: outputs },
        opsetImport: [{ domain: '', version: OPSET }, ...domains.map((domain) => ({ domain, version: 1 }))],
      }),
  };
}

function attributeOf(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, i: value, type: 2 };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
  if ('float' in value) return { name, f: value.float, type: 1 };
  return 'floats' in value ? { name, floats: value.floats, type: 6 } : { name, ints: value, type: 7 };
}

function rawOf(element: Element, data: ArrayLike<number>): Uint8Array {
  switch (element) {
    case 'float32':
      return bytesOf(Float32Array.from(data));
    case 'int64':
      return bytesOf(BigInt64Array.from(Array.from(data), (x) => BigInt(x)));
    case 'bool':
      return Uint8Array.from(data);
  }
}
const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const valueInfo = (name: string, element: Element, shape: readonly Size[]): object => ({
  name,
  type: {
    tensorType: {
      elemType: TYPES[element],
      shape: { dim: shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size })) },
    },
  },
});
