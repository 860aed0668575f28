/** Chance that is the same every time. */

/** mulberry32: small, and good enough to vary arguments. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export class Dice {
  private readonly next: () => number;
  constructor(seed: number) {
    this.next = generator(seed);
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  shape(low = 0, high = 4): number[] {
    return Array.from({ length: this.between(low, high) }, () =>
      this.chance(0.03) ? 0 : this.pick([1, 1, 2, 2, 3, 3, 4, 6]),
    );
  }
  /** Mostly within range, from either end. */
  dim(rank: number): number {
    return this.chance(0.12)
      ? this.pick([rank, -rank - 1, rank + 1])
      : this.between(-Math.max(rank, 1), Math.max(rank - 1, 0));
  }
  dims(rank: number): string {
    if (this.chance(0.15)) return 'None';
    if (this.chance(0.5)) return String(this.dim(rank));
    return `(${Array.from({ length: this.between(1, 3) }, () => `${this.dim(rank)},`).join(' ')})`;
  }
  /** Sizes that hold the same elements, now and then with -1 or one that does not fit. */
  refit(shape: readonly number[]): string {
    let left = shape.reduce((n, size) => n * size, 1);
    const sizes: number[] = [];
    for (let i = this.below(4); i > 0 && left > 1; i--) {
      const divisors = Array.from({ length: left }, (_, k) => k + 1).filter((k) => left % k === 0);
      const size = this.pick(divisors);
      sizes.push(size);
      left /= size;
    }
    sizes.push(left);
    if (this.chance(0.4)) sizes[this.below(sizes.length)] = -1;
    if (this.chance(0.1)) sizes[this.below(sizes.length)] = this.pick([5, 7, -1, -2]);
    return sizes.join(', ');
  }
  /** Sizes that broadcast with these, mostly. */
  partner(shape: readonly number[]): number[] {
    const cut = shape
      .slice(this.below(shape.length + 1))
      .map((size) => (this.chance(0.3) ? 1 : this.chance(0.05) ? size + 1 : size));
    return this.chance(0.2) ? [this.pick([1, 2, 3]), ...cut] : cut;
  }
}
