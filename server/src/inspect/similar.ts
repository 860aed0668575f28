/** Filters that are alike: by the cosine of the angle between them, whatever their length. */
import { normsOf } from './statistics';

export interface Twins {
  readonly first: number;
  readonly second: number;
  readonly cosine: number;
}

/** From here on two filters count as one. */
const SAME = 0.98;
const MOST_TWINS = 200;
/** Projections that tell most pairs apart at little cost. */
const PROJECTIONS = 24;
/** A distance is estimated with some error; a pair is only left out well beyond it. */
const SLACK = 4;
/** Fewer numbers than these are always alike by chance. */
const FEWEST = 5;

/** Pairs of filters with nearly one direction, closest first; dead ones take no part. */
export function twinsOf(data: Float32Array, filters: number, dead: readonly number[]): readonly Twins[] {
  const size = filters === 0 ? 0 : data.length / filters;
  if (size < FEWEST) return [];
  const unit = units(data, filters, dead);
  const short = projected(unit, filters, size);
  const near = SLACK * 2 * (1 - SAME);
  const found: Twins[] = [];
  for (let a = 0; a < filters; a += 1)
    for (let b = a + 1; b < filters; b += 1) {
      if (distance(short, a, b, PROJECTIONS, near) > near) continue;
      const cosine = dot(unit, a, b, size);
      if (cosine >= SAME) found.push({ first: a, second: b, cosine });
    }
  return found.sort((x, y) => y.cosine - x.cosine).slice(0, MOST_TWINS);
}

/** From the strongest filter always on to the nearest one that is left, so that neighbours are alike. */
export function similarityOrder(data: Float32Array, filters: number): number[] {
  const size = filters === 0 ? 0 : data.length / filters;
  const unit = units(data, filters, []);
  const isSmall = size <= PROJECTIONS;
  const vectors = isSmall ? unit : projected(unit, filters, size);
  const length = isSmall ? size : PROJECTIONS;
  const norms = normsOf(data, filters);
  const left = new Set(norms.keys());
  const order: number[] = [];
  let now = norms.indexOf(norms.reduce((a, b) => Math.max(a, b), 0));
  while (now >= 0) {
    order.push(now);
    left.delete(now);
    let [next, least] = [-1, Number.POSITIVE_INFINITY];
    for (const one of left) {
      const far = distance(vectors, now, one, length, least);
      if (far < least || next < 0) [next, least] = [one, far];
    }
    now = next;
  }
  return order;
}

/** Each filter divided by its norm; dead ones are zero. */
function units(data: Float32Array, filters: number, dead: readonly number[]): Float32Array {
  const norms = normsOf(data, filters);
  const size = filters === 0 ? 0 : data.length / filters;
  const out = new Float32Array(data.length);
  for (let filter = 0; filter < filters; filter += 1) {
    const norm = norms[filter] ?? 0;
    if (norm === 0 || !Number.isFinite(norm) || dead.includes(filter)) continue;
    for (let i = filter * size; i < (filter + 1) * size; i += 1) out[i] = (data[i] ?? 0) / norm;
  }
  return out;
}

/** Sums with fixed signs (Achlioptas 2003, "Database-friendly random projections"): distances stay, on average. */
function projected(unit: Float32Array, filters: number, size: number): Float32Array {
  const out = new Float32Array(filters * PROJECTIONS);
  const scale = 1 / Math.sqrt(PROJECTIONS);
  for (let i = 0; i < size; i += 1) {
    const signs = scrambled(i);
    for (let filter = 0; filter < filters; filter += 1) {
      const value = scale * (unit[filter * size + i] ?? 0);
      const at = filter * PROJECTIONS;
      for (let p = 0; p < PROJECTIONS; p += 1) out[at + p] = (out[at + p] ?? 0) + ((signs >> p) & 1 ? value : -value);
    }
  }
  return out;
}

/** 32 bits that look like chance and are always the same (the finaliser of MurmurHash3). */
function scrambled(seed: number): number {
  let bits = Math.imul(seed + 1, 0x9e3779b9);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Squared; no further than `enough`. */
function distance(vectors: Float32Array, a: number, b: number, length: number, enough: number): number {
  let sum = 0;
  for (let i = 0; i < length && sum <= enough; i += 1)
    sum += ((vectors[a * length + i] ?? 0) - (vectors[b * length + i] ?? 0)) ** 2;
  return sum;
}

function dot(vectors: Float32Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += (vectors[a * length + i] ?? 0) * (vectors[b * length + i] ?? 0);
  return sum;
}
