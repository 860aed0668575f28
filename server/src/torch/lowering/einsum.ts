/** Einstein sums as products of matrices: shared letters are the batch, letters that go are summed. */
import type { ValueId } from '../../program';
import { type Dim, product } from '../../symbolic';
import { type Lowering, tensors, text } from './lowering';

interface Operand {
  readonly value: ValueId;
  /** One letter for each axis; what an ellipsis stands for is numbered. */
  readonly letters: readonly string[];
}

export function contracted(l: Lowering): ValueId {
  const equation = text(l, 'equation');
  if (equation === undefined) return l.refuse('the equation is not known');
  const values = tensors(l, '*').length > 0 ? tensors(l, '*') : tensors(l, 'operands');
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const operands = left.split(',').map((part, i): Operand => {
    const value = values[i] ?? l.refuse('the equation has more parts than there are tensors');
    return { value, letters: lettersOf(part, l.b.rank(value)) };
  });
  for (const { letters } of operands)
    if (new Set(letters).size !== letters.length)
      l.refuse('a letter that stands twice in one part is not trained here');
  const out = right === undefined ? implicit(operands) : outputLetters(right, operands);
  const [first, ...rest] = operands;
  if (!first) return l.refuse('einsum needs a tensor');
  const joined = rest.reduce<Operand>((a, c, i) => {
    const later = new Set([...out, ...rest.slice(i + 1).flatMap((o) => o.letters)]);
    return pairOf(l, a, c, later);
  }, first);
  const summed = without(l, joined, new Set(out));
  return l.b.transpose(
    summed.value,
    out.map((letter) => summed.letters.indexOf(letter)),
  );
}

function lettersOf(part: string, rank: number): readonly string[] {
  const at = part.indexOf('...');
  if (at < 0) return [...part];
  const [before, after] = [[...part.slice(0, at)], [...part.slice(at + 3)]];
  const dots = rank - before.length - after.length;
  // Counted from the end, so that they line up as broadcasting does.
  return [...before, ...Array.from({ length: dots }, (_, i) => `.${dots - i}`), ...after];
}

function outputLetters(right: string, operands: readonly Operand[]): readonly string[] {
  const dots = operands
    .map((o) => o.letters.filter((letter) => letter.startsWith('.')))
    .reduce((a, c) => (c.length > a.length ? c : a), []);
  const at = right.indexOf('...');
  return at < 0 ? [...right] : [...right.slice(0, at), ...dots, ...right.slice(at + 3)];
}

/** Without an arrow: the letters that stand once, in alphabetical order. */
function implicit(operands: readonly Operand[]): readonly string[] {
  const all = operands.flatMap((o) => o.letters);
  return all.filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort();
}

/** Sums over the letters that nobody needs. */
function without(l: Lowering, { value, letters }: Operand, needed: ReadonlySet<string>): Operand {
  const axes = letters.flatMap((letter, i) => (needed.has(letter) ? [] : [i]));
  return { value: l.b.reduce('sum', value, axes), letters: letters.filter((letter) => needed.has(letter)) };
}

function pairOf(l: Lowering, x: Operand, y: Operand, later: ReadonlySet<string>): Operand {
  const a = without(l, x, new Set([...later, ...y.letters]));
  const c = without(l, y, new Set([...later, ...x.letters]));
  const shared = a.letters.filter((letter) => c.letters.includes(letter));
  const batch = shared.filter((letter) => later.has(letter));
  const summed = shared.filter((letter) => !later.has(letter));
  const left = a.letters.filter((letter) => !shared.includes(letter));
  const right = c.letters.filter((letter) => !shared.includes(letter));
  const sizes = (o: Operand, names: readonly string[]): Dim[] =>
    names.map((letter) => l.b.shape(o.value)[o.letters.indexOf(letter)] ?? 1);
  const matrix = (o: Operand, rows: readonly string[], columns: readonly string[]): ValueId => {
    const order = [...batch, ...rows, ...columns];
    const turned = l.b.transpose(
      o.value,
      order.map((letter) => o.letters.indexOf(letter)),
    );
    return l.b.reshape(turned, [product(sizes(o, batch)), product(sizes(o, rows)), product(sizes(o, columns))]);
  };
  const found = l.b.matmul(matrix(a, left, summed), matrix(c, summed, right));
  return {
    value: l.b.reshape(found, [...sizes(a, batch), ...sizes(a, left), ...sizes(c, right)]),
    letters: [...batch, ...left, ...right],
  };
}
