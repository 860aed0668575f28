/** Plain integer arithmetic that JavaScript lacks. */

export function gcd(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  // `NaN` ends it too: `y > 0` is false.
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

export function lcm(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (Math.abs(a) / gcd(a, b)) * Math.abs(b);
}

/** Python's `//`; `+ 0` turns `-0` into `0`. */
export function floorOf(a: number, b: number): number {
  return b === 0 ? Number.NaN : Math.floor(a / b) + 0;
}

/** Python's `%`: the sign is the divisor's. */
export function modOf(a: number, b: number): number {
  const rest = a % b;
  return (rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest) + 0;
}
