/**
 * All that is wrong with one file: what its reading refused and what the rules found, at the severity that a person
 * chose, without what comments silence.
 */
import type { Place, Problem, Repair } from '../graph';
import { lineIndex, positionAt } from '../syntax';
import type { LevelOf } from './choice';
import type { Finding, Rule } from './declare';
import { unusedIgnores } from './house/unused-ignore';
import { type Ignore, ignoredBy, ignoresIn } from './ignore';
import { RULES, ruleOf } from './registry';
import type { Subject } from './subject';

export function lint(subject: Subject, levelOf: LevelOf, rules: readonly Rule[] = RULES): readonly Problem[] {
  const { reading, tree, text } = subject;
  const isHere = (problem: Problem): boolean => problem.place.file === reading.file;
  const found = [
    ...reading.problems.filter(isHere).flatMap((p) => levelled(p, ruleOf(p.code), levelOf)),
    ...rules.flatMap((rule) => findingsOf(rule, subject, levelOf)),
  ];
  const ignores = ignoresIn(tree, text);
  if (ignores.length === 0) return inOrder(found);
  const index = lineIndex(text);
  const used = new Map<Ignore, Set<string>>();
  const shown = found.filter((problem) => {
    const by = ignoredBy(problem, ruleOf(problem.code)?.name, ignores, (offset) => positionAt(index, offset).line);
    for (const ignore of by) used.set(ignore, (used.get(ignore) ?? new Set<string>()).add(problem.code));
    return by.length === 0;
  });
  const unused = unusedIgnores(subject, ignores, used, (code) => {
    const rule = ruleOf(code);
    return rule && levelOf(rule) !== 'off' ? rule : undefined;
  });
  return inOrder([...shown, ...unused.flatMap((p) => levelled(p, ruleOf(p.code), levelOf))]);
}

const inOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => a.place.span.start - b.place.span.start || a.code.localeCompare(b.code));

/** What a rule says by itself may be milder than its level, never louder than what was chosen. */
function levelled(problem: Problem, rule: Rule | undefined, levelOf: LevelOf): Problem[] {
  const level = rule ? levelOf(rule) : problem.severity;
  if (level === 'off') return [];
  const isOwn = rule === undefined || level === rule.severity;
  return [{ ...problem, severity: isOwn ? problem.severity : level, tag: problem.tag ?? rule?.tag }];
}

function findingsOf(rule: Rule, subject: Subject, levelOf: LevelOf): Problem[] {
  const level = levelOf(rule);
  if (rule.find === undefined || level === 'off') return [];
  const findings = [...rule.find(subject)].filter((f) => f.place.file === subject.reading.file);
  return merged(findings, subject).flatMap((group) => {
    if (rule.isOfAll && group.instances.length > 0) return [];
    const problem = problemOf(rule, group, level === rule.severity ? group.first.severity : undefined);
    return levelled({ ...problem, severity: group.first.severity ?? level }, rule, levelOf);
  });
}

interface Group {
  readonly first: Finding;
  readonly all: readonly Finding[];
  /** Names of the instances of which it is true, empty where it is true of all that the place makes or runs. */
  readonly instances: readonly string[];
}

/** One place, one report: what is true of several instances is said once. */
function merged(findings: readonly Finding[], subject: Subject): Group[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = placeKey(finding.place);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].flatMap((all) => {
    const first = all[0];
    return first ? [{ first, all, instances: someOf(all, subject) }] : [];
  });
}

function someOf(findings: readonly Finding[], subject: Subject): readonly string[] {
  const key = (i: NonNullable<Finding['instance']>): string => `${i.graph} ${i.name}`;
  const affected = new Map(findings.flatMap((f) => (f.instance ? [[key(f.instance), f.instance.name] as const] : [])));
  const place = findings[0]?.place;
  if (affected.size === 0 || !place) return [];
  const population = subject.instancesAt(place);
  return population.every((i) => affected.has(key(i))) ? [] : [...new Set(affected.values())];
}

function problemOf(rule: Rule, { first, all, instances }: Group, severity: Problem['severity'] | undefined): Problem {
  return {
    code: rule.code,
    severity: severity ?? 'warning',
    message: first.message,
    why: first.why,
    place: first.place,
    related: first.related ?? [],
    instances,
    // A fix must be right for all instances, or is not offered.
    repairs: instances.length > 0 ? [] : shared(all),
  };
}

function shared(findings: readonly Finding[]): readonly Repair[] {
  const key = (repair: Repair): string => `${repair.title} ${placeKey(repair.target)}`;
  return (findings[0]?.repairs ?? []).filter((repair) =>
    findings.every((f) => f.repairs?.some((r) => key(r) === key(repair))),
  );
}

const placeKey = (place: Place): string => `${place.file}:${place.span.start}:${place.span.end}`;
