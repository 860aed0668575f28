/** Interpolation to a size or by a factor. */

import { scaled } from '../../arithmetic/scale';
import { type Arguments, known, type TensorValue, toInt } from '../../python';
import { type Dim, display, isZero, less } from '../../symbolic';
import { tensor } from '../common/arguments';
import { followingFormat } from '../common/spatial';
import { axisLines, listed, page, sizes, term } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type OpContext, type Reach } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

/** Ranks (with batch and channels) that a mode works on. */
const RANKS: Readonly<Record<string, readonly number[]>> = {
  nearest: [3, 4, 5],
  'nearest-exact': [3, 4, 5],
  area: [3, 4, 5],
  linear: [3],
  bilinear: [4],
  bicubic: [4],
  trilinear: [5],
};
const SMOOTH = ['linear', 'bilinear', 'bicubic', 'trilinear'];

const refuseValue = (c: OpContext, message: string, why: string): never =>
  c.refuse({ code: 'CS124', exception: 'ValueError', message, why });

function outputSizes(a: Arguments, c: OpContext, space: readonly Dim[]): readonly Dim[] {
  const bySize = !a.isNone('size');
  if (bySize && !a.isNone('scale_factor'))
    refuseValue(c, 'only one of size or scale_factor should be defined', 'Both are given, and either says all.');
  if (bySize) return targets(a, c, space);
  if (a.isNone('scale_factor')) refuseValue(c, 'either size or scale_factor should be defined', 'Neither is given.');
  return factorsOf(a, c, space).map((factor, i) => {
    const size = space[i] ?? 1;
    return scaled(size, factor) ?? c.unknown('undecided', `⌊${display(size)} · ${factor}⌋ has no exact form`);
  });
}

function targets(a: Arguments, c: OpContext, space: readonly Dim[]): readonly Dim[] {
  const value = a.value('size');
  const single = toInt(value);
  if (single !== undefined) return space.map(() => single);
  if (value.kind === 'float') refuseFloat(c);
  const isList = value.kind === 'list' || value.kind === 'tuple';
  if (!isList) return a.wrongType('size', 'int or tuple of ints');
  if (value.items.some((item) => item.kind === 'float')) refuseFloat(c);
  const given = a.ints('size') ?? a.wrongType('size', 'tuple of ints');
  if (given.length !== space.length) {
    refuseValue(
      c,
      lengths(
        space,
        `output size of ${listed(value, given.map(display))}`,
        'output size in (o1, o2, ...,oK) format',
        'output',
      ),
      `size has ${given.length} numbers, the input ${space.length} spatial axes.`,
    );
  }
  return given;
}

const refuseFloat = (c: OpContext): never =>
  c.refuse({
    code: 'CS122',
    exception: 'TypeError',
    message: "interpolate(): argument 'size' must be int or tuple of ints, not float",
    why: 'size counts pixels; // divides to an int.',
  });

const lengths = (space: readonly Dim[], got: string, format: string, first: string): string =>
  `Input and ${first} must have the same number of spatial dimensions, but got input with spatial dimensions of ${sizes(space)} and ${got}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and ${format}.`;

function factorsOf(a: Arguments, c: OpContext, space: readonly Dim[]): readonly number[] {
  const value = a.value('scale_factor');
  const isList = value.kind === 'list' || value.kind === 'tuple';
  const items = isList ? value.items.map(known) : space.map(() => value);
  const numbers = items.map((item) => {
    const factor = item.kind === 'float' ? item.value : toInt(item);
    if (item.kind !== 'float' && factor === undefined) return a.wrongType('scale_factor', 'float or tuple of floats');
    return typeof factor === 'number' ? factor : c.unknown('undecided', 'the scale factor is not a known number');
  });
  if (items.length !== space.length) {
    const printed = items.map((item, i) =>
      item.kind === 'float' && Number.isInteger(numbers[i]) ? `${numbers[i]}.0` : String(numbers[i]),
    );
    refuseValue(
      c,
      lengths(
        space,
        `scale_factor of shape ${listed(value, printed)}`,
        'scale_factor in (s1, s2, ...,sK) format',
        'scale_factor',
      ),
      `scale_factor has ${items.length} numbers, the input ${space.length} spatial axes.`,
    );
  }
  return numbers;
}

function checkMode(a: Arguments, c: OpContext, mode: string): void {
  if (!SMOOTH.includes(mode) && a.values.has('align_corners') && !a.isNone('align_corners')) {
    refuseValue(
      c,
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
      `'${mode}' copies pixels, it has no corners to align.`,
    );
  }
}

