/** `torch.device`. Convscope does not follow where tensors are: what is not said is not known. */
import { defineClass, FALSE, type InstanceValue, int, NONE, native, str, TRUE, type Value } from '../../python';
import { getter } from '../common/native';
import { hardware } from './tolerant';

export const DEVICE_CLASS = defineClass('device', [], [], { module: 'torch', native: 'torch.device' });

const WHERE = 'where a tensor lies is decided when the program runs';

function device(type: Value, index: Value): InstanceValue {
  return {
    kind: 'instance',
    cls: DEVICE_CLASS,
    attrs: new Map([
      ['type', type],
      ['index', index],
    ]),
  };
}

/** The device of any tensor. */
export const SOME_DEVICE = device(hardware('str', WHERE), hardware('int', WHERE));

function parsed(value: Value, index: Value): Value {
  if (value.kind === 'instance') return value;
  if (value.kind !== 'str') return SOME_DEVICE;
  const [type = '', number] = value.value.split(':');
  return device(str(type), number === undefined ? index : int(Number(number)));
}

DEVICE_CLASS.dict.set(
  '__new__',
  native('__new__', '(cls, type, index=None)', (a) => parsed(a.raw('type'), a.raw('index')), { binds: false }),
);
DEVICE_CLASS.dict.set(
  '__init__',
  native('__init__', '(self, *args, **kwargs)', () => NONE),
);
DEVICE_CLASS.dict.set(
  '__eq__',
  native('__eq__', '(self, other)', (a) => {
    const [left, right] = [a.raw('self'), a.raw('other')];
    if (left === right) return TRUE;
    const [x, y] = [typeOf(left), typeOf(right)];
    return x !== undefined && y !== undefined && x !== y ? FALSE : hardware('bool', WHERE);
  }),
);
for (const name of ['__str__', '__repr__']) {
  DEVICE_CLASS.dict.set(
    name,
    native(name, '(self)', (a) => {
      const type = typeOf(a.raw('self'));
      return type === undefined ? hardware('str', WHERE) : str(type);
    }),
  );
}
DEVICE_CLASS.dict.set(
  '__enter__',
  native('__enter__', '(self)', (a) => a.raw('self')),
);
DEVICE_CLASS.dict.set(
  '__exit__',
  native('__exit__', '(self, *args)', () => NONE),
);

function typeOf(value: Value): string | undefined {
  const type = value.kind === 'instance' ? value.attrs.get('type') : undefined;
  return type?.kind === 'str' ? type.value : undefined;
}

export const deviceGetter = getter('device', () => SOME_DEVICE);
export const onGpu = (name: string) => getter(name, () => hardware('bool', WHERE));
