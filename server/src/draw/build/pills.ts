/** What goes into the model and what comes out of it. */
import type { Graph, GraphValue } from '../../graph';
import type { Dim } from '../../symbolic';
import type { DiagramNode } from '../diagram';
import { NOTHING } from './nodes';
import { bytesOf, dimsOf, sizeText, tensorsOf } from './sizes';

type TensorValue = Extract<GraphValue, { kind: 'tensor' }>;

/** More results than this are one pill: a diagram of a hundred boxes says less. */
const MOST_OUTPUTS = 8;

export function inputPills(graph: Graph, batch: Dim | undefined): DiagramNode[] {
  const tensors = tensorsOf(graph.inputs);
  return tensors.map((tensor, id) =>
    pill(
      id,
      `input ${id}`,
      argumentName(graph, tensor) ?? (tensors.length > 1 ? `input ${id + 1}` : 'input'),
      tensor,
      batch,
    ),
  );
}

const argumentName = (graph: Graph, { storage }: TensorValue): string | undefined =>
  graph.bindings.find(
    ({ kind, call, value }) =>
      kind === 'argument' && call === 0 && value.kind === 'tensor' && value.storage === storage,
  )?.name;

export interface Output {
  readonly name: string;
  readonly tensors: readonly TensorValue[];
  /** Part of it is not known. */
  readonly isOpen: boolean;
}

export function outputsOf(value: GraphValue): Output[] {
  const found = named(value, '');
  if (found.length <= MOST_OUTPUTS)
    return found.map((one) => ({ ...one, name: one.name === '' ? 'output' : one.name }));
  const tensors = found.flatMap((one) => one.tensors);
  return [{ name: `${tensors.length} outputs`, tensors, isOpen: found.some((one) => one.isOpen) }];
}

function named(value: GraphValue, name: string): Output[] {
  switch (value.kind) {
    case 'tensor':
      return [{ name, tensors: [value], isOpen: false }];
    case 'unknown':
      return [{ name, tensors: [], isOpen: true }];
    case 'seq':
      if (value.open && value.items.length === 0) return [{ name, tensors: [], isOpen: true }];
      return value.items.flatMap((item, i) => named(item, name === '' ? `output ${i + 1}` : `${name}[${i}]`));
    case 'dict':
      return value.entries.flatMap(([key, item]) => named(item, name === '' ? key : `${name}.${key}`));
    default:
      return [];
  }
}

export function outputPill(id: number, output: Output, batch: Dim | undefined): DiagramNode {
  return pill(
    id,
    `output ${output.name}`,
    output.name,
    output.tensors.length === 1 ? output.tensors[0] : undefined,
    batch,
  );
}

function pill(
  id: number,
  key: string,
  name: string,
  tensor: TensorValue | undefined,
  batch: Dim | undefined,
): DiagramNode {
  const bytes = tensor && bytesOf([{ ...tensor, dtype: undefined, strides: undefined, requiresGrad: false }]);
  return {
    ...NOTHING,
    id,
    key,
    group: 0,
    look: 'pill',
    family: 'other',
    name,
    detail: tensor?.dtype ?? '',
    size: sizeText(tensor?.shape, batch),
    dims: dimsOf(tensor?.shape, batch),
    costs: { params: 0, macs: 0, memory: bytes, field: undefined },
  };
}
