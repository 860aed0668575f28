/** From the code to the diagram: which nodes and groups a place in the code belongs to. */
import type { DiagramModel, DiagramPlaces, PlainLocation } from '../../../../server/src/protocol';

/** Nodes whose layer is built or run there, the closest first. */
export function nodesAt({ nodes }: DiagramModel, location: PlainLocation): number[] {
  const found = nodes.flatMap((places, id) => {
    const size = sizeAround(places, location);
    return size === undefined ? [] : [{ id, size }];
  });
  return found.sort((a, b) => a.size - b.size).map(({ id }) => id);
}

export function groupsAt({ groups }: DiagramModel, location: PlainLocation): number[] {
  return groups.flatMap((places, id) => (sizeAround(places, location) === undefined ? [] : [id]));
}

/** Of the smallest place of it that is on the line, in lines; undefined: none is. */
function sizeAround({ built, called }: DiagramPlaces, { uri, start }: PlainLocation): number | undefined {
  const sizes = [built, called].flatMap((place) =>
    place?.uri === uri && place.start.line <= start.line && start.line <= place.end.line
      ? [place.end.line - place.start.line]
      : [],
  );
  return sizes.length === 0 ? undefined : Math.min(...sizes);
}

export const placeOf = ({ built, called }: DiagramPlaces): PlainLocation | undefined => built ?? called;
