/** The module classes of a file and where they were seen at work. */
import type { Cause, ModelClass } from '../graph';
import type { Session } from './session';

export function classesOf(session: Session): ModelClass[] {
  const { recorder, request, graphs } = session;
  const found: ModelClass[] = [];
  for (const { cls, file } of recorder.classes) {
    const place = cls.place;
    if (file !== request.file || !place || !cls.mro.some((c) => c.native === 'torch.nn.Module')) continue;
    const node = request.tree.body.find(
      (s) => s.kind === 'ClassDef' && s.span.start <= place.span.start && place.span.end <= s.span.end,
    );
    const instances = graphs.flatMap(({ graph }, index) =>
      graph.calls.filter((c) => c.cls === cls.name).map((c) => ({ graph: index, name: c.name })),
    );
    const unique = [...new Map(instances.map((i) => [`${i.graph} ${i.name}`, i])).values()];
    found.push({
      name: cls.name,
      nameSpan: node?.kind === 'ClassDef' && node.name === cls.name ? node.nameSpan : place.span,
      span: place.span,
      instances: unique,
      roots: graphs.flatMap(({ graph, root }, index) => (root.cls === cls || graph.cls === cls.name ? [index] : [])),
      cause:
        unique.length > 0 ? undefined : ((graphs.length === 0 ? recorder.unknowns[0] : undefined) ?? notSeen(cls.name)),
    });
  }
  return found;
}

const notSeen = (name: string): Cause => ({
  kind: 'argument',
  reason: `nothing in this file builds and calls ${name}`,
  place: undefined,
});
