/** The indices that one index of a result reads, for windows, their reverse, and resizing. */
import type { Dim } from '../../symbolic';
import type { Reach } from '../declare';
import type { Sources } from './axis';

export interface Step {
  readonly sources: Sources;
  readonly times: number;
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const range = (low: number, high: number): readonly number[] => upTo(high - low + 1).map((i) => low + i);

/** undefined: not known. `i`: which of the axes that the op works on. */
export function stepOf(reach: Reach, i: number, from: Dim | undefined, to: Dim | undefined): Step | undefined {
  switch (reach.kind) {
    case 'window':
    case 'transposed': {
      const given = [reach.kernel[i], reach.stride[i], reach.before[i], reach.dilation[i]];
      const numbers = given.filter((n) => typeof n === 'number');
      const [kernel = 1, stride = 1, before = 0, dilation = 1] = numbers;
      if (numbers.length < given.length) return undefined;
      const taps = upTo(kernel).map((tap) => tap * dilation - before);
      if (reach.kind === 'window') return { sources: (o) => taps.map((tap) => o * stride + tap), times: stride };
      const reversed = (o: number): readonly number[] =>
        taps.map((tap) => (o - tap) / stride).filter((source) => Number.isInteger(source));
      return { sources: reversed, times: 1 / stride };
    }
    case 'adaptive':
      return typeof from === 'number' && typeof to === 'number'
        ? {
            sources: (o) => range(Math.floor((o * from) / to), Math.ceil(((o + 1) * from) / to) - 1),
            times: from / to,
          }
        : undefined;
    case 'resize':
      return resized(reach, i, from, to);
    default:
      return undefined;
  }
}

/** Interpolation as ATen computes it (aten/src/ATen/native/UpSample.h); a weight of 0 reads nothing. */
function resized(
  reach: Extract<Reach, { kind: 'resize' }>,
  i: number,
  from: Dim | undefined,
  to: Dim | undefined,
): Step | undefined {
  const known = typeof from === 'number' && typeof to === 'number';
  const factor = reach.factors?.[i];
  const scale = factor !== undefined ? 1 / factor : known ? from / to : undefined;
  if (scale === undefined || (reach.align === 'corners' && !known)) return undefined;
  const corner = known && to > 1 ? (from - 1) / (to - 1) : 0;
  const place = (o: number): number =>
    reach.align === 'corners' ? o * corner : reach.align === 'centres' ? (o + 0.5) * scale - 0.5 : o * scale;
  const nearest = (o: number): number => Math.floor((reach.align === 'centres' ? (o + 0.5) * scale : o * scale) + TINY);
  const blended = (o: number): readonly number[] => {
    const low = Math.floor(place(o) + TINY);
    if (place(o) - low < TINY) return [low];
    return range(low - reach.taps / 2 + 1, low + reach.taps / 2);
  };
  const times = reach.align === 'corners' ? corner : scale;
  return { sources: reach.taps === 1 ? (o) => [nearest(o)] : blended, times };
}

const TINY = 1e-6;