function checkRank(c: OpContext, mode: string, rank: number): void {
  const wanted = RANKS[mode];
  if (wanted?.includes(rank)) return;
  const refuse = (message: string): never =>
    c.refuse({
      code: 'CS117',
      exception: 'NotImplementedError',
      message,
      why: wanted
        ? `mode='${mode}' works on ${wanted.join('D, ')}D input, batch and channels included.`
        : `There is no mode '${mode}'.`,
    });
  if (mode !== 'bicubic' && wanted?.length === 1 && rank >= 3 && rank <= 5)
    refuse(`Got ${rank}D input, but ${mode} mode needs ${wanted.join('')}D input`);
  refuse(
    `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ${mode})`,
  );
}

function interpolate(a: Arguments, c: OpContext, fixed?: { readonly mode: string }): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const mode = fixed?.mode ?? a.str('mode');
  checkMode(a, c, mode);
  const space = shape.slice(2);
  const out = outputSizes(a, c, space);
  if (
    !a.isNone('size') &&
    a.values.has('recompute_scale_factor') &&
    c.interpreter.truth(a.raw('recompute_scale_factor'))
  ) {
    refuseValue(
      c,
      'recompute_scale_factor is not meaningful with an explicit size.',
      'There is no factor to compute again.',
    );
  }
  const smooth = mode === 'bilinear' || mode === 'bicubic';
  if (a.values.has('antialias') && c.interpreter.truth(a.raw('antialias')) && !(smooth && shape.length === 4)) {
    refuseValue(
      c,
      'Anti-alias option is restricted to bilinear and bicubic modes and requires a 4-D tensor as input',
      `The mode is '${mode}', the input has ${shape.length} dimensions.`,
    );
  }
  checkRank(c, mode, shape.length);
  if (mode !== 'area') checkSizes(c, shape, space, out);
  return c.tensor([...shape.slice(0, 2), ...out], { dtype: input.dtype, ...followingFormat(input) });
}

function checkSizes(c: OpContext, shape: readonly Dim[], space: readonly Dim[], out: readonly Dim[]): void {
  const letters = space.length === 1 ? ['W'] : space.length === 2 ? ['H', 'W'] : ['D', 'H', 'W'];
  const list = (dims: readonly Dim[]): string => dims.map((d, i) => `${letters[i]}: ${display(d)}`).join(', ');
  const refusal = () => ({
    code: 'CS118',
    message: `Input and output sizes should be greater than 0, but got input (${list(space)}) output (${list(out)})`,
    why: 'Nothing is left, or there was nothing.',
  });
  if ([...space, ...out].some((size) => less(size, 1) === 'yes')) c.refuse(refusal());
  for (const size of out) c.requireAtMost(1, size, 'something must be left after resizing', refusal);
  if (shape.slice(1, 2).some(isZero)) {
    c.refuse({
      code: 'CS118',
      message: `Non-empty ${shape.length}D data tensor expected but got a tensor with sizes ${sizes(shape)}`,
      why: 'Only the batch may be empty.',
    });
  }
}

function explain(record: OpRecord): readonly string[] {
  const space = inputOf(record, 'input')?.shape?.slice(2);
  const out = record.outputs[0]?.shape?.slice(2);
  if (!space || !out) return [];
  const factor = record.args.get('scale_factor');
  const factors = factor?.kind === 'list' ? factor.items : space.map(() => factor);
  return axisLines(
    out.map((size, i) => {
      const by = factors[i];
      if (by?.kind === 'float' || by?.kind === 'int') {
        const text = by.kind === 'int' ? display(by.value) : String(by.value);
        return `⌊${term(space[i] ?? 1)} · ${text}⌋ = ${display(size)}`;
      }
      return `size says ${display(size)} (was ${display(space[i] ?? 1)})`;
    }),
  );
}

const TAPS: Readonly<Record<string, number>> = {
  nearest: 1,
  'nearest-exact': 1,
  linear: 2,
  bilinear: 2,
  trilinear: 2,
  bicubic: 4,
};

function reach(record: OpRecord, mode: string): Reach | undefined {
  if (isOn(record, 'antialias')) return undefined;
  const taps = TAPS[mode];
  if (taps === undefined) return { kind: 'adaptive' };
  const corners =
    isOn(record, 'align_corners') || (!mode.startsWith('nearest') && record.op.endsWith('upsample_bilinear'));
  const align = corners ? 'corners' : mode === 'nearest' ? 'edges' : 'centres';
  const factors = isOn(record, 'recompute_scale_factor') ? undefined : given(record);
  return { kind: 'resize', taps, align, ...(factors ? { factors } : {}) };
}

