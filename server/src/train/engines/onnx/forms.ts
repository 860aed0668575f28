/** The ONNX form of every primitive: a name without an entry does not compile. */
import type { Name } from '../../../program';
import { convolution } from './convolution';
import { at, type Form, type FormContext, product, runningSizes, sizes } from './form';
import { moving, zerosOf } from './moving';
import { BINARY, COMPARE, REDUCE, stepOf, UNARY } from './names';
import { TYPES } from './writer';

const names = (c: { readonly inputs: readonly { readonly name: string }[] }): string[] => c.inputs.map((x) => x.name);

/** One op on all inputs, one result. */
const plain =
  <N extends Name>(op: string): Form<N> =>
  (c) => {
    c.w.node(op, names(c), {}, at(c.outputs, 0).name);
  };

function fill({ w, attributes: { value }, outputs, batch }: FormContext<'fill'>): void {
  const y = at(outputs, 0);
  const one =
    y.element === 'float32'
      ? w.floats([value], [])
      : y.element === 'int64'
        ? w.ints([value], [])
        : w.bools([value], []);
  if (y.shape.length === 0) w.node('Identity', [one], {}, y.name);
  else w.node('Expand', [one, runningSizes(w, y.shape, batch)], {}, y.name);
}

/** ONNX counts places through the whole tensor; here they count within their image. */
function maxPool({ w, attributes, inputs, outputs }: FormContext<'maxPool'>): void {
  const [x, y, places] = [at(inputs, 0), at(outputs, 0), at(outputs, 1)];
  const raw = places.isCountedThrough ? places.name : w.fresh();
  w.nodes('MaxPool', [x.name], [y.name, raw], {
    kernel_shape: attributes.kernel,
    strides: attributes.stride,
    pads: [...attributes.before, ...attributes.after],
    dilations: attributes.dilation,
  });
  if (places.isCountedThrough) return;
  w.node('Mod', [raw, w.ints([product(x.shape.slice(2).map(Number))], [])], {}, places.name);
}

function unpool({ w, inputs, outputs }: FormContext<'unpool'>): void {
  const [y, places, x] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  if (places.isCountedThrough) {
    // Nothing falls on one place twice.
    const ones = sizes(x)
      .slice(2)
      .map(() => 1);
    w.node('MaxUnpool', [y.name, places.name, w.ints(sizes(x))], { kernel_shape: ones, strides: ones }, x.name);
    return;
  }
  const [batch = 1, channels = 1, ...space] = sizes(x);
  const flat = (name: string): string =>
    w.node('Reshape', [name, w.ints([batch * channels, product(sizes(y).slice(2))])]);
  const zeros = zerosOf(w, [batch * channels, product(space)]);
  const found = w.node('ScatterElements', [zeros, flat(places.name), flat(y.name)], { axis: 1, reduction: 'add' });
  w.node('Reshape', [found, w.ints(sizes(x))], {}, x.name);
}

function sumPool({ w, attributes, inputs, outputs }: FormContext<'sumPool'>): void {
  const mean = w.node('AveragePool', [at(inputs, 0).name], {
    kernel_shape: attributes.kernel,
    strides: attributes.stride,
    pads: [...attributes.before, ...attributes.after],
    count_include_pad: 1,
  });
  w.node('Mul', [mean, w.floats([product(attributes.kernel)], [])], {}, at(outputs, 0).name);
}

/** Tiles repeat their number; windows that overlap are a transposed convolution with ones. */
function spread({ w, attributes, inputs, outputs }: FormContext<'spread'>): void {
  const [y, x] = [at(inputs, 0), at(outputs, 0)];
  const { kernel, stride, before, after, dilation } = attributes;
  const [batch = 1, channels = 1, ...space] = sizes(x);
  const out = sizes(y).slice(2);
  const isTiled = kernel.every((k, i) => k === stride[i] && before[i] === 0 && k * at(out, i) === space[i]);
  if (isTiled) {
    const apart = w.node('Reshape', [y.name, w.ints([batch, channels, ...out.flatMap((size) => [size, 1])])]);
    const grown = w.node('Expand', [
      apart,
      w.ints([batch, channels, ...out.flatMap((size, i) => [size, at(kernel, i)])]),
    ]);
    w.node('Reshape', [grown, w.ints(sizes(x))], {}, x.name);
    return;
  }
  const ones = w.floats(new Float32Array(channels * product(kernel)).fill(1), [channels, 1, ...kernel]);
  const extra = kernel.map(
    (k, i) => at(space, i) - ((at(out, i) - 1) * at(stride, i) + k - at(before, i) - at(after, i)),
  );
  w.node(
    'ConvTranspose',
    [y.name, ones],
    {
      kernel_shape: kernel,
      strides: stride,
      pads: [...before, ...after],
      dilations: dilation,
      group: channels,
      output_padding: extra,
    },
    x.name,
  );
}

