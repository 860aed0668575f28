/** `torch.nn.utils`: gradients, vectors of parameters, weight norms, packed sequences. */
import { type ClassValue, type NativeFunction, NONE, native, type Value } from '../../python';
import { add, product } from '../../symbolic';
import { isTensor, makeTensor, shapeOf } from '../tensor';
import { NORMS, parametrizations } from './norm';
import { rnnUtils } from './rnn';

/** The norm of all gradients: a number that depends on data. */
const gradNorm = (name: string, signature: string): NativeFunction =>
  native(name, signature, () => makeTensor([]), { binds: false });

const VECTORS: readonly NativeFunction[] = [
  gradNorm('clip_grad_norm_', '(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None)'),
  gradNorm('clip_grad_norm', '(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None)'),
  gradNorm('get_total_norm', '(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None)'),
  native('clip_grads_with_norm_', '(parameters, max_norm, total_norm, foreach=None)', () => NONE, { binds: false }),
  native('clip_grad_value_', '(parameters, clip_value, foreach=None)', () => NONE, { binds: false }),
  native('vector_to_parameters', '(vec, parameters)', () => NONE, { binds: false }),
  native(
    'parameters_to_vector',
    '(parameters)',
    (a, interpreter) => {
      const { items, rest } = interpreter.iterate(a.value('parameters'));
      if (rest) return rest;
      return makeTensor(
        [
          items
            .filter(isTensor)
            .reduce<ReturnType<typeof product>>((sum, tensor) => add(sum, product(shapeOf(tensor))), 0),
        ],
        { requiresGrad: true },
      );
    },
    { binds: false },
  ),
  /** Builds without initialising: the same sizes. */
  native(
    'skip_init',
    '(module_cls, *args, **kwargs)',
    (a, interpreter) => {
      const keywords = new Map([...a.extraKeywords].filter(([name]) => name !== 'device'));
      return interpreter.call(a.value('module_cls'), a.extra, keywords);
    },
    { binds: false },
  ),
];

const byName = (functions: readonly NativeFunction[]): Map<string, Value> =>
  new Map(functions.map((fn) => [fn.name, fn] as const));

export const utilModules = (classes: ReadonlyMap<string, ClassValue>): ReadonlyMap<string, Map<string, Value>> =>
  new Map([
    ['torch.nn.utils', byName([...NORMS, ...VECTORS])],
    ['torch.nn.utils.clip_grad', byName(VECTORS.filter((fn) => fn.name.includes('clip')))],
    ['torch.nn.utils.parametrizations', byName(parametrizations(classes))],
    ['torch.nn.utils.rnn', new Map(rnnUtils)],
  ]);
