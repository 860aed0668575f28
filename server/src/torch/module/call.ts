/** Calling a module: hooks around `forward`, and the trace told about it (torch/nn/modules/module.py, `_call_impl`). */
import {
  type ClassValue,
  type DictValue,
  defineClass,
  dict,
  type InstanceValue,
  type Interpreter,
  int,
  type Keywords,
  type MethodValue,
  MORE_ARGUMENTS,
  MORE_KEYWORDS,
  type NativeFunction,
  NO_KEYWORDS,
  NONE,
  NotKnown,
  TRUE,
  tuple,
  type Value,
} from '../../python';
import { traceOf } from '../trace';
import { BROKEN, isModule, quietUnknown, SLOTS, slotOf } from './instance';
import { type Method, type Methods, method, methods, rawMethod } from './method';

/** What `register_forward_hook` and its like return. */
const HANDLE_CLASS: ClassValue = defineClass(
  'RemovableHandle',
  [],
  [
    [
      'remove',
      method('remove', '()', (handle, _a, interpreter) => {
        const hooks = handle.attrs.get('hooks');
        const id = handle.attrs.get('id');
        if (hooks?.kind === 'dict' && id?.kind === 'int') {
          interpreter.touch(hooks);
          hooks.entries.delete(`i:${String(id.value)}`);
        }
        return NONE;
      }),
    ],
    ['__enter__', method('__enter__', '()', (handle) => handle)],
    [
      '__exit__',
      method('__exit__', '(*args)', (handle, _a, interpreter) =>
        interpreter.call(interpreter.getAttribute(handle, 'remove'), []),
      ),
    ],
  ],
  { module: 'torch.utils.hooks' },
);

function hooksOf(self: InstanceValue, name: string, interpreter: Interpreter): DictValue {
  const known = self.attrs.get(name);
  if (known?.kind === 'dict') return known;
  const made = dict();
  interpreter.touch(self);
  self.attrs.set(name, made);
  return made;
}

function register(
  self: InstanceValue,
  name: string,
  hook: Value,
  interpreter: Interpreter,
  prepend = false,
): { handle: InstanceValue; id: number } {
  const hooks = hooksOf(self, name, interpreter);
  interpreter.touch(hooks);
  const ids = [...hooks.entries.values()].map(({ key }) =>
    key.kind === 'int' && typeof key.value === 'number' ? key.value : 0,
  );
  const id = Math.max(-1, ...ids) + 1;
  const entry = [`i:${id}`, { key: int(id), value: hook }] as const;
  hooks.entries = new Map(prepend ? [entry, ...hooks.entries] : [...hooks.entries, entry]);
  const attrs = new Map<string, Value>([
    ['hooks', hooks],
    ['id', int(id)],
  ]);
  return { handle: { kind: 'instance', cls: HANDLE_CLASS, attrs }, id };
}

/** Hooks that never run while shapes are read: those of backward and of state dicts. */
const keepHook =
  (slot: string): Method =>
  (self, a, interpreter) =>
    register(self, slot, a.raw('hook'), interpreter).handle;

const registerForward =
  (slot: string): Method =>
  (self, a, interpreter) => {
    const { handle, id } = register(self, slot, a.raw('hook'), interpreter, a.bool('prepend'));
    if (a.bool('with_kwargs')) {
      const marked = hooksOf(self, `${slot}_with_kwargs`, interpreter);
      interpreter.touch(marked);
      marked.entries.set(`i:${id}`, { key: int(id), value: TRUE });
    }
    return handle;
  };

interface Hook {
  readonly run: Value;
  readonly withKeywords: boolean;
}

function hooks(self: InstanceValue, slot: string): Hook[] {
  const registered = self.attrs.get(slot);
  if (registered?.kind !== 'dict' || registered.entries.size === 0) return [];
  const marked = self.attrs.get(`${slot}_with_kwargs`);
  return [...registered.entries].map(([key, { value }]) => ({
    run: value,
    withKeywords: marked?.kind === 'dict' && marked.entries.has(key),
  }));
}

interface Call {
  readonly args: readonly Value[];
  readonly keywords: Keywords;
}

