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
  const known = classes.get(base) ?? new Map<string, ClassValue>();
  classes.set(base, known);
  const made = known.get(name);
  if (made) return made;
  const members = fields.map((field, i) => [field, getter(field, (self, reader) => item(self, i, reader))] as const);
  const options = { module: 'torch.return_types', native: `torch.return_types.${name}` };
  const cls = defineClass(name, [base], members, options);
  known.set(name, cls);
  return cls;
}

function item(self: Value, i: number, interpreter: Interpreter): Value {
  const found = self.kind === 'tuple' ? self.items[i] : undefined;
  return found ?? interpreter.unknown('undecided', 'the items of this result are not known');
}
