/** Fractional max pooling (Graham 2014) and the way back from a max pool. */

import { scaled } from '../../arithmetic/scale';
import { type Arguments, known, type TensorValue, toInt, tuple, type Value } from '../../python';
import { add, type Dim, display, equal, isZero, less, mul, sub } from '../../symbolic';
import { tensor } from '../common/arguments';
import { keepsIndices } from '../common/pooling';
import { perAxis } from '../common/spatial';
import { axisLines, page, sizes, term } from '../common/text';
import { inputOf, intsOf } from '../context';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';

// ---- fractional ----

const AXES: Readonly<Record<number, readonly string[]>> = { 2: ['height', 'width'], 3: ['time', 'height', 'width'] };

function fractionalTargets(a: Arguments, c: OpContext, name: string, space: readonly Dim[]): readonly Dim[] {
  const n = space.length;
  if (!a.isNone('output_size')) {
    return perAxis(
      a,
      c,
      'output_size',
      n,
      () => `${name}: output_size must either be a single Int or tuple of ${n === 3 ? 'three ' : ''}Ints`,
    );
  }
  if (a.isNone('output_ratio')) {
    c.refuse({
      code: 'CS124',
      exception: 'ValueError',
      message: `${name} requires specifying either an output_size or an output_ratio`,
      why: 'Without either the size of the result is open.',
    });
  }
  const value = a.value('output_ratio');
  const ratios = value.kind === 'list' || value.kind === 'tuple' ? value.items.map(known) : space.map(() => value);
  return space.map((size, i) => {
    const ratio = ratios[i];
    const factor = ratio?.kind === 'float' ? ratio.value : ratio === undefined ? undefined : toInt(ratio);
    const out = typeof factor === 'number' ? scaled(size, factor) : undefined;
    return out ?? c.unknown('undecided', `the part of the size that ${name} keeps is not known`);
  });
}

function fractional(a: Arguments, c: OpContext, n: number, withIndices: boolean): Value {
  const name = `fractional_max_pool${n}d`;
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    c.refuse({
      code: 'CS117',
      message: `${name}(): Expected ${n + 1}D or ${n + 2}D tensor, but got: ${sizes(shape)}`,
      why: `The input has ${shape.length} dimensions; ${n + 1} or, with a batch, ${n + 2} are needed.`,
    });
  }
  const space = shape.slice(-n);
  const kernel = perAxis(
    a,
    c,
    'kernel_size',
    n,
    () => `${name}: kernel_size must either be a single Int or tuple of ${n === 3 ? 'three ' : ''}Ints`,
  );
  const out = fractionalTargets(a, c, name, space);
  space.forEach((size, i) => {
    const axis = AXES[n]?.[i] ?? '';
    const k = kernel[i] ?? 1;
    // In three dimensions PyTorch wants one more.
    c.requireAtMost(
      n === 3 ? add(out[i] ?? 1, k) : sub(add(out[i] ?? 1, k), 1),
      size,
      'the windows of a fractional pool',
      () => ({
        code: 'CS103',
        message: `${name}${n === 3 ? '_out' : ''}(): pool ${axis} ${display(k)} too large relative to input ${axis} ${display(size)}`,
        why: 'The windows must fit when each moves on by at least one.',
      }),
    );
  });
  const result = [...shape.slice(0, -n), ...out];
  const values = c.tensor(result, { dtype: input.dtype });
  return withIndices ? tuple([values, c.tensor(result, { dtype: 'int64' })]) : values;
}

