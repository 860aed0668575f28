/** What the server would answer for a model, without a server: places are counted in lines of the file. */
import { diskFiles, importRoots, readSource, treeCache } from '../../server/src/disk';
import { compareDiagrams, compareTotals, diagramOf } from '../../server/src/draw';
import { type ArithmeticLayer, arithmeticOf } from '../../server/src/draw/arithmetic';
import { type Graph, type Place, shapeText } from '../../server/src/graph';
import { trainingMemory } from '../../server/src/lsp/costs';
import type {
  ArithmeticAnswer,
  Comparison,
  DiagramAnswer,
  PlainLocation,
  TrainingMemory,
} from '../../server/src/protocol';
import { parseInput, read, vocabularyOf } from '../../server/src/read';
import { lineIndex, positionAt } from '../../server/src/syntax';

export function answerFor(
  file: string,
  model: string | undefined,
  inputs: readonly string[],
  roots: readonly string[],
): DiagramAnswer {
  const { source, reading } = readingOf(file, model, inputs, roots);
  const lines = lineIndex(source.text);
  const locate = (place: Place | undefined): PlainLocation | undefined => {
    if (place?.file !== file) return undefined;
    const at = (offset: number) => {
      const { line, column } = positionAt(lines, offset);
      return { line, character: column };
    };
    return { uri: `file://${file}`, start: at(place.span.start), end: at(place.span.end) };
  };
  const graph = reading.graphs[0];
  if (!graph) return { models: [], shown: undefined };
  const diagram = diagramOf(graph, vocabularyOf(graph));
  const built = new Map(graph.modules.map((module) => [module.name, module.builtAt]));
  const placesOf = (things: typeof diagram.nodes | typeof diagram.groups) =>
    things.map(({ module, place }) => ({
      built: module === undefined ? undefined : locate(built.get(module)),
      called: locate(place),
    }));
  return {
    models: reading.graphs.map(({ model: name, cls }) => ({ model: name, cls })),
    shown: {
      model: graph.model,
      cls: graph.cls,
      diagram,
      nodes: placesOf(diagram.nodes),
      groups: placesOf(diagram.groups),
      problems: graph.problems
        .filter(({ severity }) => severity === 'error')
        .map(({ message, place }) => ({ message, location: locate(place) })),
    },
  };
}

function readingOf(file: string, model: string | undefined, inputs: readonly string[], roots: readonly string[]) {
  const source = readSource(file);
  const reading = read({
    file,
    tree: source.tree,
    files: diskFiles(),
    roots: importRoots(file, roots, process.cwd(), {}),
    treeOf: treeCache(),
    model,
    inputs: inputs.flatMap((text) => parseInput(text) ?? []),
    train: false,
    extent: 'all',
  });
  return { source, reading };
}

const graphOf = (file: string, model: string, inputs: readonly string[]): Graph => {
  const [graph] = readingOf(file, model, inputs, []).reading.graphs;
  if (!graph) throw new Error(`${model} was not read`);
  return graph;
};

/** The arithmetic of the first convolution with a stride, or of the first norm. */
export function arithmeticFor(
  file: string,
  model: string,
  inputs: readonly string[],
  wanted: 'conv' | 'norm',
): ArithmeticAnswer {
  const isWanted = (layer: ArithmeticLayer): boolean =>
    layer.kind === wanted && (layer.kind !== 'conv' || layer.axes.some(({ stride }) => stride > 1));
  const { nodes } = graphOf(file, model, inputs);
  const [first] = nodes.flatMap((node) => {
    const found = node.kind === 'op' ? arithmeticOf(node) : undefined;
    return node.kind === 'op' && found && isWanted(found.layer) ? [{ node, found }] : [];
  });
  if (!first) throw new Error(`${model} has no such layer`);
  const { node, found } = first;
  const shape = (tensor: (typeof node.inputs)[number] | undefined) => (tensor?.shape ? shapeText(tensor.shape) : '');
  return {
    ...found,
    name: `the first ${wanted}`,
    op: node.op,
    settings: [],
    input: shape(node.inputs[0]),
    output: shape(node.outputs[0]),
    location: { uri: `file://${file}`, start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    canApply: true,
    field: [
      { size: 35, stride: 8, input: 64 },
      { size: 35, stride: 8, input: 64 },
    ],
  };
}

export const memoryFor = (file: string, model: string, inputs: readonly string[]): TrainingMemory | null =>
  trainingMemory({ reading: readingOf(file, model, inputs, []).reading }, model);

export function comparisonFor(file: string, before: string, after: string, inputs: readonly string[]): Comparison {
  const [older, newer] = [graphOf(file, before, inputs), graphOf(file, after, inputs)];
  const diagram = (graph: Graph) => diagramOf(graph, vocabularyOf(graph));
  return { before, after, totals: compareTotals(older, newer), lines: compareDiagrams(diagram(older), diagram(newer)) };
}

export function graphFor(file: string, model: string, roots: readonly string[]): Graph {
  const [graph] = readingOf(file, model, ['1x3x224x224'], roots).reading.graphs;
  if (!graph) throw new Error(`${model} was not read`);
  return graph;
}

export const diagramFor = (graph: Graph) => diagramOf(graph, vocabularyOf(graph));