/**
 * The running statistics that ONNX asks for are forgotten (momentum 0), but onnxruntime writes the batch's into their
 * memory: each must be its own, so no two may hold the same numbers, which its optimiser would share.
 */
function batchNorm({ w, attributes, inputs, outputs }: FormContext<'batchNorm'>): void {
  const channels = sizes(at(outputs, 1));
  const own = (): string => {
    const name = w.fresh();
    const different = Number(name.slice(1)) + 1;
    return w.initializer(name, 'float32', new Float32Array(product(channels)).fill(different), channels);
  };
  w.nodes(
    'BatchNormalization',
    [...names({ inputs }), own(), own()],
    outputs.map((y) => y.name),
    {
      training_mode: 1,
      momentum: { float: 0 },
      epsilon: { float: attributes.eps },
    },
  );
}

function normalise({ w, attributes, inputs, outputs }: FormContext<'normalise'>): void {
  const x = at(inputs, 0);
  const shape = x.shape.slice(-attributes.axes).map(Number);
  const ones = w.floats(new Float32Array(product(shape)).fill(1), shape);
  w.nodes('LayerNormalization', [x.name, ones], [at(outputs, 0).name, '', at(outputs, 1).name], {
    axis: -attributes.axes,
    epsilon: { float: attributes.eps },
  });
}

export const FORMS: { readonly [N in Name]: Form<N> } = {
  ...moving,
  ...convolution,
  constant: ({ w, attributes, outputs }) => {
    const y = at(outputs, 0);
    w.initializer(y.name, y.element, attributes.data, sizes(y));
  },
  fill,
  unary: (c) => {
    const x = at(c.inputs, 0);
    if (c.attributes.fn === 'sign' && x.isNonNegative) stepOf(c.w, x.name, at(c.outputs, 0).name);
    else plain<'unary'>(UNARY[c.attributes.fn])(c);
  },
  binary: (c) => plain<'binary'>(BINARY[c.attributes.fn])(c),
  compare: (c) => plain<'compare'>(COMPARE[c.attributes.fn])(c),
  select: plain('Where'),
  clip: ({ w, attributes: { low, high }, inputs, outputs }) => {
    w.node('Clip', [at(inputs, 0).name, w.floats([low], []), w.floats([high], [])], {}, at(outputs, 0).name);
  },
  detach: plain('Identity'),
  cast: ({ w, inputs, outputs }) => {
    const y = at(outputs, 0);
    w.node('Cast', [at(inputs, 0).name], { to: TYPES[y.element] }, y.name);
  },
  reduce: ({ w, attributes, inputs, outputs }) => {
    const { fn, axes, keep } = attributes;
    w.node(REDUCE[fn], [at(inputs, 0).name, w.ints([...axes])], { keepdims: Number(keep) }, at(outputs, 0).name);
  },
  argmax: ({ w, attributes, inputs, outputs }) => {
    w.node(
      'ArgMax',
      [at(inputs, 0).name],
      { axis: attributes.axis, keepdims: Number(attributes.keep) },
      at(outputs, 0).name,
    );
  },
  cumsum: ({ w, attributes, inputs, outputs }) => {
    w.node('CumSum', [at(inputs, 0).name, w.ints([attributes.axis], [])], {}, at(outputs, 0).name);
  },
  softmax: ({ w, attributes, inputs, outputs }) => {
    w.node('Softmax', [at(inputs, 0).name], { axis: attributes.axis }, at(outputs, 0).name);
  },
  logSoftmax: ({ w, attributes, inputs, outputs }) => {
    w.node('LogSoftmax', [at(inputs, 0).name], { axis: attributes.axis }, at(outputs, 0).name);
  },
  matmul: plain('MatMul'),
  maxPool,
  unpool,
  sumPool,
  spread,
  batchNorm,
  normalise,
};
