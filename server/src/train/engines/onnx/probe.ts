/** Whether blocked values may be used on this machine, asked once: the ops are onnxruntime's own, not standard ones. */
import type * as Ort from 'onnxruntime-node';
import { createBuilder, dense, elements, evaluateProgram, gradients, type ValueId } from '../../../program';
import { BLOCKED_DOMAIN } from './blocked';
import { nameOf, onnxOf } from './model';
import { createWriter } from './writer';

/** The release whose blocked ops were tried. */
const TRIED = '1.30.0';

/** Of gradients, relative to their largest number. */
const TOLERANCE = 1e-4;

export type Blocks = { readonly size: number } | { readonly reason: string };

/** How many channels a block holds: 16 with AVX-512, else 8. */
export async function blocksOf(ort: typeof Ort): Promise<Blocks> {
  const version = ort.env.versions.node;
  if (version !== TRIED) return { reason: `blocked convolutions were tried with onnxruntime ${TRIED}, not ${version}` };
  try {
    const size = await reordered(ort);
    if (size !== 8 && size !== 16) return { reason: `blocks of ${size} channels were not tried` };
    const error = await selfTest(ort, size);
    return error < TOLERANCE ? { size } : { reason: 'the gradients of blocked convolutions are wrong here' };
  } catch (error) {
    return {
      reason: `blocked convolutions do not run here: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Channels that four are filled up to. */
async function reordered(ort: typeof Ort): Promise<number> {
  const w = createWriter('probe');
  w.input('x', 'float32', [1, 4, 1, 1]);
  w.output(w.node('ReorderInput', ['x'], {}, 'y', BLOCKED_DOMAIN), 'float32', [1, 'channels', 1, 1]);
  const session = await ort.InferenceSession.create(w.finish([BLOCKED_DOMAIN]), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const { y } = await session.run({ x: new ort.Tensor('float32', new Float32Array(4), [1, 4, 1, 1]) });
  await session.release();
  return y?.dims[1] ?? 0;
}

/** How far values and gradients of a small network lie from the reference's. */
async function selfTest(ort: typeof Ort, block: number): Promise<number> {
  const { b, feeds, wanted } = smallNetwork(block);
  const right = evaluateProgram(
    b,
    new Map([...feeds].map(([value, data]) => [value, dense(b.sizes(value), data)])),
    wanted,
  );
  const session = await ort.InferenceSession.create(
    onnxOf(b, { feeds: [...feeds.keys()], fetches: wanted }, { block }),
    {
      intraOpNumThreads: 1,
      logSeverityLevel: 3,
    },
  );
  const given = [...feeds].map(([value, data]) => [
    nameOf(value),
    new ort.Tensor('float32', Float32Array.from(data), b.sizes(value)),
  ]);
  const found = await session.run(Object.fromEntries(given));
  await session.release();
  return Math.max(
    ...wanted.map((value, i) => apart(found[nameOf(value)]?.data, right[i]?.data ?? new Float64Array(0))),
  );
}

function apart(found: Ort.Tensor['data'] | undefined, right: Float64Array): number {
  if (!(found instanceof Float32Array) || found.length !== right.length) return Number.NaN;
  let [difference, size] = [0, 1e-6];
  right.forEach((value, i) => {
    const error = Math.abs((found[i] ?? Number.NaN) - value);
    difference = error <= difference ? difference : error;
    size = Math.max(size, Math.abs(value));
  });
  return difference / size;
}

/** Dense, strided and depthwise convolutions, normalisation, a residual and ReLU, with all gradients. */
function smallNetwork(block: number) {
  const b = createBuilder();
  const feeds = new Map<ValueId, Float64Array>();
  const source = (...shape: number[]): ValueId => {
    const value = b.source(shape);
    // Never the same number twice in a row, and none near 0.
    feeds.set(
      value,
      Float64Array.from({ length: elements(shape) }, (_, i) => Math.sin(12.9898 * (i + value + 1))),
    );
    return value;
  };
  const window = { stride: [1, 1], before: [1, 1], after: [1, 1], dilation: [1, 1], groups: 1 };
  const x = source(block, block, 4, 4);
  const filters = [
    source(block, block, 3, 3),
    source(block, block, 1, 1),
    source(block, 1, 3, 3),
    source(2 * block, block, 3, 3),
  ];
  const [first = -1, point = -1, apartEach = -1, last = -1] = filters;
  const [scale, shift] = [source(block), source(block)];
  const bare = { ...window, before: [0, 0], after: [0, 0] };
  const [normed = -1] = b.apply('batchNorm', { eps: 1e-5 }, [b.conv(x, first, window), scale, shift]);
  const kept = b.unary('relu', b.add(normed, b.conv(x, point, bare)));
  const each = b.conv(kept, apartEach, { ...window, groups: block });
  const y = b.conv(each, last, { ...window, stride: [2, 2] });
  const loss = b.reduce('sum', b.mul(y, source(...b.sizes(y))), [0, 1, 2, 3]);
  const sources = [x, ...filters, scale, shift];
  const wanted = [y, ...gradients(b, loss, sources).flatMap((gradient) => gradient ?? [])];
  return { b, feeds, wanted };
}
