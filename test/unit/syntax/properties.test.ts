import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModuleTree, Span, Stmt } from '../../../server/src/syntax';
import { newParseCache, parse, suitesOf, visit } from '../../../server/src/syntax';
import { heal } from '../../../server/src/syntax/heal';
import { snippets } from './snippets';

const pieces = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"',
  '"""',
  '\n',
  ' ',
  '    ',
  '\t',
  '\\',
  ':',
  '=',
  ',',
  '.',
  ';',
  '*',
  '@',
  '%',
  '!',
  '?',
  '#',
  '\r\n',
  '\f',
  '\0',
  'é',
  '😀',
  'def ',
  'class ',
  'if ',
  'else',
  'for ',
  'in ',
  'lambda',
  'return ',
  'f"{',
  '->',
  ':=',
];

interface Damage {
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(2000),
  length: fc.oneof(fc.constant(0), fc.nat(12)),
  piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })),
});
const damages = fc.array(damage, { minLength: 1, maxLength: 4 });
const snippet = fc.constantFrom(...snippets);

function damaged(text: string, all: readonly Damage[]): string {
  return all.reduce((so, { at, length, piece }) => {
    const place = at % (so.length + 1);
    return so.slice(0, place) + piece + so.slice(place + length);
  }, text);
}

/** Every span within the text, and statements side by side in order. */
function spansHold(tree: ModuleTree, text: string): boolean {
  const fits = ({ start, end }: Span): boolean => 0 <= start && start <= end && end <= text.length;
  let all = tree.problems.every(({ span }) => fits(span)) && tree.comments.every(({ span }) => fits(span));
  visit(tree.body, {
    statement: ({ span }) => {
      all &&= fits(span);
      return true;
    },
    expression: ({ span }) => {
      all &&= fits(span);
      return true;
    },
  });
  return all && inOrder(tree.body);
}

function inOrder(stmts: readonly Stmt[]): boolean {
  return stmts.every((stmt, i) => (stmts[i - 1]?.span.end ?? 0) <= stmt.span.start && suitesOf(stmt).every(inOrder));
}

test('no damage makes it throw, and every span stays within the text', () => {
  fc.assert(
    fc.property(snippet, damages, (text, all) => {
      const broken = damaged(text, all);
      return spansHold(parse(broken), broken);
    }),
    { numRuns: 400 },
  );
});

test('any text at all gives a tree', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => spansHold(parse(text), text)),
    { numRuns: 200 },
  );
});

test('memory of the last parse changes nothing but the time', () => {
  fc.assert(
    fc.property(snippet, fc.array(damages, { minLength: 1, maxLength: 3 }), (text, rounds) => {
      const previous = newParseCache();
      let now = text;
      for (const all of rounds) {
        parse(now, { previous });
        now = damaged(now, all);
        expect(parse(now, { previous })).toEqual(parse(now));
      }
    }),
    { numRuns: 150 },
  );
});

test('statements that neither changed nor moved stay the same objects', () => {
  const previous = newParseCache();
  const text = snippets[1] ?? '';
  const one = parse(text, { previous }).body;
  const two = parse(text.replace('yield 1', 'yield 12'), { previous }).body;
  expect(two.slice(0, -1)).toHaveLength(one.length - 1);
  two.slice(0, -1).forEach((stmt, i) => {
    expect(stmt).toBe(one[i]);
  });
});

test.each(snippets)('healing changes nothing in a valid text', (text) => {
  expect(parse(text).healed).toBe(false);
  expect(parse(text).problems).toEqual([]);
  const { source, problems } = heal(text);
  expect(source.shown).toBe(text);
  expect(problems).toEqual([]);
});

/** Statements in all suites, but those that begin within `[from, to)` and `but` itself. */
function found(stmts: readonly Stmt[], from: number, to: number, shift: number, but?: Stmt): string[] {
  return stmts.flatMap((stmt) => {
    const { start } = stmt.span;
    const isEdited = stmt === but || (from <= start && start < to);
    const name = 'name' in stmt ? stmt.name : '';
    const here = isEdited ? [] : [`${stmt.kind} ${name} at ${start >= to ? start + shift : start}`];
    return [...here, ...suitesOf(stmt).flatMap((suite) => found(suite, from, to, shift, but))];
  });
}

/** The places where a person would retype: whole simple statements, the headers of compound ones. */
function retyped(text: string, stmts: readonly Stmt[]): (Span & { readonly stmt: Stmt })[] {
  return stmts.flatMap((stmt) => {
    const suites = suitesOf(stmt);
    const header = 'headerSpan' in stmt ? { start: stmt.headerSpan.start, end: stmt.headerSpan.end + 1 } : undefined;
    const line = { start: stmt.span.start, end: text.indexOf('\n', stmt.span.start) };
    const own = header ?? (suites.length > 0 ? line : stmt.span);
    return [{ ...own, stmt }, ...suites.flatMap((suite) => retyped(text, suite))];
  });
}

describe('typing a statement key by key', () => {
  test.each(snippets.slice(0, 2))('keeps all others in sight', (text) => {
    const whole = parse(text);
    for (const { start, end, stmt } of retyped(text, whole.body)) {
      const wanted = found(whole.body, start, end, 0, stmt);
      for (let at = start; at < end; at++) {
        const partial = text.slice(0, at) + text.slice(end);
        const seen = new Set(found(parse(partial).body, start, at, end - at));
        const lost = wanted.filter((one) => !seen.has(one) && !isElif(text, one));
        expect({ typed: text.slice(start, at), lost }).toEqual({ typed: text.slice(start, at), lost: [] });
      }
    }
  });
});

/** An `elif` is lost as an If while its own `if` is away. */
function isElif(text: string, described: string): boolean {
  const at = Number(/\d+$/.exec(described)?.[0]);
  return text.startsWith('elif', at);
}
