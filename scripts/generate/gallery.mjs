/**
 * A picture of every network of gallery/, drawn from what the reader makes of it: a bar for each layer that computes,
 * as high as its map and as wide as its channels (logarithms of both), and an arc for each shortcut.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../lib/files.mjs';

export const name = 'gallery';

const WIDTH = 280;
const HEIGHT = 120;
const FLOOR = 108;
const DRAWN = /^(Conv|ConvTranspose|Linear|MaxPool|AvgPool|AdaptiveAvgPool|Upsample)/;

export async function generate() {
  const { read, parse } = await loadReader();
  const files = readdirSync(join(root, 'gallery')).filter((file) => file.endsWith('.py'));
  return files.map((file) => {
    const text = readFileSync(join(root, 'gallery', file), 'utf8');
    const { graphs } = read({
      file: '/gallery.py',
      tree: parse(text),
      files: { read: (path) => (path === '/gallery.py' ? { text } : 'absent') },
      roots: [],
      treeOf: (_file, other) => parse(other),
      extent: 'enough',
    });
    return { path: `gallery/${file.replace('.py', '.svg')}`, text: picture(graphs.flatMap(bars)) };
  });
}

async function loadReader() {
  const contents = "export { read } from './server/src/read'; export { parse } from './server/src/syntax';";
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** Layers in the order in which they run, with the place of the layer that each shortcut comes from. */
function bars(graph) {
  const layers = new Set(graph.modules.filter((m) => DRAWN.test(m.layer ?? '')).map((m) => m.name));
  const drawn = graph.calls.filter((c) => layers.has(c.name) && c.output.kind === 'tensor');
  const barOf = (node) => drawn.findLastIndex((c) => c.from <= node);
  const joins = graph.nodes.filter((n) => n.kind === 'op' && /\.(add|cat)$|add_$/.test(n.op) && n.inputs.length > 1);
  const arcs = joins.flatMap((node) => {
    const ends = node.inputs.map((input) => (input.producer ? barOf(input.producer.node) : -1));
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    return from >= 0 && to - from > 1 ? [[from, to]] : [];
  });
  return drawn.map(({ cls, output }, i) => ({
    kind: /Pool|Upsample/.test(cls) ? 'pool' : /Linear/.test(cls) ? 'linear' : 'conv',
    high: 6 + 11 * Math.log2(1 + (output.shape.length > 2 ? output.shape[2] : 1)),
    wide: Math.log2(1 + output.shape[1]),
    arcs: arcs.filter(([, to]) => to === i).map(([from]) => i - from),
  }));
}

const OPACITY = { conv: 0.75, pool: 0.35, linear: 1 };
const short = (number) => Number(number.toFixed(1));

function picture(layers) {
  const gap = layers.length > 30 ? 1 : 3;
  const free = WIDTH - 16 - gap * (layers.length - 1);
  const unit = Math.min(2.4, free / layers.reduce((sum, { wide }) => sum + wide, 0));
  const tallest = Math.max(...layers.map(({ high }) => high));
  const scale = 82 / tallest;
  let x = (WIDTH - unit * layers.reduce((sum, { wide }) => sum + wide, 0) - gap * (layers.length - 1)) / 2;
  const placed = layers.map((layer) => {
    const bar = { ...layer, x, width: layer.wide * unit, height: layer.high * scale };
    x += bar.width + gap;
    return bar;
  });
  const rects = placed.map(
    ({ kind, x: left, width, height }) =>
      `  <rect x="${short(left)}" y="${short(FLOOR - height)}" width="${short(width)}" height="${short(height)}" rx="1" fill="currentColor" fill-opacity="${OPACITY[kind]}"/>`,
  );
  const arcs = placed.flatMap((bar, i) =>
    bar.arcs.map((back) => arc(placed[i - back], bar, placed.slice(i - back, i + 1))),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-hidden="true">`,
    ...rects,
    ...arcs,
    '</svg>',
    '',
  ].join('\n');
}

function arc(from, to, between) {
  const middle = (bar) => short(bar.x + bar.width / 2);
  const top = short(FLOOR - Math.max(...between.map(({ height }) => height)) - 8);
  const start = short(FLOOR - from.height - 2);
  const end = short(FLOOR - to.height - 2);
  const path = `M${middle(from)} ${start}C${middle(from)} ${top} ${middle(to)} ${top} ${middle(to)} ${end}`;
  return `  <path d="${path}" fill="none" stroke="currentColor" stroke-opacity="0.6"/>`;
}
