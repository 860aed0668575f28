/** Trees as short text, for expectations. */
import type { Expr, ModuleTree, Parameters, Pattern, Stmt } from '../../../server/src/syntax';
import { parse } from '../../../server/src/syntax';

/** The statements of a text, one a line, suites indented. */
export function shape(text: string, options: { notebook?: boolean } = {}): string {
  return print(parse(text, options));
}

export function print(tree: ModuleTree): string {
  return tree.body.map((stmt) => statement(stmt)).join('\n');
}

/** The one expression of a text, every operation in parentheses. */
export function expressionOf(text: string): string {
  const [stmt] = parse(text).body;
  return stmt?.kind === 'Expr' ? expression(stmt.value) : `not an expression: ${stmt?.kind}`;
}

function suite(stmts: readonly Stmt[]): string {
  return stmts.map((stmt) => `\n${statement(stmt)}`.replaceAll('\n', '\n  ')).join('');
}

export function statement(stmt: Stmt): string {
  switch (stmt.kind) {
    case 'FunctionDef': {
      const marks = `${stmt.isAsync ? 'async ' : ''}def${stmt.isGenerator ? '*' : ''}`;
      const returns = stmt.returns === undefined ? '' : ` -> ${expression(stmt.returns)}`;
      return `${decorators(stmt.decorators)}${marks} ${stmt.name}(${parameters(stmt.parameters)})${returns}${suite(stmt.body)}`;
    }
    case 'ClassDef':
      return `${decorators(stmt.decorators)}class ${stmt.name}(${list([...stmt.bases.map(expression), ...stmt.keywords.map(keyword)])})${suite(stmt.body)}`;
    case 'Return':
      return `return ${optional(stmt.value)}`;
    case 'Delete':
      return `del ${all(stmt.targets)}`;
    case 'Assign':
      return `${stmt.targets.map((target) => `${expression(target)} = `).join('')}${expression(stmt.value)}`;
    case 'AugAssign':
      return `${expression(stmt.target)} ${stmt.op}= ${expression(stmt.value)}`;
    case 'AnnAssign':
      return `${expression(stmt.target)}: ${expression(stmt.annotation)} = ${optional(stmt.value)}`;
    case 'For':
      return `for ${expression(stmt.target)} in ${expression(stmt.iter)}${suite(stmt.body)}${otherwise(stmt.orelse)}`;
    case 'While':
    case 'If':
      return `${stmt.kind === 'If' ? 'if' : 'while'} ${expression(stmt.test)}${suite(stmt.body)}${otherwise(stmt.orelse)}`;
    case 'With':
      return `with ${list(stmt.items.map((item) => `${expression(item.context)} as ${optional(item.target)}`))}${suite(stmt.body)}`;
    case 'Raise':
      return `raise ${optional(stmt.exception)} from ${optional(stmt.cause)}`;
    case 'Try': {
      const handlers = stmt.handlers.map(
        (one) => `\nexcept ${optional(one.type)} as ${one.name ?? '-'}${suite(one.body)}`,
      );
      const last = stmt.finalbody.length === 0 ? '' : `\nfinally${suite(stmt.finalbody)}`;
      return `try${suite(stmt.body)}${handlers.join('')}${otherwise(stmt.orelse)}${last}`;
    }
    case 'Assert':
      return `assert ${expression(stmt.test)}, ${optional(stmt.message)}`;
    case 'Import':
      return `import ${list(stmt.names.map((alias) => `${alias.name} as ${alias.asName ?? '-'}`))}`;
    case 'ImportFrom':
      return `from ${stmt.level} ${stmt.module} import ${list(stmt.names.map((alias) => `${alias.name} as ${alias.asName ?? '-'}`))}`;
    case 'Global':
    case 'Nonlocal':
      return `${stmt.kind} ${list(stmt.names)}`;
    case 'Expr':
      return expression(stmt.value);
    case 'Match': {
      const cases = stmt.cases.map((one) => {
        const guard = one.guard === undefined ? '' : ` if ${expression(one.guard)}`;
        return `\n  case ${pattern(one.pattern)}${guard}${suite(one.body).replaceAll('\n', '\n  ')}`;
      });
      return `match ${expression(stmt.subject)}${cases.join('')}`;
    }
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'Bad':
      return stmt.kind;
  }
}

function decorators(exprs: readonly Expr[]): string {
  return exprs.map((one) => `@${expression(one)} `).join('');
}

function otherwise(stmts: readonly Stmt[]): string {
  return stmts.length === 0 ? '' : `\nelse${suite(stmts)}`;
}

function list(parts: readonly string[]): string {
  return parts.join(', ');
}

function all(exprs: readonly Expr[]): string {
  return list(exprs.map(expression));
}

function optional(expr: Expr | undefined): string {
  return expr === undefined ? '-' : expression(expr);
}

const parameterMarks = {
  'positional-only': '/',
  positional: '',
  'var-positional': '*',
  'keyword-only': '!',
  'var-keyword': '**',
} as const;

