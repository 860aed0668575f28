/** An expression as a person would write it, for messages; long ones are cut short. */
import type { Expr } from '../syntax';

const LONGEST = 80;

export function unparse(expr: Expr): string {
  const text = write(expr);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function write(expr: Expr): string {
  switch (expr.kind) {
    case 'Name':
      return expr.id;
    case 'Attribute':
      return `${write(expr.value)}.${expr.attr}`;
    case 'Int':
    case 'Float':
      return String(expr.value ?? '…');
    case 'Str':
      return `'${expr.value}'`;
    case 'Bytes':
      return `b'${expr.value}'`;
    case 'True':
    case 'False':
    case 'None':
      return expr.kind;
    case 'Ellipsis':
      return '...';
    case 'Subscript':
      return `${write(expr.value)}[${expr.index.kind === 'Tuple' ? commas(expr.index.elements) : write(expr.index)}]`;
    case 'Slice':
      return `${optional(expr.lower)}:${optional(expr.upper)}${expr.step ? `:${write(expr.step)}` : ''}`;
    case 'Call':
      return `${write(expr.func)}(${[
        ...expr.args.map(write),
        ...expr.keywords.map((k) => (k.name === undefined ? `**${write(k.value)}` : `${k.name}=${write(k.value)}`)),
      ].join(', ')})`;
    case 'BinOp':
    case 'BoolOp':
      return `${nested(expr.left)} ${expr.op} ${nested(expr.right)}`;
    case 'UnaryOp':
      return `${expr.op}${expr.op === 'not' ? ' ' : ''}${nested(expr.operand)}`;
    case 'Compare':
      return expr.ops.reduce(
        (text, op, i) => `${text} ${op} ${nested(expr.comparators[i] ?? expr.left)}`,
        nested(expr.left),
      );
    case 'IfExp':
      return `${write(expr.body)} if ${write(expr.test)} else ${write(expr.orelse)}`;
    case 'Tuple':
      return `(${commas(expr.elements)}${expr.elements.length === 1 ? ',' : ''})`;
    case 'List':
      return `[${commas(expr.elements)}]`;
    case 'Set':
      return `{${commas(expr.elements)}}`;
    case 'Starred':
      return `*${write(expr.value)}`;
    case 'Await':
      return `await ${write(expr.value)}`;
    case 'NamedExpr':
      return `(${expr.target.id} := ${write(expr.value)})`;
    case 'Lambda':
      return `lambda ${expr.parameters.map((p) => p.name).join(', ')}: ${write(expr.body)}`;
    case 'Dict':
      return '{…}';
    default:
      return '…';
  }
}

const commas = (exprs: readonly Expr[]): string => exprs.map(write).join(', ');
const optional = (expr: Expr | undefined): string => (expr ? write(expr) : '');

function nested(expr: Expr): string {
  const compound = expr.kind === 'BinOp' || expr.kind === 'BoolOp' || expr.kind === 'Compare' || expr.kind === 'IfExp';
  return compound ? `(${write(expr)})` : write(expr);
}
