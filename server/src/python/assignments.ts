/** Assignment to names, attributes, subscripts and patterns of them. */
import type { AnnAssign, Assign, AugAssign, Delete, Expr, Span } from '../syntax';
import { cursor } from './iteration';
import type { Machine } from './machine';
import { bindName, findName, unbindName, unbound } from './names';
import { inPlace } from './operations';
import { annotationValue } from './specials';
import type { Scope, UnknownValue, Value } from './values';

export function executeAssign(machine: Machine, { targets, value: expr, span }: Assign, scope: Scope): void {
  const value = machine.evaluateExpr(expr, scope);
  for (const target of targets) assign(machine, target, value, scope, span);
}

export function executeAnnAssign(machine: Machine, { target, annotation, value, span }: AnnAssign, scope: Scope): void {
  if (scope.role === 'class' && target.kind === 'Name') noteAnnotation(machine, scope, target.id, annotation);
  if (value !== undefined) assign(machine, target, machine.evaluateExpr(value, scope), scope, span);
}

/** Class bodies keep annotations in order, for dataclasses and NamedTuples. */
function noteAnnotation(machine: Machine, scope: Scope, name: string, annotation: Expr): void {
  let annotations = scope.vars.get('__annotations__');
  if (annotations?.kind !== 'dict') {
    annotations = { kind: 'dict', entries: new Map() };
    bindName(machine, scope, '__annotations__', annotations);
  }
  const value = annotationValue(machine, annotation, scope);
  machine.touch(annotations);
  annotations.entries.set(`s:${name}`, { key: { kind: 'str', value: name }, value });
}

export function executeAugAssign(machine: Machine, node: AugAssign, scope: Scope): void {
  const { target, op } = node;
  switch (target.kind) {
    case 'Name': {
      const before = findName(machine, scope, target.id);
      if (before === undefined) unbound(machine, scope, target.id);
      else assign(machine, target, changed(machine, op, before, node, scope), scope, node.span);
      return;
    }
    case 'Attribute': {
      const object = machine.evaluateExpr(target.value, scope);
      machine.frame.node = target.span;
      const value = changed(machine, op, machine.getAttribute(object, target.attr), node, scope);
      machine.setAttribute(object, target.attr, value);
      announceAttribute(machine, target, value, node.span);
      return;
    }
    case 'Subscript': {
      const object = machine.evaluateExpr(target.value, scope);
      const index = machine.evaluateExpr(target.index, scope);
      machine.frame.node = target.span;
      machine.setItem(object, index, changed(machine, op, machine.getItem(object, index), node, scope));
      return;
    }
    default:
      machine.evaluateExpr(node.value, scope);
  }
}

function changed(machine: Machine, op: AugAssign['op'], before: Value, node: AugAssign, scope: Scope): Value {
  const operand = machine.evaluateExpr(node.value, scope);
  machine.frame.node = node.span;
  return inPlace(machine, op, before, operand);
}

export function assign(machine: Machine, target: Expr, value: Value, scope: Scope, statement: Span): void {
  switch (target.kind) {
    case 'Name':
      bindName(machine, scope, target.id, value);
      announce(machine, target.id, target.span, value, statement);
      return;
    case 'Attribute': {
      const object = machine.evaluateExpr(target.value, scope);
      machine.frame.node = target.span;
      machine.setAttribute(object, target.attr, value);
      announceAttribute(machine, target, value, statement);
      return;
    }
    case 'Subscript': {
      const object = machine.evaluateExpr(target.value, scope);
      const index = machine.evaluateExpr(target.index, scope);
      machine.frame.node = target.span;
      machine.setItem(object, index, value);
      return;
    }
    case 'Tuple':
    case 'List':
      machine.frame.node = target.span;
      unpack(machine, target.elements, value, scope, statement);
      return;
    case 'Starred':
      assign(machine, target.value, value, scope, statement);
      return;
    default:
      return;
  }
}

