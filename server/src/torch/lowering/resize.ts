/** Interpolation: along each axis a table of places, or a matrix of weights. */
import type { ValueId } from '../../program';
import {
  every,
  fixed,
  flag,
  type Lower,
  type Lowering,
  maybeNumbers,
  outputShape,
  type Rules,
  tensor,
  text,
} from './lowering';
import { mapped } from './pool';

interface Scale {
  readonly into: number;
  readonly out: number;
  /** Input steps for one output step, as PyTorch takes it (a given factor, not the ratio of sizes). */
  readonly step: number;
  readonly corners: boolean;
}

type Weights = ReadonlyMap<number, number>;

/** Where output i lies between the inputs. */
const sourceOf = (i: number, { into, out, step, corners }: Scale): number =>
  corners ? (out > 1 ? (i * (into - 1)) / (out - 1) : 0) : (i + 0.5) * step - 0.5;

function linearWeights(i: number, scale: Scale): Weights {
  const at = Math.max(sourceOf(i, scale), 0);
  const low = Math.min(Math.floor(at), scale.into - 1);
  const high = Math.min(low + 1, scale.into - 1);
  const part = at - low;
  return high === low
    ? new Map([[low, 1]])
    : new Map([
        [low, 1 - part],
        [high, part],
      ]);
}

/** Keys 1981 with a = −0.75; beyond the border the border repeats. */
function cubicWeights(i: number, scale: Scale): Weights {
  const a = -0.75;
  const at = sourceOf(i, scale);
  const low = Math.floor(at);
  const weights = new Map<number, number>();
  for (let tap = -1; tap <= 2; tap++) {
    const d = Math.abs(at - low - tap);
    const w =
      d <= 1 ? (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1 : d < 2 ? a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a : 0;
    const place = Math.min(Math.max(low + tap, 0), scale.into - 1);
    weights.set(place, (weights.get(place) ?? 0) + w);
  }
  return weights;
}

function scalesOf(l: Lowering, x: ValueId, n: number): readonly Scale[] {
  const into = fixed(l, l.b.shape(x).slice(-n));
  const out = fixed(l, outputShape(l).slice(-n));
  const factors = flag(l, 'recompute_scale_factor') ? undefined : maybeNumbers(l, 'scale_factor');
  return into.map((size, i) => {
    const factor = factors && (factors[i] ?? factors[0]);
    return {
      into: size,
      out: out[i] ?? 1,
      step: factor ? 1 / factor : size / (out[i] ?? 1),
      corners: flag(l, 'align_corners'),
    };
  });
}

const MODES: Readonly<Record<string, 'nearest' | 'exact' | 'linear' | 'cubic'>> = {
  nearest: 'nearest',
  'nearest-exact': 'exact',
  linear: 'linear',
  bilinear: 'linear',
  trilinear: 'linear',
  bicubic: 'cubic',
};

const interpolated =
  (otherwise: string): Lower =>
  (l) => {
    if (flag(l, 'antialias')) l.refuse('antialias is not trained here');
    const x = tensor(l);
    const n = l.b.rank(x) - 2;
    const name = text(l, 'mode') ?? otherwise;
    const mode = MODES[name] ?? l.refuse(`interpolation by '${name}' is not trained here`);
    const scales = scalesOf(l, x, n);
    if (mode === 'nearest' || mode === 'exact') return nearest(l, x, scales, mode === 'exact' ? 0.5 : 0);
    const weights = mode === 'linear' ? linearWeights : cubicWeights;
    return scales.reduce<ValueId>((y, scale, i) => {
      const matrix = every(scale.out).map((o) => {
        const row = weights(o, scale);
        return every(scale.into).map((at) => row.get(at) ?? 0);
      });
      return mapped(l, y, i + 2, matrix);
    }, x);
  };

/** Whole factors repeat each number, others look it up. */
function nearest(l: Lowering, x: ValueId, scales: readonly Scale[], offset: number): ValueId {
  const shape = l.b.shape(x);
  if (scales.every(({ into, out, step }) => out % into === 0 && Math.abs(step * out - into) < 1e-9)) {
    const apart = l.b.reshape(x, [...shape.slice(0, 2), ...scales.flatMap(({ into }) => [into, 1])]);
    const grown = l.b.expand(apart, [...shape.slice(0, 2), ...scales.flatMap(({ into, out }) => [into, out / into])]);
    return l.b.reshape(grown, outputShape(l));
  }
  return scales.reduce<ValueId>((y, { into, out, step }, i) => {
    // PyTorch multiplies in single precision.
    const single = Math.fround(step);
    const places = every(out).map((o) => Math.min(Math.floor(Math.fround((o + offset) * single)), into - 1));
    return l.b.gather(y, l.b.constant(places, [out], 'int64'), i + 2);
  }, x);
}

export const rules: Rules = {
  'torch.nn.functional.interpolate': interpolated('nearest'),
  'torch.nn.functional.upsample_nearest': interpolated('nearest'),
};
