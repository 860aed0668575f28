/** A model of a file as a diagram, with its places in the code. */
import { type Diagram, diagramOf } from '../draw';
import type { Graph, ModuleInfo, Place, Reading } from '../graph';
import type { DiagramAnswer, DiagramModel, DiagramPlaces, PlainLocation } from '../protocol';
import { vocabularyOf } from '../read';
import type { Ranges } from './convert';

export function diagramAnswer(reading: Reading, ranges: Ranges, wanted: string | undefined): DiagramAnswer {
  const { graphs } = reading;
  const graph = graphs.find((g) => g.model === wanted) ?? graphs.find((g) => g.cls === wanted) ?? graphs[0];
  return {
    models: graphs.map(({ model, cls }) => ({ model, cls })),
    shown: graph && modelOf(graph, ranges),
  };
}

function modelOf(graph: Graph, ranges: Ranges): DiagramModel {
  const locate = (place: Place | undefined): PlainLocation | undefined => {
    const at = place && ranges.of(place);
    return at && { uri: at.uri, start: at.range.start, end: at.range.end };
  };
  const modules = new Map(graph.modules.map((module) => [module.name, module]));
  const diagram = diagramOf(graph, vocabularyOf(graph));
  return {
    model: graph.model,
    cls: graph.cls,
    diagram,
    nodes: placesOf(diagram.nodes, modules, locate),
    groups: placesOf(diagram.groups, modules, locate),
    problems: graph.problems
      .filter((problem) => problem.severity === 'error')
      .map(({ message, place }) => ({ message, location: locate(place) })),
  };
}

const placesOf = (
  things: Diagram['nodes'] | Diagram['groups'],
  modules: ReadonlyMap<string, ModuleInfo>,
  locate: (place: Place | undefined) => PlainLocation | undefined,
): DiagramPlaces[] =>
  things.map(({ module, place }) => ({
    built: module === undefined ? undefined : locate(modules.get(module)?.builtAt),
    called: locate(place),
  }));
