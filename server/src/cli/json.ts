/** The graph as the stable JSON of docs/cli.md. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Cause, Graph, GraphValue, OpNode, Place, Problem, TensorType } from '../graph';
import { type Dim, python, variablesOf } from '../symbolic';
import { type LineIndex, lineIndex, positionAt } from '../syntax';
import { isDataSize } from '../torch';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export const dimJson = (dim: Dim): number | string => (typeof dim === 'number' ? dim : python(dim));
export const shapeJson = (shape: readonly Dim[]): Json => shape.map(dimJson);

const DATA: Json = { unknown: 'a size depends on the numbers in a tensor' };
const dependsOnData = (dim: Dim): boolean =>
  typeof dim !== 'number' && variablesOf(dim).some(({ name }) => isDataSize(name));

export function valueJson(value: GraphValue): Json {
  switch (value.kind) {
    case 'tensor':
      return value.shape.some(dependsOnData) ? DATA : shapeJson(value.shape);
    case 'size':
      if (value.dims.some(dependsOnData)) return DATA;
      return { seq: value.dims.map((d) => ({ py: dimJson(d) })) };
    case 'seq':
      return value.open ? { unknown: 'the number of items is not known' } : { seq: value.items.map(valueJson) };
    case 'dict':
      return value.open
        ? { unknown: 'the items are not all known' }
        : { dict: Object.fromEntries(value.entries.map(([k, v]) => [k, valueJson(v)])) };
    case 'int':
      if (dependsOnData(value.value)) return DATA;
      return { py: dimJson(value.value) };
    case 'py':
      return value.value === null ? null : { py: value.value };
    case 'object':
      return { unknown: `a ${value.cls}` };
    case 'unknown':
      return { unknown: value.cause.reason };
  }
}

/** Line numbers of any file that a place names; the main file's text is given (it may be a notebook). */
export class Lines {
  private readonly indices = new Map<string, LineIndex>();
  private readonly roots: readonly string[];
  constructor(main: string, text: string, roots: readonly string[]) {
    this.indices.set(main, lineIndex(text));
    this.roots = roots;
  }
  index(file: string): LineIndex {
    let index = this.indices.get(file);
    if (!index) {
      index = lineIndex(readable(file));
      this.indices.set(file, index);
    }
    return index;
  }
  /** Relative to the first root that holds it, else as it is. */
  file(file: string): string {
    const root = this.roots.find((r) => file.startsWith(`${r.replace(/\/$/, '')}/`));
    return root === undefined ? file : file.slice(root.replace(/\/$/, '').length + 1);
  }
  at(place: Place): { readonly file: string; readonly line: number; readonly column: number } {
    const { line, column } = positionAt(this.index(place.file), place.span.start);
    return { file: this.file(place.file), line: line + 1, column: column + 1 };
  }
  region(place: Place) {
    const end = positionAt(this.index(place.file), place.span.end);
    return { ...this.at(place), endLine: end.line + 1, endColumn: end.column + 1 };
  }
}

const readable = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const totalJson = (t: { readonly total: Dim; readonly exact: boolean; readonly reason: Cause | undefined }): Json => ({
  total: dimJson(t.total),
  exact: t.exact,
  reason: t.exact ? undefined : t.reason?.reason,
});

export function graphJson(graph: Graph, lines: Lines): Json {
  return {
    model: graph.model,
    file: lines.file(graph.file),
    mode: graph.mode,
    inputs: graph.inputs.map(valueJson),
    input_source: graph.inputSource.text,
    output: valueJson(graph.output),
    params: { ...(totalJson(graph.params) as object), trainable: dimJson(graph.params.trainable) },
    buffers: totalJson(graph.buffers),
    macs: totalJson(graph.macs),
    memory: {
      params_bytes: dimJson(graph.memory.params),
      activations_bytes: dimJson(graph.memory.activations),
      training_bytes: dimJson(graph.memory.training),
      exact: graph.memory.exact,
    },
    receptive_field: graph.receptiveField
      ? {
          size: graph.receptiveField.size.map(fieldJson),
          stride: graph.receptiveField.stride.map(fieldJson),
          excluded: graph.receptiveField.excluded,
        }
      : null,
    state_dict: graph.stateDict.map(([name, shape]) => [name, shapeJson(shape)]),
    modules: graph.modules.map((m) => [m.name, m.cls, ownElements(m.parameters)]),
    calls: graph.calls
      .filter((c) => c.to >= 0)
      .map((c) => ({
        name: c.name,
        class: c.cls,
        depth: c.depth,
        inputs: c.inputs.map(valueJson),
        output: valueJson(c.output),
        params: dimJson(c.params),
        macs: dimJson(c.macs),
        at: lines.at(c.place),
      })),
    ops: graph.nodes
      .filter((n): n is OpNode => n.kind === 'op')
      .map((n) => ({
        op: n.op,
        inputs: n.inputs.map(tensorJson),
        output: n.outputs.length === 1 && n.outputs[0] ? tensorJson(n.outputs[0]) : { seq: n.outputs.map(tensorJson) },
        at: lines.at(n.path[0] ?? n.place),
        module: n.call === undefined ? null : (graph.calls[n.call]?.name ?? null),
      })),
    bindings: graph.bindings.map((b) => ({
      file: lines.file(b.file),
      line: positionAt(lines.index(b.file), b.statement.start).line + 1,
      function: b.function,
      module: b.module,
      name: b.name,
      value: valueJson(b.value),
    })),
    problems: graph.problems.map((p) => problemJson(p, lines)),
    unknown: graph.unknowns.map((u) => ({
      reason: u.cause.reason,
      at: u.cause.place ? lines.at(u.cause.place) : undefined,
      count: u.count,
    })),
    assumptions: graph.assumptions.map((a) => a.text),
  };
}

const fieldJson = (value: Dim | 'all'): Json => (value === 'all' ? 'all' : dimJson(value));
const tensorJson = (tensor: TensorType): Json =>
  tensor.shape ? shapeJson(tensor.shape) : { unknown: 'rank not known' };

function ownElements(parameters: readonly { readonly shape: readonly Dim[] | undefined }[]): Json {
  let total = 0;
  for (const { shape } of parameters) {
    let count = 1;
    for (const dim of shape ?? []) {
      if (typeof dim !== 'number') return null;
      count *= dim;
    }
    total += count;
  }
  return total;
}

export function problemJson(problem: Problem, lines: Lines): Json {
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    why: problem.why,
    at: lines.region(problem.place),
    related:
      problem.related.length === 0
        ? undefined
        : problem.related.map((r) => ({ message: r.message, at: lines.at(r.place) })),
    instances: problem.instances.length === 0 ? undefined : problem.instances,
    fix: problem.repairs[0] ? { title: problem.repairs[0].title } : undefined,
  };
}

export const shortName = (file: string): string => basename(file);
