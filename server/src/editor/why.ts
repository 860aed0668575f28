/** Why is there no hint here? The first cause, and where it is. */
import type { Cause, Reading } from '../graph';
import { type ModuleTree, statementAt, suitesOf } from '../syntax';
import { classAt } from './instances';

export interface Why {
  readonly reason: string;
  readonly cause: Cause | undefined;
}

export function whyNoHint(reading: Reading, tree: ModuleTree, offset: number): Why {
  const bindings = [...reading.graphs.flatMap((g) => g.bindings), ...reading.outside.bindings].filter(
    (b) => b.file === reading.file,
  );
  const statement = statementAt(tree, offset);
  const span = statement && suitesOf(statement).length === 0 ? statement.span : undefined;
  const here = bindings.filter((b) => span && b.statement.start === span.start);
  const unknown = here.find((b) => b.value.kind === 'unknown');
  if (unknown?.value.kind === 'unknown')
    return { reason: `${unknown.name} is not known: ${unknown.value.cause.reason}`, cause: unknown.value.cause };
  if (here.length > 0)
    return { reason: 'The size is shown here; the settings under convscope.hints may hide it.', cause: undefined };
  const problem = tree.problems.find((p) => span && p.span.start >= span.start && p.span.start <= span.end);
  if (problem) return { reason: `This statement cannot be read: ${problem.message}`, cause: undefined };
  const cls = classAt(reading, offset);
  if (cls?.cause)
    return {
      reason: `${cls.name} was not read: ${cls.cause.reason}. Give it an input: Convscope: Set Input Shape.`,
      cause: cls.cause,
    };
  const early = reading.unknowns[0]?.cause;
  if (cls && early)
    return {
      reason: `This line was not reached with a tensor. The first thing not known is: ${early.reason}`,
      cause: early,
    };
  return {
    reason: 'No tensor is bound here: hints stand where a tensor, several tensors or a size get a name.',
    cause: undefined,
  };
}

/** Every first cause in the file's models, the most frequent first. */
export function unknownsOf(reading: Reading): readonly { readonly cause: Cause; readonly count: number }[] {
  const merged = new Map<string, { cause: Cause; count: number }>();
  const bindings = [...reading.graphs.flatMap((g) => g.bindings), ...reading.outside.bindings];
  const causes = [
    ...bindings
      .filter((b) => b.file === reading.file)
      .flatMap((b) => (b.value.kind === 'unknown' ? [b.value.cause] : [])),
    ...reading.classes.flatMap((c) =>
      c.instances.length === 0 && c.cause
        ? [
            {
              ...c.cause,
              reason: `${c.name}: ${c.cause.reason}`,
              place: c.cause.place ?? { file: reading.file, span: c.nameSpan },
            },
          ]
        : [],
    ),
  ];
  for (const cause of causes) {
    const key = `${cause.reason} ${cause.place?.file ?? ''} ${cause.place?.span.start ?? ''}`;
    const known = merged.get(key) ?? { cause, count: 0 };
    known.count++;
    merged.set(key, known);
  }
  return [...merged.values()].sort((a, b) => b.count - a.count);
}
