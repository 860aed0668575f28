/** Problems as the user meets them: at their own line, with the way that led there. */
import type { Place, Problem } from '../graph';
import type { InstanceValue } from '../python';
import type { ProblemRecord } from './record';
import { type RepairSources, repairsOf } from './repairs';

export function problemOf(
  record: ProblemRecord,
  names: ReadonlyMap<InstanceValue, string>,
  isUserFile: (file: string) => boolean,
  sources: RepairSources,
): Problem & { readonly module: string | null } {
  const { problem, path } = record;
  const own = isUserFile(problem.place.file) ? problem.place : (path.find((p) => isUserFile(p.file)) ?? problem.place);
  const related: { message: string; place: Place }[] = [...(problem.related ?? [])];
  if (own !== problem.place) related.push({ message: 'raised here', place: problem.place });
  for (const place of path.slice(1)) {
    if (isUserFile(place.file) && place.span !== own.span) related.push({ message: 'called from here', place });
  }
  return {
    code: problem.code,
    severity: 'error',
    message: problem.message,
    why: problem.why,
    place: own,
    related: related.slice(0, 8),
    instances: [],
    repairs: repairsOf(record, sources),
    module: (record.self && names.get(record.self)) ?? null,
  };
}
