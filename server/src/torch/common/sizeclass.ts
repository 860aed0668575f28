/** `torch.Size`: a tuple of ints with `numel()`. */
import {
  type ClassValue,
  defineClass,
  type Interpreter,
  int,
  intTuple,
  NotKnown,
  native,
  type TupleValue,
  toInts,
  tuple,
} from '../../python';
import { type Dim, product } from '../../symbolic';

const classes = new WeakMap<ClassValue, ClassValue>();

export function sizeClass(interpreter: Interpreter): ClassValue {
  const base = interpreter.builtin('tuple');
  const known = classes.get(base);
  if (known) return known;
  const cls: ClassValue = defineClass('Size', [base], [], { module: 'torch', native: 'torch.Size' });
  cls.dict.set(
    '__new__',
    native(
      '__new__',
      '(cls, sizes=())',
      (a, it) => {
        const { items, rest } = it.iterate(a.value('sizes'));
        if (rest) throw new NotKnown(rest);
        return tuple(items, cls);
      },
      { binds: false },
    ),
  );
  cls.dict.set(
    'numel',
    native('numel', '(self)', (a, it) => int(product(toInts(a.value('self'), it) ?? []))),
  );
  classes.set(base, cls);
  return cls;
}

export const sizeValue = (shape: readonly Dim[], interpreter: Interpreter): TupleValue =>
  intTuple(shape, sizeClass(interpreter));
