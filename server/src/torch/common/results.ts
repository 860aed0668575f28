/** Named tuples that ops return (`torch.return_types.max`): a tuple whose items have names. */
import { type ClassValue, defineClass, type Interpreter, type TupleValue, tuple, type Value } from '../../python';
import { getter } from './native';

const classes = new WeakMap<ClassValue, Map<string, ClassValue>>();

export function namedResult(
  interpreter: Interpreter,
  name: string,
  fields: Readonly<Record<string, Value>>,
): TupleValue {
  return tuple(Object.values(fields), resultClass(interpreter, name, Object.keys(fields)));
}

function resultClass(interpreter: Interpreter, name: string, fields: readonly string[]): ClassValue {
  const base = interpreter.builtin('tuple');
  let known = classes.get(base);
  if (!known) classes.set(base, (known = new Map()));
  let cls = known.get(name);
  if (!cls) {
    const members = fields.map((field, i) => [field, getter(field, (self) => item(self, i, interpreter))] as const);
    known.set(
      name,
      (cls = defineClass(name, [base], members, {
        module: 'torch.return_types',
        native: `torch.return_types.${name}`,
      })),
    );
  }
  return cls;
}

function item(self: Value, i: number, interpreter: Interpreter): Value {
  const found = self.kind === 'tuple' ? self.items[i] : undefined;
  return found ?? interpreter.unknown('undecided', 'the items of this result are not known');
}