const keywordDict = (keywords: Keywords): DictValue => dict(keywords);

function beforeForward(self: InstanceValue, call: Call, interpreter: Interpreter): Call {
  let { args, keywords } = call;
  for (const hook of hooks(self, '_forward_pre_hooks')) {
    const passed = hook.withKeywords ? [self, tuple(args), keywordDict(keywords)] : [self, tuple(args)];
    const result = interpreter.call(hook.run, passed);
    if (result.kind === 'none') continue;
    if (result.kind === 'unknown') throw new NotKnown(result);
    if (!hook.withKeywords) args = result.kind === 'tuple' ? result.items : [result];
    else if (result.kind === 'tuple' && result.items[0]?.kind === 'tuple' && result.items[1]?.kind === 'dict') {
      args = result.items[0].items;
      keywords = new Map(
        [...result.items[1].entries.values()].flatMap(({ key, value }) =>
          key.kind === 'str' ? [[key.value, value] as const] : [],
        ),
      );
    }
  }
  return { args, keywords };
}

function afterForward(self: InstanceValue, { args, keywords }: Call, result: Value, interpreter: Interpreter): Value {
  let value = result;
  for (const hook of hooks(self, '_forward_hooks')) {
    const passed = hook.withKeywords ? [self, tuple(args), keywordDict(keywords), value] : [self, tuple(args), value];
    const replaced = interpreter.call(hook.run, passed);
    if (replaced.kind !== 'none') value = replaced;
  }
  return value;
}

/** A `forward` of the user's that is called with too few arguments, or too many. */
function refuseArguments(self: InstanceValue, forward: Value, call: Call, interpreter: Interpreter): void {
  const func = forward.kind === 'method' ? forward.func : undefined;
  if (func?.kind !== 'function' || call.keywords.has(MORE_ARGUMENTS) || call.keywords.has(MORE_KEYWORDS)) return;
  const parameters = func.parameters.slice(1);
  const places = parameters.filter((p) => p.kind === 'positional' || p.kind === 'positional-only');
  const missing = [...places.slice(call.args.length), ...parameters.filter((p) => p.kind === 'keyword-only')]
    .map((p) => p.name)
    .filter((name) => !func.defaults.has(name) && !call.keywords.has(name));
  const tooMany = call.args.length > places.length && !parameters.some((p) => p.kind === 'var-positional');
  if (missing.length === 0 && !tooMany) return;
  const name = `${self.cls.name}.forward()`;
  const names = missing.map((one) => `'${one}'`).join(missing.length === 2 ? ' and ' : ', ');
  const message =
    missing.length > 0
      ? `${name} missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${names}`
      : `${name} takes ${places.length + 1} positional arguments but ${call.args.length + 1} were given`;
  const why = `forward takes ${parameters.map((p) => p.name).join(', ') || 'nothing'}.`;
  throw new NotKnown(interpreter.refuse({ code: 'CS124', message, why }, 'TypeError'));
}

/** `module(*args, **keywords)` */
export function callModule(
  self: InstanceValue,
  args: readonly Value[],
  keywords: Keywords,
  interpreter: Interpreter,
): Value {
  if (!slotOf(self, '_modules')) return uninitialised(self, interpreter);
  const trace = traceOf(interpreter);
  trace.enterModule(self, args, keywords, interpreter.place());
  let result: Value | undefined;
  try {
    const call = beforeForward(self, { args, keywords }, interpreter);
    const forward = interpreter.getAttribute(self, 'forward');
    refuseArguments(self, forward, call, interpreter);
    result =
      forward.kind === 'method'
        ? interpreter.call(forward.func, [forward.self, ...call.args], call.keywords)
        : interpreter.call(forward, call.args, call.keywords);
    result = afterForward(self, call, result, interpreter);
    return result;
  } catch (signal) {
    if (!(signal instanceof NotKnown)) throw signal;
    trace.lost(signal.value.cause);
    result = signal.value;
    return result;
  } finally {
    trace.leaveModule(self, result);
  }
}

/**
 * `module.forward(x)` is a call of the module past its hooks; `super().forward(x)` is a part of one. undefined:
 * nothing of the kind.
 */
