/** The statements of user code that led to where the program is: one path for all that happens in one statement. */
import type { Place } from '../graph';
import type { Frame } from '../python';

interface Trail {
  readonly place: Place;
  readonly parent: Trail | undefined;
  /** This place and those of its parents, made when it is first asked for. */
  path: readonly Place[] | undefined;
}

/** How many statements a path tells. */
const LONGEST = 60;

export class Trails {
  private readonly known = new WeakMap<Frame, Trail>();

  /** Innermost first. */
  pathOf(frame: Frame | undefined): readonly Place[] {
    const trail = this.trailOf(frame);
    if (trail === undefined) return [];
    trail.path ??= placesOf(trail);
    return trail.path;
  }

  private trailOf(frame: Frame | undefined): Trail | undefined {
    if (frame === undefined) return undefined;
    const parent = this.trailOf(frame.parent);
    const last = this.known.get(frame);
    if (last !== undefined && last.place.span === frame.statement && last.parent === parent) return last;
    const trail: Trail = { place: { file: frame.file, span: frame.statement }, parent, path: undefined };
    this.known.set(frame, trail);
    return trail;
  }
}

function placesOf(innermost: Trail): Place[] {
  const places: Place[] = [];
  for (let trail: Trail | undefined = innermost; trail && places.length < LONGEST; trail = trail.parent) {
    places.push(trail.place);
  }
  return places;
}