function parameters(all: Parameters): string {
  return list(
    all.map((one) => {
      const type = one.annotation === undefined ? '' : `: ${expression(one.annotation)}`;
      const value = one.default === undefined ? '' : ` = ${expression(one.default)}`;
      return `${parameterMarks[one.kind]}${one.name}${type}${value}`;
    }),
  );
}

function keyword(one: { readonly name: string | undefined; readonly value: Expr }): string {
  return one.name === undefined ? `**${expression(one.value)}` : `${one.name}=${expression(one.value)}`;
}

type Joined = Extract<Expr, { kind: 'JoinedStr' }>['values'];

function joined(values: Joined): string {
  return list(
    values.map((part) => {
      if (typeof part === 'string') return JSON.stringify(part);
      const conversion = part.conversion === undefined ? '' : `!${part.conversion}`;
      const format = part.format.length === 0 ? '' : `:[${joined(part.format)}]`;
      return `{${expression(part.value)}${conversion}${format}}`;
    }),
  );
}

export function expression(expr: Expr): string {
  switch (expr.kind) {
    case 'Int':
      return expr.value === undefined ? 'huge' : String(expr.value);
    case 'Float':
      return Number.isInteger(expr.value) ? `${expr.value}.0` : String(expr.value);
    case 'Str':
      return JSON.stringify(expr.value);
    case 'Bytes':
      return `b${JSON.stringify(expr.value)}`;
    case 'True':
    case 'False':
    case 'None':
    case 'Missing':
      return expr.kind;
    case 'Ellipsis':
      return '...';
    case 'JoinedStr':
      return `f(${joined(expr.values)})`;
    case 'Name':
      return expr.id;
    case 'Attribute':
      return `${expression(expr.value)}.${expr.attr}`;
    case 'Subscript':
      return `${expression(expr.value)}[${expression(expr.index)}]`;
    case 'Slice':
      return `(${optional(expr.lower)}:${optional(expr.upper)}:${optional(expr.step)})`;
    case 'Call':
      return `${expression(expr.func)}(${list([...expr.args.map(expression), ...expr.keywords.map(keyword)])})`;
    case 'BinOp':
    case 'BoolOp':
      return `(${expression(expr.left)} ${expr.op} ${expression(expr.right)})`;
    case 'UnaryOp':
      return `(${expr.op} ${expression(expr.operand)})`;
    case 'Compare':
      return `(${expression(expr.left)}${expr.ops.map((op, i) => ` ${op} ${optional(expr.comparators[i])}`).join('')})`;
    case 'IfExp':
      return `(${expression(expr.body)} if ${expression(expr.test)} else ${expression(expr.orelse)})`;
    case 'Lambda':
      return `(lambda ${parameters(expr.parameters)}: ${expression(expr.body)})`;
    case 'Tuple':
      return `T(${all(expr.elements)})`;
    case 'List':
      return `[${all(expr.elements)}]`;
    case 'Set':
      return `{${all(expr.elements)}}`;
    case 'Dict':
      return `{${list(expr.entries.map(({ key, value }) => (key === undefined ? `**${expression(value)}` : `${expression(key)}: ${expression(value)}`)))}}`;
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp': {
      const value = expr.value === undefined ? '' : `: ${expression(expr.value)}`;
      const clauses = expr.generators.map((one) => {
        const conditions = one.conditions.map((condition) => ` if ${expression(condition)}`).join('');
        return ` for ${expression(one.target)} in ${expression(one.iter)}${conditions}`;
      });
      return `${expr.kind}(${expression(expr.element)}${value}${clauses.join('')})`;
    }
    case 'NamedExpr':
      return `(${expr.target.id} := ${expression(expr.value)})`;
    case 'Starred':
      return `*${expression(expr.value)}`;
    case 'Await':
      return `(await ${expression(expr.value)})`;
    case 'Yield':
      return `(yield ${optional(expr.value)})`;
    case 'YieldFrom':
      return `(yield from ${optional(expr.value)})`;
  }
}

function pattern(one: Pattern): string {
  switch (one.kind) {
    case 'MatchValue':
      return expression(one.value);
    case 'MatchSequence':
      return `[${list(one.patterns.map(pattern))}]`;
    case 'MatchStar':
      return `*${one.name ?? '_'}`;
    case 'MatchMapping': {
      const rest = one.rest === undefined ? [] : [`**${one.rest}`];
      const entries = one.keys.map(
        (key, i) => `${expression(key)}: ${pattern(one.patterns[i] ?? { kind: 'MatchUnknown' })}`,
      );
      return `{${list([...entries, ...rest])}}`;
    }
    case 'MatchClass':
      return `${expression(one.cls)}(${list([...one.patterns.map(pattern), ...one.keywords.map((word) => `${word.name}=${pattern(word.pattern)}`)])})`;
    case 'MatchAs':
      return one.pattern === undefined ? (one.name ?? '_') : `(${pattern(one.pattern)} as ${one.name ?? '_'})`;
    case 'MatchOr':
      return `(${one.patterns.map(pattern).join(' | ')})`;
    case 'MatchUnknown':
      return '?';
  }
}
