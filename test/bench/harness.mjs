/**
 * What benches share. A bench file NAME.bench.mjs exports `benches`: a name for people to
 * `async () => measurement`, where a measurement is { values, unit, beside? }, `beside` being the same of a rival.
 */

/** Runs `work` `times` times after `warmup` unmeasured runs; milliseconds of each. */
export async function time(work, { times = 20, warmup = 3 } = {}) {
  for (let i = 0; i < warmup; i += 1) await work();
  const values = [];
  for (let i = 0; i < times; i += 1) {
    const started = performance.now();
    await work();
    values.push(performance.now() - started);
  }
  return { values, unit: 'ms' };
}

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** One line: median, p95 and most; and the ratio to the rival's median where there is one. */
export function report(name, { values, unit, beside }) {
  const show = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ${unit}`;
  const parts = [`median ${show(quantile(values, 0.5))}`];
  if (values.length > 1) parts.push(`p95 ${show(quantile(values, 0.95))}`, `most ${show(Math.max(...values))}`);
  parts.push(`n ${values.length}`);
  if (beside !== undefined) {
    const ratio = quantile(values, 0.5) / quantile(beside.values, 0.5);
    parts.push(`${beside.name} ${show(quantile(beside.values, 0.5))} (${ratio.toFixed(2)}×)`);
  }
  console.log(`${name}: ${parts.join(', ')}`);
}
