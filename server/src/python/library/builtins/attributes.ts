/** `getattr` and its kin, `isinstance`, `callable`, `vars`, `type`-like questions. */
import type { Interpreter } from '../../interpreter';
import { type Arguments, native } from '../../native';
import { oneOf } from '../../objects';
import { bool, dict, FALSE, identityOf, int, list, NONE, str, TRUE, type Value } from '../../values';
import { noAttribute } from '../kinds/object';
import { payload } from '../support';
import { unionMembers } from '../union';

const getattr = native('getattr', '(object, name, default=None, /)', (args, interpreter) => {
  const object = args.raw('object');
  if (object.kind === 'unknown') return interpreter.getAttribute(object, attributeName(args));
  const name = attributeName(args);
  const found = interpreter.findAttribute(object, name);
  if (found?.kind === 'unknown' && found.mayBeAbsent && args.given.has('default'))
    return oneOf(found.cause, [found, args.raw('default')]);
  if (found !== undefined) return found;
  return args.given.has('default') ? args.raw('default') : noAttribute(object, name, interpreter);
});

function attributeName(args: Arguments): string {
  const value = payload(args.value('name'));
  return value.kind === 'str' ? value.value : args.str('name');
}

const hasattr = native('hasattr', '(object, name, /)', (args, interpreter) => {
  const object = args.value('object');
  const found = interpreter.findAttribute(object, attributeName(args));
  if (found === undefined) return FALSE;
  // An attribute of a class whose base cannot be read may or may not exist.
  const open =
    (object.kind === 'instance' && object.cls.unknownBase) || (object.kind === 'class' && object.unknownBase);
  return found.kind === 'unknown' && (open || found.mayBeAbsent) ? { kind: 'unknown', cause: found.cause } : TRUE;
});

const setattr = native('setattr', '(object, name, value, /)', (args, interpreter) => {
  interpreter.setAttribute(args.raw('object'), attributeName(args), args.raw('value'));
  return NONE;
});

const delattr = native('delattr', '(object, name, /)', (args, interpreter) => {
  interpreter.deleteAttribute(args.raw('object'), attributeName(args));
  return NONE;
});

/** `test` over a class, a tuple of classes or a union; three-valued. */
function anyClass(spec: Value, test: (cls: Value) => boolean | undefined): boolean | undefined {
  const members = spec.kind === 'tuple' ? spec.items : unionMembers(spec);
  if (members === undefined) return test(spec);
  let result: boolean | undefined = spec.kind === 'tuple' && spec.rest ? undefined : false;
  for (const member of members) {
    const verdict = anyClass(member, test);
    if (verdict === true) return true;
    if (verdict === undefined) result = undefined;
  }
  return result;
}

const isinstance = native('isinstance', '(object, class_or_tuple, /)', (args, interpreter) => {
  const object = args.raw('object');
  const verdict = anyClass(args.raw('class_or_tuple'), (cls) => {
    if (cls.kind === 'unknown') return undefined;
    // `None` stands for its type inside a union.
    return cls.kind === 'none'
      ? object.kind === 'unknown'
        ? undefined
        : object.kind === 'none'
      : interpreter.isInstance(object, cls);
  });
  return verdict === undefined ? undecided(object, interpreter) : bool(verdict);
});

const undecided = (value: Value, interpreter: Interpreter): Value =>
  value.kind === 'unknown' ? value : interpreter.unknown('undecided', 'what class this is of is not decided', 'bool');

const issubclass = native('issubclass', '(cls, class_or_tuple, /)', (args, interpreter) => {
  const cls = args.value('cls');
  if (cls.kind !== 'class') return interpreter.raise('TypeError', 'issubclass() arg 1 must be a class');
  const verdict = anyClass(args.raw('class_or_tuple'), (base) => {
    if (base.kind === 'unknown') return undefined;
    if (base.kind === 'class' && cls.mro.includes(base)) return true;
    return cls.unknownBase ? undefined : false;
  });
  return verdict === undefined ? undecided(cls.unknownBase ?? cls, interpreter) : bool(verdict);
});

const callable = native('callable', '(obj, /)', (args, interpreter) => {
  const value = args.value('obj');
  switch (value.kind) {
    case 'function':
    case 'native':
    case 'method':
    case 'partial':
    case 'class':
    case 'staticmethod':
      return TRUE;
    case 'instance':
      if (interpreter.lookup(value.cls, '__call__')) return TRUE;
      return value.cls.unknownBase ?? FALSE;
    default:
      return FALSE;
  }
});

const vars = native('vars', '(object=None, /)', (args, interpreter) => {
  if (!args.given.has('object')) return dict(interpreter.frame.scope.vars);
  const value = args.value('object');
  const own = interpreter.findAttribute(value, '__dict__');
  if (own !== undefined) return own;
  return value.kind === 'instance'
    ? dict(value.attrs)
    : interpreter.raise('TypeError', 'vars() argument must have __dict__ attribute');
});

const dir = native('dir', '(object=None, /)', (args, interpreter) => {
  const value = args.value('object');
  const cls = value.kind === 'class' ? value : interpreter.typeOf(value);
  if (value.kind === 'module' || value.kind === 'none' || cls.kind === 'unknown') {
    const listed = value.kind === 'module' ? (value.scope.names?.() ?? []) : [];
    const rest = interpreter.unknown('missing', 'what dir() lists is not known');
    return { ...list([...listed].map(str)), rest };
  }
  const names = new Set(cls.mro.flatMap((ancestor) => [...ancestor.dict.keys()]));
  if (value.kind === 'instance') for (const name of value.attrs.keys()) names.add(name);
  return { ...list([...names].sort().map(str)), rest: cls.unknownBase };
});

const id = native('id', '(obj, /)', (args) => int(identityOf(args.value('obj'))));

const hash = native('hash', '(obj, /)', (args, interpreter) => {
  const value = args.value('obj');
  if (value.kind === 'int' || value.kind === 'bool') return payload(value);
  return interpreter.unknown('data', 'a hash is not known without running', 'int');
});

export const attributeBuiltins = [
  getattr,
  hasattr,
  setattr,
  delattr,
  isinstance,
  issubclass,
  callable,
  vars,
  dir,
  id,
  hash,
];
