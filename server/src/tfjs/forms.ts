/** The form of every primitive on tfjs kernels: a name without an entry does not compile. */
import type { Name } from '../program';
import { matmul, onAxes } from './axes';
import { convolution } from './convolution';
import { elementwise } from './elementwise';
import { at, DTYPES, type Form, plain } from './form';
import { indexing } from './indexing';
import { norms } from './norms';
import { pooling } from './pooling';

/** A fill of this many numbers is made anew each time, so that it takes no room between. */
const MOST_HELD = 4096;

export const FORMS: { readonly [N in Name]: Form<N> } = {
  ...elementwise,
  ...onAxes,
  ...indexing,
  ...pooling,
  ...norms,
  ...convolution,
  matmul,
  constant: ({ tf, attributes, outputs, constant }) => {
    const { shape, element } = at(outputs, 0);
    const make = () => tf.tensor([...attributes.data], [...shape], DTYPES[element]);
    return [plain(constant('data', make))];
  },
  fill: ({ tf, attributes: { value }, outputs, constant }) => {
    const { shape, element } = at(outputs, 0);
    const make = () => tf.fill([...shape], value, DTYPES[element]);
    return [plain(shape.reduce((n, size) => n * size, 1) > MOST_HELD ? make() : constant('fill', make))];
  },
};
