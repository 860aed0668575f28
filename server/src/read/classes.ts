/** The module classes of a file and where they were seen at work. */
import type { Cause, ModelClass } from '../graph';
import { classKey, type Session } from './session';

export function classesOf(session: Session): ModelClass[] {
  const { recorder, request, graphs } = session;
  const found: ModelClass[] = [];
  const seen = instancesByClass(session);
  for (const { cls, file } of recorder.classes) {
    const place = cls.place;
    if (file !== request.file || !place || !cls.mro.some((c) => c.native === 'torch.nn.Module')) continue;
    const node = request.tree.body.find(
      (s) => s.kind === 'ClassDef' && s.span.start <= place.span.start && place.span.end <= s.span.end,
    );
    const unique = [...(seen.get(cls.name)?.values() ?? [])];
    found.push({
      name: cls.name,
      nameSpan: node?.kind === 'ClassDef' && node.name === cls.name ? node.nameSpan : place.span,
      span: place.span,
      instances: unique,
      roots: graphs.flatMap((g, index) => (g.cls === classKey(cls) || g.graph.cls === cls.name ? [index] : [])),
      cause:
        unique.length > 0 ? undefined : ((graphs.length === 0 ? recorder.unknowns[0] : undefined) ?? notSeen(cls.name)),
    });
  }
  return found;
}

type Instance = ModelClass['instances'][number];

/** By class name; each instance once, in the order of the calls. */
function instancesByClass({ graphs }: Session): Map<string, Map<string, Instance>> {
  const seen = new Map<string, Map<string, Instance>>();
  graphs.forEach(({ graph }, index) => {
    for (const { cls, name } of graph.calls) {
      const key = `${index} ${name}`;
      const instances = seen.get(cls);
      if (instances === undefined) seen.set(cls, new Map([[key, { graph: index, name }]]));
      else if (!instances.has(key)) instances.set(key, { graph: index, name });
    }
  });
  return seen;
}

const notSeen = (name: string): Cause => ({
  kind: 'argument',
  reason: `nothing in this file builds and calls ${name}`,
  place: undefined,
});
