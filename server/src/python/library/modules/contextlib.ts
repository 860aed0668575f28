/** `contextlib`. A generator runs to its end when it is called; the context is its first yield. */

import { listAppend } from '../../containers';
import type { Interpreter } from '../../interpreter';
import { type Arguments, native } from '../../native';
import { RaiseSignal } from '../../signals';
import { type ClassValue, FALSE, type ListValue, list, NONE, TRUE, type Value } from '../../values';
import { advance, nativeClass, natives } from '../support';
import { type ModuleFamily, moduleNames } from './names';

/** An instance of a native class that holds one value. */
const holding = (cls: ClassValue, value: Value): Value => ({
  kind: 'instance',
  cls,
  attrs: new Map([['_held', value]]),
});
const heldBy = (self: Value): Value => (self.kind === 'instance' ? self.attrs.get('_held') : undefined) ?? NONE;

function firstYield(generator: Value, interpreter: Interpreter): Value {
  if (generator.kind !== 'iterator') return generator.kind === 'unknown' ? generator : NONE;
  return advance(generator, interpreter) ?? generator.rest ?? NONE;
}

/** The rest of the generator runs; an exception is thrown into it where it stands. */
function leaveContext(args: Arguments, interpreter: Interpreter): Value {
  const generator = heldBy(args.value('self'));
  if (generator.kind !== 'iterator') return FALSE;
  const exception = args.raw('value');
  if (exception.kind !== 'instance' || !generator.generator) {
    advance(generator, interpreter);
    return FALSE;
  }
  try {
    generator.generator.throw(exception);
    return TRUE;
  } catch (signal) {
    if (signal instanceof RaiseSignal && signal.exception === exception) return FALSE;
    throw signal;
  }
}

function generatorContext(object: ClassValue): ClassValue {
  return nativeClass(
    '_GeneratorContextManager',
    [object],
    natives({
      __enter__: ['(self)', (args, interpreter) => firstYield(heldBy(args.value('self')), interpreter)],
      __exit__: ['(self, typ=None, value=None, traceback=None)', leaveContext],
      // As a decorator it surrounds each call and changes no result.
      __call__: ['(self, func)', (args) => args.raw('func')],
    }),
    { module: 'contextlib' },
  );
}

function contextManager(context: ClassValue): Value {
  return native(
    'contextmanager',
    '(func)',
    (args) => {
      const func = args.raw('func');
      if (func.kind === 'unknown') return func;
      return native(
        func.kind === 'function' ? func.name : 'contextmanager',
        '(*args, **kwargs)',
        (inner, interpreter) => holding(context, interpreter.call(func, inner.extra, inner.extraKeywords)),
      );
    },
    { binds: false },
  );
}

/** `__exit__`'s result: whether the exception is swallowed. */
function simpleContext(
  name: string,
  object: ClassValue,
  exit: Value,
  enter: (held: Value, self: Value) => Value,
): ClassValue {
  return nativeClass(
    name,
    [object],
    natives({
      __init__: [
        '(self, enter_result=None, *args, **kwargs)',
        (args, interpreter) => {
          const self = args.raw('self');
          if (self.kind !== 'instance') return NONE;
          interpreter.touch(self);
          self.attrs.set('_held', args.raw('enter_result'));
          return NONE;
        },
      ],
      __enter__: ['(self)', (args) => enter(heldBy(args.value('self')), args.raw('self'))],
      __exit__: ['(self, *args)', () => exit],
    }),
    { module: 'contextlib' },
  );
}

function exitStack(object: ClassValue): ClassValue {
  return nativeClass(
    'ExitStack',
    [object],
    natives({
      __enter__: ['(self)', (args) => args.raw('self')],
      __exit__: ['(self, *args)', leaveAll],
      enter_context: [
        '(self, cm)',
        (args, interpreter) => {
          const manager = args.value('cm');
          const enter = interpreter.findAttribute(manager, '__enter__');
          const entered = enter ? interpreter.call(enter, []) : NONE;
          const managers = managersOf(args.raw('self'), interpreter);
          if (managers) listAppend(interpreter, managers, manager);
          return entered;
        },
      ],
      callback: ['(self, callback, *args, **kwargs)', (args) => args.raw('callback')],
      push: ['(self, exit)', (args) => args.raw('exit')],
      pop_all: ['(self)', (args) => args.raw('self')],
      close: ['(self)', leaveAll],
    }),
    { module: 'contextlib' },
  );
}

function managersOf(self: Value, interpreter: Interpreter): ListValue | undefined {
  if (self.kind !== 'instance') return undefined;
  const held = self.attrs.get('_held');
  if (held?.kind === 'list') return held;
  const made = list([]);
  interpreter.touch(self);
  self.attrs.set('_held', made);
  return made;
}

/** What an exception would do to each of them is not looked at. */
function leaveAll(args: Arguments, interpreter: Interpreter): Value {
  const managers = managersOf(args.raw('self'), interpreter);
  if (managers === undefined) return FALSE;
  const entered = [...managers.items].reverse();
  interpreter.touch(managers);
  managers.items = [];
  for (const manager of entered) {
    const exit = interpreter.findAttribute(manager, '__exit__');
    if (exit) interpreter.call(exit, [NONE, NONE, NONE]);
  }
  return FALSE;
}

export const contextlib: ModuleFamily = () => ({
  contextlib: (interpreter) => {
    const object = interpreter.builtin('object');
    const decorator = nativeClass(
      'ContextDecorator',
      [object],
      natives({
        __call__: ['(self, func)', (args) => args.raw('func')],
      }),
      { module: 'contextlib' },
    );
    return moduleNames('contextlib', [
      ['contextmanager', contextManager(generatorContext(object))],
      ['asynccontextmanager', contextManager(generatorContext(object))],
      ['nullcontext', simpleContext('nullcontext', object, NONE, (held) => held)],
      // Which exceptions it swallows is decided by the interpreter's `with` through this result.
      ['suppress', simpleContext('suppress', object, TRUE, () => NONE)],
      ['closing', simpleContext('closing', object, NONE, (held) => held)],
      ['redirect_stdout', simpleContext('redirect_stdout', object, NONE, (held) => held)],
      ['redirect_stderr', simpleContext('redirect_stderr', object, NONE, (held) => held)],
      ['ExitStack', exitStack(object)],
      ['ContextDecorator', decorator],
      [
        'AbstractContextManager',
        nativeClass(
          'AbstractContextManager',
          [object],
          natives({
            __enter__: ['(self)', (args) => args.raw('self')],
            __exit__: ['(self, *args)', () => NONE],
          }),
          { module: 'contextlib' },
        ),
      ],
      ['chdir', simpleContext('chdir', object, NONE, () => NONE)],
    ]);
  },
});
