/** Fixes among layers that are written one after the other, as in `nn.Sequential(…)` or a list of layers. */
import type { ModuleInfo, Repair } from '../graph';
import { type Expr, expressionAt, type Span } from '../syntax';
import type { Subject } from './subject';

/** Two neighbours in one call or list, the first before the second. */
interface Pair {
  readonly file: string;
  readonly first: Expr;
  readonly second: Expr;
}

function pairOf({ tree, reading }: Subject, first: ModuleInfo, second: ModuleInfo): Pair | undefined {
  if (!first.builtAt || second.builtAt?.file !== reading.file || first.builtAt.file !== reading.file) return undefined;
  const { span } = first.builtAt;
  for (const around of expressionAt(tree, span.start)) {
    const elements = elementsOf(around);
    const at = elements.findIndex((e) => same(e.span, span));
    const next = elements[at + 1];
    const layer = elements[at];
    if (layer && next && same(next.span, second.builtAt.span))
      return { file: reading.file, first: layer, second: next };
  }
  return undefined;
}

function elementsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'Call') return expr.keywords.length === 0 ? expr.args : [];
  return expr.kind === 'List' || expr.kind === 'Tuple' ? expr.elements : [];
}

const same = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** `nn.Conv2d(…), nn.ReLU()`: the new layer is named as the first is. */
export function insertBetween(subject: Subject, first: ModuleInfo, second: ModuleInfo, layer: string): Repair[] {
  const pair = pairOf(subject, first, second);
  if (pair?.first.kind !== 'Call' || pair.first.func.kind !== 'Attribute') return [];
  const prefix = subject.text.slice(pair.first.func.span.start, pair.first.func.attrSpan.start);
  const between = subject.text.slice(pair.first.span.end, pair.second.span.start);
  if (between.includes('#')) return [];
  const span = { start: pair.second.span.start, end: pair.second.span.start };
  const separator = between.slice(between.indexOf(',') + 1);
  const text = `${prefix}${layer}(),${separator}`;
  const changes = [{ file: pair.file, span, text }];
  return [
    {
      kind: 'replace',
      title: `Insert ${prefix}${layer}()`,
      target: { file: pair.file, span: pair.first.span },
      changes,
    },
  ];
}

export function removeSecond(subject: Subject, first: ModuleInfo, second: ModuleInfo): Repair[] {
  const pair = pairOf(subject, first, second);
  if (!pair) return [];
  const span = { start: pair.first.span.end, end: pair.second.span.end };
  if (subject.text.slice(span.start, pair.second.span.start).includes('#')) return [];
  const changes = [{ file: pair.file, span, text: '' }];
  const removed = subject.text.slice(pair.second.span.start, pair.second.span.end);
  return [
    { kind: 'replace', title: `Remove ${removed}`, target: { file: pair.file, span: pair.second.span }, changes },
  ];
}

export function swap(subject: Subject, first: ModuleInfo, second: ModuleInfo, title: string): Repair[] {
  const pair = pairOf(subject, first, second);
  if (!pair) return [];
  const textOf = ({ span }: Expr): string => subject.text.slice(span.start, span.end);
  const changes = [
    { file: pair.file, span: pair.first.span, text: textOf(pair.second) },
    { file: pair.file, span: pair.second.span, text: textOf(pair.first) },
  ];
  return [{ kind: 'replace', title, target: { file: pair.file, span: pair.first.span }, changes }];
}