export function callForward(
  { self, func }: MethodValue,
  args: readonly Value[],
  keywords: Keywords,
  interpreter: Interpreter,
): Value | undefined {
  if (!isModule(self) || !slotOf(self, '_modules') || interpreter.lookup(self.cls, 'forward') !== func)
    return undefined;
  const trace = traceOf(interpreter);
  trace.enterModule(self, args, keywords, interpreter.place());
  let result: Value | undefined;
  try {
    result = interpreter.call(func, [self, ...args], keywords);
    return result;
  } finally {
    trace.leaveModule(self, result);
  }
}

function uninitialised(self: InstanceValue, interpreter: Interpreter): Value {
  const gap =
    SLOTS.map((slot) => self.attrs.get(slot)).find((v) => v?.kind === 'unknown') ??
    self.attrs.get(BROKEN) ??
    self.cls.unknownBase;
  if (gap) return gap;
  return interpreter.refuse(
    {
      code: 'CS114',
      message: `'${self.cls.name}' object has no attribute '_backward_hooks'`,
      why: `${self.cls.name}.__init__ never called super().__init__(), so this is not a module yet.`,
      fix: { kind: 'insert-super-init', cls: self.cls.name },
    },
    'AttributeError',
  );
}

/** Stands in where a class defines no `forward`. */
const FORWARD: NativeFunction = rawMethod('forward', ([self], _keywords, interpreter) => {
  if (self?.kind !== 'instance') return quietUnknown('forward was called on something that is no module');
  const gap = self.attrs.get(BROKEN) ?? self.cls.unknownBase;
  if (gap) return gap;
  const container = self.cls.mro.find((c) => c.native === 'torch.nn.ModuleList' || c.native === 'torch.nn.ModuleDict');
  const message = `Module [${self.cls.name}] is missing the required "forward" function`;
  if (!container) return interpreter.raise('NotImplementedError', message);
  return interpreter.refuse(
    {
      code: 'CS115',
      message,
      why: `A ${container.name} only holds modules; loop over it, or use Sequential.`,
      ...(container.name === 'ModuleList' ? { fix: { kind: 'loop' } } : {}),
    },
    'NotImplementedError',
  );
});

const HOOKS: Methods = {
  register_forward_hook: [
    '(hook, *, prepend=False, with_kwargs=False, always_call=False)',
    registerForward('_forward_hooks'),
  ],
  register_forward_pre_hook: ['(hook, *, prepend=False, with_kwargs=False)', registerForward('_forward_pre_hooks')],
  register_backward_hook: ['(hook)', keepHook('_backward_hooks')],
  register_full_backward_hook: ['(hook, prepend=False)', keepHook('_backward_hooks')],
  register_full_backward_pre_hook: ['(hook, prepend=False)', keepHook('_backward_pre_hooks')],
  register_state_dict_pre_hook: ['(hook)', keepHook('_state_dict_pre_hooks')],
  register_state_dict_post_hook: ['(hook)', keepHook('_state_dict_hooks')],
  _register_state_dict_hook: ['(hook)', keepHook('_state_dict_hooks')],
  _register_load_state_dict_pre_hook: ['(hook, with_module=False)', keepHook('_load_state_dict_pre_hooks')],
  register_load_state_dict_pre_hook: ['(hook)', keepHook('_load_state_dict_pre_hooks')],
  register_load_state_dict_post_hook: ['(hook)', keepHook('_load_state_dict_post_hooks')],
};

const call = (name: string): NativeFunction =>
  rawMethod(name, ([self, ...args], keywords, interpreter) =>
    self?.kind === 'instance'
      ? callModule(self, args, keywords, interpreter)
      : quietUnknown('something that is no module was called'),
  );

export const CALL_METHODS = [
  ['__call__', call('__call__')],
  ['_call_impl', call('_call_impl')],
  ['_wrapped_call_impl', call('_wrapped_call_impl')],
  ['forward', FORWARD],
  ...methods(HOOKS),
] as const;

/** Calls a submodule as Python would, at the present place. */
export const callChild = (module: Value, args: readonly Value[], interpreter: Interpreter): Value =>
  interpreter.call(module, args, NO_KEYWORDS);
