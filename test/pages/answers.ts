/** What the server would answer for a model, without a server: places are counted in lines of the file. */
import { diskFiles, importRoots, readSource, treeCache } from '../../server/src/disk';
import { diagramOf } from '../../server/src/draw';
import type { Place } from '../../server/src/graph';
import type { DiagramAnswer, PlainLocation } from '../../server/src/protocol';
import { parseInput, read, vocabularyOf } from '../../server/src/read';
import { lineIndex, positionAt } from '../../server/src/syntax';

export function answerFor(
  file: string,
  model: string | undefined,
  inputs: readonly string[],
  roots: readonly string[],
): DiagramAnswer {
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
