/** What a parameter or buffer holds at first, where code computes it: `torch.zeros(…)`, a table of positions. */
import type { OpNode, ParameterInfo, Reading, TensorType } from '../../graph';
import {
  createBuilder,
  type Draw,
  type Element,
  type Initial,
  type Parameter,
  type ValueId,
  written,
} from '../../program';
import { equal } from '../../symbolic';
import { lowerOf } from '../../torch';

class NotComputed extends Error {}

const refuse = (reason: string): never => {
  throw new NotComputed(reason);
};

const elementOf = (dtype: string | undefined): Element =>
  dtype === 'bool' ? 'bool' : dtype === undefined || dtype.startsWith('float') ? 'float32' : 'int64';

/** `before` is what its memory held before this node, where a layer or nn.init has filled it. */
export function computedInitial(
  reading: Reading,
  last: OpNode,
  info: ParameterInfo,
  before: Initial | undefined,
): Initial {
  const direct = directLaw(last, info);
  if (direct) return direct;
  const nodes = new Map(
    reading.outside.nodes.flatMap((node) => (node.kind === 'op' ? [[node.id, node] as const] : [])),
  );
  const b = createBuilder();
  const draws: Draw[] = [];
  const parameters: Parameter[] = [];
  const made = new Map<number, readonly ValueId[]>();

  const valueIn = (tensor: TensorType): ValueId => {
    if (tensor.oneOf) return refuse('which of several tensors it is made of is not known');
    const node = tensor.producer && nodes.get(tensor.producer.node);
    if (node) return resultsOf(node)[tensor.producer?.output ?? 0] ?? refuse('a tensor is missing');
    if (tensor.values) return b.constant(tensor.values, tensor.shape ?? [], elementOf(tensor.dtype));
    if (tensor.storage !== info.storage || !before)
      return refuse('it depends on another tensor that is drawn at random');
    const value = b.source(tensor.shape ?? [], elementOf(tensor.dtype));
    parameters.push({ name: 'before', value, trainable: false, aliases: [], initial: before });
    return value;
  };

  const resultsOf = (node: OpNode): readonly ValueId[] => {
    const known = made.get(node.id);
    if (known) return known;
    const found = madeBy(node);
    made.set(node.id, found);
    return found;
  };

  const madeBy = (node: OpNode): readonly ValueId[] => {
    if (node.outputs.every((output) => output.values))
      return node.outputs.map((output) => b.constant(output.values ?? [], output.shape ?? [], elementOf(output.dtype)));
    const rule = lowerOf(node.op) ?? refuse(`${node.op} is not computed here`);
    const found = rule({
      b,
      record: node,
      input: (index) => valueIn(node.inputs[index] ?? refuse('a tensor is missing')),
      draw: (shape, law) => {
        const value = b.source(shape);
        draws.push({ value, law });
        return value;
      },
      updateBuffer: () => refuse('a layer with running statistics was called while the model was built'),
      countBatch: () => undefined,
      refuse,
    });
    return typeof found === 'number' ? [found] : found;
  };

  try {
    const value = resultsOf(last)[0] ?? -1;
    const isWhole =
      b.shape(value).length === (info.shape ?? []).length &&
      b.shape(value).every((size, i) => equal(size, info.shape?.[i] ?? 0) === 'yes');
    if (!isWhole) return { kind: 'unknown', reason: 'only a part of it is initialised' };
    return {
      kind: 'computed',
      program: {
        values: b.values,
        steps: b.steps,
        inputs: [],
        parameters,
        buffers: [],
        draws,
        outputs: [{ name: 'value', value }],
        origins: [],
        layers: [],
      },
    };
  } catch (error) {
    if (error instanceof NotComputed || error instanceof Error) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}

/** The commonest, without a program. */
function directLaw({ op, outputs, args, inputs }: OpNode, info: ParameterInfo): Initial | undefined {
  const shape = outputs[0]?.shape;
  if (!shape || shape.length !== (info.shape ?? []).length) return undefined;
  const values = outputs[0]?.values?.map(written);
  if (values)
    return values.every((v) => v === values[0]) && values.length > 0
      ? { kind: 'constant', value: values[0] ?? 0 }
      : { kind: 'values', values };
  if (inputs.length > 0 && !op.endsWith('_')) return undefined;
  const number = (name: string, otherwise: number): number => {
    const found = args.get(name);
    if (found?.kind === 'float' && found.value !== undefined) return found.value;
    return found?.kind === 'int' && typeof found.value === 'number' ? found.value : otherwise;
  };
  switch (op) {
    case 'torch.zeros':
    case 'torch.Tensor.zero_':
      return { kind: 'constant', value: 0 };
    case 'torch.ones':
      return { kind: 'constant', value: 1 };
    case 'torch.randn':
      return { kind: 'normal', mean: 0, std: 1 };
    case 'torch.rand':
      return { kind: 'uniform', low: 0, high: 1 };
    case 'torch.Tensor.normal_':
      return { kind: 'normal', mean: number('mean', 0), std: number('std', 1) };
    case 'torch.Tensor.uniform_':
      return { kind: 'uniform', low: number('a', 0), high: number('b', 1) };
    case 'torch.empty':
      return { kind: 'unknown', reason: 'torch.empty holds whatever was there' };
    default:
      return undefined;
  }
}