function announce(machine: Machine, name: string, nameSpan: Span, value: Value, statement: Span): void {
  machine.observer.bind({ kind: 'set', name, nameSpan, statement, value, frame: machine.frame });
}

function announceAttribute(
  machine: Machine,
  target: Extract<Expr, { kind: 'Attribute' }>,
  value: Value,
  statement: Span,
): void {
  if (target.value.kind === 'Name')
    announce(machine, `${target.value.id}.${target.attr}`, target.attrSpan, value, statement);
}

/** At most this many items are taken from an endless iterator. */
const MOST_UNPACKED = 10_000;

function unpack(machine: Machine, targets: readonly Expr[], value: Value, scope: Scope, statement: Span): void {
  const star = targets.findIndex((target) => target.kind === 'Starred');
  const wanted = star < 0 ? targets.length : targets.length - 1;
  const source = cursor(machine, value);
  const items: Value[] = [];
  // One more than is wanted tells that there are too many.
  const most = star < 0 ? wanted + 1 : MOST_UNPACKED;
  while (items.length < most) {
    const item = source.next();
    if (item === undefined) break;
    items.push(item);
  }
  const rest = items.length < most ? source.rest() : undefined;
  const failed = rest ? undefined : wrongCount(machine, items.length, wanted, star >= 0, targets);
  const filler = failed ?? rest;
  if (star < 0) {
    for (const [i, target] of targets.entries()) {
      assign(machine, target, failed ?? items[i] ?? filler ?? value, scope, statement);
    }
  } else unpackStarred(machine, targets, star, { items, rest: filler, failed }, scope, statement);
}

interface Unpacked {
  readonly items: readonly Value[];
  readonly rest: UnknownValue | undefined;
  readonly failed: UnknownValue | undefined;
}

function unpackStarred(
  machine: Machine,
  targets: readonly Expr[],
  star: number,
  source: Unpacked,
  scope: Scope,
  statement: Span,
): void {
  const { items, rest, failed } = source;
  const after = targets.length - star - 1;
  const end = rest ? items.length : items.length - after;
  targets.forEach((target, i) => {
    let value: Value | undefined;
    if (failed) value = failed;
    else if (i < star) value = items[i] ?? rest;
    else if (i === star)
      value = { kind: 'list', items: items.slice(star, Math.max(end, star)), ...(rest ? { rest } : {}) };
    else value = rest ?? items[end + i - star - 1];
    if (value !== undefined) assign(machine, target, value, scope, statement);
  });
}

function wrongCount(
  machine: Machine,
  got: number,
  wanted: number,
  starred: boolean,
  targets: readonly Expr[],
): UnknownValue | undefined {
  if (got === wanted || (starred && got > wanted)) return undefined;
  const few = got < wanted;
  const expected = starred ? `at least ${wanted}` : `${wanted}`;
  const message = few
    ? `not enough values to unpack (expected ${expected}, got ${got})`
    : `too many values to unpack (expected ${expected})`;
  const names = targets.length === 1 ? 'name' : 'names';
  const why = few
    ? `There are ${wanted} ${names} on the left and ${got} value${got === 1 ? '' : 's'} on the right.`
    : undefined;
  return machine.refuse({ code: 'CS119', message: `ValueError: ${message}`, why }, 'ValueError');
}

export function executeDelete(machine: Machine, { targets }: Delete, scope: Scope): void {
  for (const target of targets) remove(machine, target, scope);
}

function remove(machine: Machine, target: Expr, scope: Scope): void {
  machine.frame.node = target.span;
  switch (target.kind) {
    case 'Name':
      if (!unbindName(machine, scope, target.id)) unbound(machine, scope, target.id);
      return;
    case 'Attribute':
      machine.deleteAttribute(machine.evaluateExpr(target.value, scope), target.attr);
      return;
    case 'Subscript':
      machine.deleteItem(machine.evaluateExpr(target.value, scope), machine.evaluateExpr(target.index, scope));
      return;
    case 'Tuple':
    case 'List':
      for (const element of target.elements) remove(machine, element, scope);
      return;
    default:
      return;
  }
}
