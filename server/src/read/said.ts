/** What annotations and shape comments say of a model's input. */
import type { InputSource } from '../graph';
import type { InputSpec } from './inputs';
import { annotatedShape, choicesOf } from './jaxtyping';
import type { Meeting, WorkedOut } from './meeting';
import type { Session } from './session';
import { commentedInput } from './shape-comments';

export interface Said {
  /** Choices for each argument; undefined: nothing is said of it. */
  readonly columns: readonly (readonly InputSpec[] | undefined)[];
  readonly source: InputSource;
}

export function annotatedInputs(session: Session, { parameters }: Meeting): Said | undefined {
  const shapes = parameters.map(({ annotation }) => annotatedShape(annotation));
  const [first] = parameters.flatMap(({ annotation }, i) => (shapes[i] ? [annotation] : []));
  if (!first) return undefined;
  const place = { file: session.request.file, span: first.span };
  return {
    columns: shapes.map(
      (shape) =>
        shape && choicesOf(shape).map((sizes) => ({ kind: 'tensor', shape: sizes, dtype: shape.dtype ?? 'float32' })),
    ),
    source: { kind: 'annotation', text: 'from the annotations', place },
  };
}

export function commentedInputs(session: Session, { forward, first }: Meeting): Said | undefined {
  const found = commentedInput(session, forward, first);
  if (!found) return undefined;
  const place = { file: session.request.file, span: found.span };
  return { columns: [[found.spec]], source: { kind: 'comment', text: 'from the shape comment', place } };
}

/** What is said of some arguments, and what is worked out of the others; undefined where that is not all. */
export function overlaid(
  columns: Said['columns'],
  worked: WorkedOut | undefined,
): readonly (readonly InputSpec[])[] | undefined {
  const count = worked?.choices[0]?.length ?? columns.length;
  const most = Math.max(...columns.map((column) => column?.length ?? 1), worked?.choices.length ?? 1);
  const choices = Array.from({ length: most }, (_, k) =>
    Array.from({ length: count }, (_none, i) => {
      const column = columns[i];
      return column
        ? column[Math.min(k, column.length - 1)]
        : worked?.choices[Math.min(k, worked.choices.length - 1)]?.[i];
    }),
  );
  const whole = choices.flatMap((specs) => (specs.every((spec) => spec !== undefined) ? [specs] : []));
  return whole.length > 0 ? whole : undefined;
}
