/** Losses that are added up with their graphs. */
import { type Stmt, suitesOf } from '../../syntax';
import type { Finding } from '../declare';
import { replaceText } from '../fixes';
import type { Subject } from '../subject';
import { trainingLoops } from './loops';

export function* accumulatedLosses(subject: Subject): Iterable<Finding> {
  const { reading, text, code } = subject;
  const backwards = new Set(
    code.calls.flatMap(({ call: { func } }) =>
      func.kind === 'Attribute' && func.attr === 'backward'
        ? [text.slice(func.value.span.start, func.value.span.end)]
        : [],
    ),
  );
  const seen = new Set<Stmt>();
  for (const { loop, backward } of trainingLoops(subject)) {
    const { func } = backward.call;
    const loss = func.kind === 'Attribute' && func.value.kind === 'Name' ? func.value.id : undefined;
    for (const statement of statementsIn(loop.body)) {
      if (statement.kind !== 'AugAssign' || statement.op !== '+' || seen.has(statement)) continue;
      const target = text.slice(statement.target.span.start, statement.target.span.end);
      if (statement.value.kind !== 'Name' || statement.value.id !== loss || backwards.has(target)) continue;
      seen.add(statement);
      const place = { file: reading.file, span: statement.value.span };
      yield {
        place,
        message: `${target} keeps the graph of every batch: ${loss} is a tensor that remembers how it was computed.`,
        why: 'Add its number.',
        repairs: [replaceText(`Use ${loss}.item()`, place, `${loss}.item()`)],
      };
    }
  }
}

const statementsIn = (body: readonly Stmt[]): readonly Stmt[] =>
  body.flatMap((s) => [s, ...suitesOf(s).flatMap((suite) => statementsIn(suite))]);
