/** `match`. A pattern's verdict is three-valued; captures are bound only where it matches. */
import type { Match, MatchCase, Pattern } from '../syntax';
import { fork } from './branches';
import { all, dictGet } from './containers';
import type { Completion, Machine } from './machine';
import { bindName } from './names';
import { valuesEqual } from './operations';
import type { Scope, Value } from './values';
import { unknown } from './values';

type Captures = Map<string, Value>;

export function executeMatch(machine: Machine, node: Match, scope: Scope): Completion {
  const subject = machine.evaluateExpr(node.subject, scope);
  return tryCase(machine, node, 0, subject, scope);
}

function tryCase(machine: Machine, node: Match, index: number, subject: Value, scope: Scope): Completion {
  const one = node.cases[index];
  if (one === undefined) return undefined;
  const captures: Captures = new Map();
  const verdict = matchPattern(machine, one.pattern, subject, captures, scope);
  const next = () => tryCase(machine, node, index + 1, subject, scope);
  if (verdict === false) return next();
  const guarded = () => {
    for (const [name, value] of captures) bindName(machine, scope, name, value);
    return one.guard === undefined ? true : machine.truth(machine.evaluateExpr(one.guard, scope));
  };
  if (verdict === true) {
    const guard = guarded();
    if (guard !== undefined) return guard ? machine.execute(one.body, scope) : next();
  }
  return undecidedCase(machine, node, one, guarded, next, scope);
}

function undecidedCase(
  machine: Machine,
  node: Match,
  one: MatchCase,
  guarded: () => boolean | undefined,
  next: () => Completion,
  scope: Scope,
): Completion {
  const place = { file: machine.frame.file, span: node.subject.span };
  const undecided = unknown('undecided', 'depends on which case matches', place);
  const body = () => (guarded() === false ? next() : machine.execute(one.body, scope));
  return fork(machine, { place, undecided }, [body, next]);
}

function matchPattern(
  machine: Machine,
  pattern: Pattern,
  subject: Value,
  captures: Captures,
  scope: Scope,
): boolean | undefined {
  switch (pattern.kind) {
    case 'MatchValue':
      return matchValue(machine, machine.evaluateExpr(pattern.value, scope), subject);
    case 'MatchAs': {
      const verdict = pattern.pattern ? matchPattern(machine, pattern.pattern, subject, captures, scope) : true;
      if (verdict !== false && pattern.name !== undefined) captures.set(pattern.name, subject);
      return verdict;
    }
    case 'MatchOr': {
      let result: boolean | undefined = false;
      for (const option of pattern.patterns) {
        const verdict = matchPattern(machine, option, subject, captures, scope);
        if (verdict === true) return true;
        if (verdict === undefined) result = undefined;
      }
      return result;
    }
    case 'MatchSequence':
      return matchSequence(machine, pattern.patterns, subject, captures, scope);
    case 'MatchMapping':
      return matchMapping(machine, pattern, subject, captures, scope);
    case 'MatchClass':
      return matchClass(machine, pattern, subject, captures, scope);
    case 'MatchStar':
      return true;
    case 'MatchUnknown':
      return undefined;
  }
}

function matchValue(machine: Machine, wanted: Value, subject: Value): boolean | undefined {
  if (wanted.kind === 'none' || wanted.kind === 'bool') return machine.truth(machine.compare('is', subject, wanted));
  return valuesEqual(machine, subject, wanted);
}

function matchSequence(
  machine: Machine,
  patterns: readonly Pattern[],
  subject: Value,
  captures: Captures,
  scope: Scope,
): boolean | undefined {
  if (subject.kind === 'unknown') return undefined;
  if (subject.kind !== 'list' && subject.kind !== 'tuple') return false;
  if (subject.rest) return undefined;
  const { items } = subject;
  const star = patterns.findIndex((pattern) => pattern.kind === 'MatchStar');
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return false;
  const extra = items.length - patterns.length;
  return all(
    patterns.map((pattern, i) => {
      if (pattern.kind === 'MatchStar') {
        if (pattern.name !== undefined)
          captures.set(pattern.name, { kind: 'list', items: items.slice(i, i + extra + 1) });
        return true;
      }
      return matchPattern(machine, pattern, items[star >= 0 && i > star ? i + extra : i]!, captures, scope);
    }),
  );
}

function matchMapping(
  machine: Machine,
  pattern: Extract<Pattern, { kind: 'MatchMapping' }>,
  subject: Value,
  captures: Captures,
  scope: Scope,
): boolean | undefined {
  if (subject.kind === 'unknown') return undefined;
  if (subject.kind !== 'dict') return false;
  const verdicts = pattern.keys.map((key, i) => {
    const value = dictGet(subject, machine.evaluateExpr(key, scope));
    const inner = pattern.patterns[i];
    return value === undefined || inner === undefined ? false : matchPattern(machine, inner, value, captures, scope);
  });
  if (pattern.rest !== undefined) {
    const keys = new Set(pattern.keys.map((key) => machine.text(machine.evaluateExpr(key, scope))));
    const entries = new Map([...subject.entries].filter(([, entry]) => !keys.has(machine.text(entry.key))));
    captures.set(pattern.rest, { kind: 'dict', entries, ...(subject.rest ? { rest: subject.rest } : {}) });
  }
  return all(verdicts);
}

function matchClass(
  machine: Machine,
  pattern: Extract<Pattern, { kind: 'MatchClass' }>,
  subject: Value,
  captures: Captures,
  scope: Scope,
): boolean | undefined {
  const cls = machine.evaluateExpr(pattern.cls, scope);
  const verdict = machine.isInstance(subject, cls);
  if (verdict === false) return false;
  const names = positionalNames(machine, cls);
  const parts = [...pattern.patterns.map((inner, i) => ({ name: names?.[i], pattern: inner })), ...pattern.keywords];
  return all([
    verdict,
    ...parts.map(({ name, pattern: inner }) => {
      // `int(x)` and the like match the subject itself.
      const value =
        name === undefined ? (names === undefined ? subject : undefined) : machine.findAttribute(subject, name);
      return value === undefined ? false : matchPattern(machine, inner, value, captures, scope);
    }),
  ]);
}

function positionalNames(machine: Machine, cls: Value): readonly (string | undefined)[] | undefined {
  const names = cls.kind === 'class' ? machine.lookup(cls, '__match_args__') : undefined;
  if (names?.kind !== 'tuple') return undefined;
  return names.items.map((name) => (name.kind === 'str' ? name.value : undefined));
}