function fractionalPool(n: number): OpDeclaration {
  const name = `fractional_max_pool${n}d`;
  const size = new Array<number>(n).fill(8).join(', ');
  const out = (s: number): number[] => new Array<number>(n).fill(s);
  return {
    name: `torch.nn.functional.${name}`,
    category: 'pool',
    doc: 'Takes the largest number of windows whose places are drawn at random, so that the size can shrink by a fraction.',
    reference: page(`torch.nn.functional.${name}`),
    signature: '(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)',
    run: (a, c) => fractional(a, c, n, a.bool('return_indices')),
    explain: (record) =>
      axisLines(
        (inputOf(record, 'input')?.shape ?? [])
          .slice(-n)
          .map((s, i) => `${display(s)} becomes ${display(record.outputs[0]?.shape?.slice(-n)[i] ?? 0)}`),
      ),
    reach: () => undefined,
    keeps: keepsIndices,
    examples: [
      { code: `F.${name}(x, 2, output_size=5)`, inputs: { x: `[2, 3, ${size}]` }, output: [2, 3, ...out(5)] },
      { code: `F.${name}(x, 2, output_ratio=0.6)`, inputs: { x: `[3, ${size}]` }, output: [3, ...out(4)] },
      { code: `F.${name}(x, 2, output_size=8)`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS103' },
      { code: `F.${name}(x, 2)`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS124' },
    ],
  };
}

// ---- unpooling ----

function unpool(a: Arguments, c: OpContext, n: number): TensorValue {
  const name = `max_unpool${n}d`;
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const indices = shapeOf(tensor(a, 'indices'));
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    const worked = n === 1 ? 2 : n;
    c.refuse({
      code: 'CS117',
      message: `Input to max_unpooling${worked}d should be a ${worked + 1}d or ${worked + 2}d Tensor, but got a tensor with ${shape.length + worked - n} dimensions.`,
      why: `The input of ${name} has channels and ${n} spatial dimension${n === 1 ? '' : 's'}, with or without a batch.`,
    });
  }
  const wrong = (): string => `${name}: expected ${n} values`;
  const kernel = perAxis(a, c, 'kernel_size', n, wrong);
  const stride = a.isNone('stride') ? kernel : perAxis(a, c, 'stride', n, wrong);
  const padding = perAxis(a, c, 'padding', n, wrong);
  const space = shape.slice(-n);
  const usual = space.map((size, i) =>
    sub(add(mul(sub(size, 1), stride[i] ?? 1), kernel[i] ?? 1), mul(2, padding[i] ?? 0)),
  );
  const out = a.isNone('output_size') ? usual : chosen(a, c, usual, stride);
  const isSame = indices.length === shape.length && indices.every((d, i) => equal(d, shape[i] ?? 0) !== 'no');
  if (!isSame) {
    c.refuse({
      code: 'CS107',
      message: `Expected shape of indices to be same as that of the input tensor (${sizes(shape)}) but got indices tensor with shape: ${sizes(indices)}`,
      why: 'The indices come from the pool whose result is unpooled.',
    });
  }
  const result = [...shape.slice(0, -n), ...out];
  if (out.some((size) => less(size, 0) === 'yes') && !result.some(isZero)) {
    c.refuse({
      code: 'CS118',
      message: `Trying to create tensor with negative dimension: ${sizes(result)}`,
      why: 'The padding cuts off more than there is.',
    });
  }
  return c.tensor(result, { dtype: input.dtype });
}

/** output_size may lie less than one stride away from the usual size. */
function chosen(a: Arguments, c: OpContext, usual: readonly Dim[], stride: readonly Dim[]): readonly Dim[] {
  const n = usual.length;
  const given = a.ints('output_size') ?? a.wrongType('output_size', 'tuple of ints');
  const picked = given.length === n + 2 ? given.slice(2) : given;
  if (picked.length !== n) {
    c.refuse({
      code: 'CS124',
      exception: 'ValueError',
      message: `output_size should be a sequence containing ${n} or ${n + 2} elements, but it has a length of '${picked.length}'`,
      why: 'It names the spatial sizes, with or without batch and channels.',
    });
  }
  const list = a.value('output_size').kind === 'list';
  picked.forEach((size, i) => {
    const low = sub(usual[i] ?? 0, stride[i] ?? 1);
    const high = add(usual[i] ?? 0, stride[i] ?? 1);
    if (less(low, size) !== 'no' && less(size, high) !== 'no') return;
    const printed = picked.map(display).join(', ');
    c.refuse({
      code: 'CS124',
      exception: 'ValueError',
      message: `invalid output_size "${list ? `[${printed}]` : `(${printed}${n === 1 ? ',' : ''})`}" (dim ${i} must be between ${display(low)} and ${display(high)})`,
      why: 'A max pool with this stride cannot have had an input of that size.',
    });
  });
  return picked;
}

function unpooling(n: number): OpDeclaration {
  const name = `max_unpool${n}d`;
  const size = new Array<number>(n).fill(4).join(', ');
  const out = (s: number): number[] => new Array<number>(n).fill(s);
  return {
    name: `torch.nn.functional.${name}`,
    category: 'pool',
    doc: 'Puts each number back where the max pool found it; all else is 0.',
    reference: page(`torch.nn.functional.${name}`),
    signature: '(input, indices, kernel_size, stride=None, padding=0, output_size=None)',
    run: (a, c) => unpool(a, c, n),
    explain: (record) => {
      const kernel = intsOf(record, 'kernel_size', n) ?? [];
      const stride = intsOf(record, 'stride', n) ?? kernel;
      const padding = intsOf(record, 'padding', n) ?? [];
      const output = record.outputs[0]?.shape?.slice(-n) ?? [];
      if (record.args.get('output_size')?.kind === 'list')
        return axisLines(output.map((s) => `output_size says ${display(s)}`));
      return axisLines(
        (inputOf(record, 'input')?.shape ?? [])
          .slice(-n)
          .map(
            (s, i) =>
              `(${term(s)} − 1)·${term(stride[i] ?? 1)} + ${term(kernel[i] ?? 1)} − 2·${term(padding[i] ?? 0)} = ${display(output[i] ?? 0)}`,
          ),
      );
    },
    reach: () => undefined,
    keeps: () => ({ args: ['indices'] }),
    examples: [
      {
        code: `F.${name}(x, y, 2)`,
        inputs: { x: `[2, 3, ${size}]`, y: `[2, 3, ${size}]:long` },
        output: [2, 3, ...out(8)],
      },
      {
        code: `F.${name}(x, y, 2, output_size=(${out(9).join(', ')},))`,
        inputs: { x: `[3, ${size}]`, y: `[3, ${size}]:long` },
        output: [3, ...out(9)],
      },
      {
        code: `F.${name}(x, y, 2, output_size=(${out(11).join(', ')},))`,
        inputs: { x: `[2, 3, ${size}]`, y: `[2, 3, ${size}]:long` },
        problem: 'CS124',
      },
      { code: `F.${name}(x, y, 2)`, inputs: { x: `[2, 3, ${size}]`, y: `[2, 4, ${size}]:long` }, problem: 'CS107' },
    ],
  };
}

/** Names that always return the indices as well. */
function fractionalWithIndices(n: number): OpDeclaration {
  const name = `fractional_max_pool${n}d_with_indices`;
  const out = [2, 3, ...new Array<number>(n).fill(5)];
  return {
    ...fractionalPool(n),
    name: `torch.nn.functional.${name}`,
    run: (a, c) => fractional(a, c, n, true),
    examples: [
      {
        code: `F.${name}(x, 2, output_size=5)`,
        inputs: { x: `[2, 3, ${new Array<number>(n).fill(8).join(', ')}]` },
        output: [out, out],
      },
    ],
  };
}

export const ops = declareOps(
  ...[2, 3].map(fractionalPool),
  ...[2, 3].map(fractionalWithIndices),
  ...[1, 2, 3].map(unpooling),
);