const isOn = (record: OpRecord, name: string): boolean => {
  const flag = record.args.get(name);
  return flag?.kind === 'bool' && flag.value;
};

/** The factors as they are written; PyTorch goes by them rather than by the sizes. */
function given(record: OpRecord): readonly number[] | undefined {
  const argument = record.args.get('scale_factor');
  const items = argument?.kind === 'list' ? argument.items : argument ? [argument] : [];
  const numbers = items.flatMap((item) =>
    (item.kind === 'float' || item.kind === 'int') && typeof item.value === 'number' ? [item.value] : [],
  );
  const axes = (inputOf(record, 'input')?.shape?.length ?? 2) - 2;
  const [only] = numbers;
  if (numbers.length === 0 || numbers.length < items.length || only === undefined) return undefined;
  return argument?.kind === 'list' ? numbers : new Array<number>(axes).fill(only);
}

const modeOf = (record: OpRecord): string => {
  const mode = record.args.get('mode');
  return mode?.kind === 'str' ? mode.value : 'nearest';
};

const F = 'torch.nn.functional';
const IMAGE = { x: '[1, 3, 7, 7]' };

export const ops = declareOps(
  {
    name: `${F}.interpolate`,
    aliases: [`${F}.upsample`],
    category: 'resize',
    doc: 'Resizes images to a size or by a factor, copying or blending neighbouring pixels.',
    reference: page(`${F}.interpolate`),
    signature:
      "(input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False)",
    run: (a, c) => interpolate(a, c),
    explain,
    reach: (record) => reach(record, modeOf(record)),
    keeps: (record) => ({ args: modeOf(record) === 'area' ? ['input'] : [] }),
    examples: [
      { code: 'F.interpolate(x, scale_factor=2)', inputs: IMAGE, output: [1, 3, 14, 14] },
      {
        code: "F.interpolate(x, scale_factor=(0.3, 1.5), mode='bilinear', align_corners=False)",
        inputs: IMAGE,
        output: [1, 3, 2, 10],
      },
      { code: "F.interpolate(x, (5, 6), mode='area')", inputs: IMAGE, output: [1, 3, 5, 6] },
      { code: 'F.interpolate(x, 5)', inputs: { x: '[1, 3, 7]' }, output: [1, 3, 5] },
      {
        code: "F.interpolate(x, scale_factor=1.3, recompute_scale_factor=True, mode='trilinear')",
        inputs: { x: '[1, 3, 7, 7, 7]' },
        output: [1, 3, 9, 9, 9],
      },
      { code: 'F.interpolate(x)', inputs: IMAGE, problem: 'CS124' },
      { code: 'F.interpolate(x, size=5, scale_factor=2)', inputs: IMAGE, problem: 'CS124' },
      { code: 'F.interpolate(x, scale_factor=2, align_corners=True)', inputs: IMAGE, problem: 'CS124' },
      { code: 'F.interpolate(x, (5, 6, 7))', inputs: IMAGE, problem: 'CS124' },
      { code: "F.interpolate(x, scale_factor=2, mode='linear')", inputs: IMAGE, problem: 'CS117' },
      { code: 'F.interpolate(x, scale_factor=0.1)', inputs: IMAGE, problem: 'CS118' },
      { code: 'F.interpolate(x, size=3.5)', inputs: IMAGE, problem: 'CS122' },
    ],
  },
  ...(['nearest', 'bilinear'] as const).map((mode) => ({
    name: `${F}.upsample_${mode}`,
    category: 'resize' as const,
    doc: `An older name of interpolate with mode='${mode}'.`,
    reference: page(`${F}.upsample_${mode}`),
    signature: '(input, size=None, scale_factor=None)',
    run: (a: Arguments, c: OpContext) => interpolate(a, c, { mode }),
    explain,
    reach: (record: OpRecord) => reach(record, mode),
    keeps: () => ({}),
    examples: [
      { code: `F.upsample_${mode}(x, scale_factor=2)`, inputs: IMAGE, output: [1, 3, 14, 14] },
      { code: `F.upsample_${mode}(x)`, inputs: IMAGE, problem: 'CS124' },
    ],
  })),
);
