/** `argparse`: a program is read as if it were started without arguments, so every option has its default. */
import type { Interpreter } from '../../interpreter';
import type { Arguments } from '../../native';
import { bool, type ClassValue, FALSE, type InstanceValue, list, NONE, str, tuple, type Value } from '../../values';
import { nativeClass, natives, orNone, type Table } from '../support';
import { type ModuleFamily, moduleNames } from './names';
import { hold, record } from './records';
import { namespaceClass } from './types';

const DEFAULTS = '_defaults';

/** The names and values that `parse_args` will give; groups and subparsers write into their parser's. */
function defaultsOf(self: Value): InstanceValue | undefined {
  const held = self.kind === 'instance' ? self.attrs.get(DEFAULTS) : undefined;
  return held?.kind === 'instance' ? held : undefined;
}

/** `--learning-rate` is `learning_rate`; a long option wins over a short one. */
function destination(args: Arguments): string | undefined {
  const given = args.extraKeywords.get('dest');
  if (given?.kind === 'str') return given.value;
  const flags = args.extra.flatMap((flag) => (flag.kind === 'str' ? [flag.value] : []));
  const flag = flags.find((text) => text.startsWith('--')) ?? flags[0];
  return flag?.replace(/^-+/, '').replaceAll('-', '_');
}

const isOption = (args: Arguments): boolean =>
  args.extra.some((flag) => flag.kind === 'str' && flag.value.startsWith('-'));

function defaultOf(name: string, args: Arguments, interpreter: Interpreter): Value {
  const given = args.extraKeywords.get('default');
  const action = args.extraKeywords.get('action');
  if (given !== undefined) return typed(given, args.extraKeywords.get('type'), interpreter);
  if (action?.kind === 'str') {
    if (action.value === 'store_true') return FALSE;
    if (action.value === 'store_false') return bool(true);
    if (action.value === 'help' || action.value === 'version') return NONE;
  }
  if (isOption(args) && !isTrue(args.extraKeywords.get('required'), interpreter)) return NONE;
  const optional = args.extraKeywords.get('nargs');
  if (optional?.kind === 'str' && optional.value === '?') return NONE;
  if (optional?.kind === 'str' && optional.value === '*') return list([]);
  return interpreter.unknown('data', `the argument ${name} is given when the program is started`);
}

const isTrue = (value: Value | undefined, interpreter: Interpreter): boolean =>
  value !== undefined && interpreter.truth(value) === true;

/** Only a default that is text goes through `type`, as in argparse. */
function typed(value: Value, type: Value | undefined, interpreter: Interpreter): Value {
  if (value.kind !== 'str' || type === undefined || type.kind === 'none') return value;
  return interpreter.call(type, [value]);
}

function addArgument(args: Arguments, interpreter: Interpreter): Value {
  const name = destination(args);
  const defaults = defaultsOf(args.raw('self'));
  if (name !== undefined && defaults) {
    const isNew = !defaults.attrs.has(name);
    const value = defaultOf(name, args, interpreter);
    // Two options of one destination: the first default counts, unless the later one states its own.
    if (isNew || args.extraKeywords.has('default')) hold(defaults, name, value, interpreter);
  }
  return record(interpreter.builtin('object'), [['dest', name === undefined ? NONE : str(name)]]);
}

/** A group or subparser adds to the same defaults. */
function sharing(cls: ClassValue, self: Value): Value {
  const defaults = defaultsOf(self);
  return record(cls, defaults ? [[DEFAULTS, defaults]] : []);
}

function parse(args: Arguments, namespace: ClassValue, interpreter: Interpreter): Value {
  const given = orNone(args.raw('namespace'));
  const result = given?.kind === 'instance' ? given : record(namespace);
  interpreter.touch(result);
  const written = args.raw('args').kind === 'list';
  for (const [name, value] of defaultsOf(args.raw('self'))?.attrs ?? []) {
    const isSuppressed = value.kind === 'str' && value.value === SUPPRESS;
    if (result.attrs.has(name) || isSuppressed) continue;
    const given = `the argument ${name} is given when the program is started`;
    result.attrs.set(name, written ? value : interpreter.guess(value, given, name));
  }
  for (const name of namedIn(args.raw('args'))) {
    if (result.attrs.has(name))
      result.attrs.set(
        name,
        interpreter.unknown('missing', `the argument ${name} is written in the call of parse_args`),
      );
  }
  return result;
}

const SUPPRESS = '==SUPPRESS==';

/** The options that a list of arguments, written in the program, sets. */
function namedIn(args: Value): string[] {
  if (args.kind !== 'list') return [];
  return args.items.flatMap((item) =>
    item.kind === 'str' && item.value.startsWith('-')
      ? [item.value.replace(/^-+/, '').replace(/=.*$/s, '').replaceAll('-', '_')]
      : [],
  );
}

function parserClass(object: ClassValue, namespace: ClassValue): ClassValue {
  const share: Table[string] = ['(self, *args, **kwargs)', (args) => sharing(cls, args.raw('self'))];
  const nothing: Table[string] = ['(self, *args, **kwargs)', () => NONE];
  const cls: ClassValue = nativeClass(
    'ArgumentParser',
    [object],
    natives({
      __init__: [
        '(self, *args, parents=(), **kwargs)',
        (args, interpreter) => {
          const defaults = record(object);
          for (const parent of interpreter.iterate(args.raw('parents')).items) {
            for (const [name, value] of defaultsOf(parent)?.attrs ?? []) defaults.attrs.set(name, value);
          }
          hold(args.raw('self'), DEFAULTS, defaults, interpreter);
          for (const name of ['description', 'prog', 'epilog'])
            hold(args.raw('self'), name, args.extraKeywords.get(name) ?? NONE, interpreter);
          return NONE;
        },
      ],
      add_argument: ['(self, *flags, **kwargs)', addArgument],
      add_argument_group: share,
      add_mutually_exclusive_group: share,
      add_subparsers: [
        '(self, *args, **kwargs)',
        (args, interpreter) => {
          const name = args.extraKeywords.get('dest');
          const defaults = defaultsOf(args.raw('self'));
          if (name?.kind === 'str' && defaults)
            hold(
              defaults,
              name.value,
              interpreter.unknown('data', 'the command is given when the program is started'),
              interpreter,
            );
          return sharing(cls, args.raw('self'));
        },
      ],
      add_parser: share,
      parse_args: ['(self, args=None, namespace=None)', (args, interpreter) => parse(args, namespace, interpreter)],
      parse_known_args: [
        '(self, args=None, namespace=None)',
        (args, interpreter) => tuple([parse(args, namespace, interpreter), list([])]),
      ],
      set_defaults: [
        '(self, **kwargs)',
        (args, interpreter) => {
          const defaults = defaultsOf(args.raw('self'));
          for (const [name, value] of args.extraKeywords) if (defaults) hold(defaults, name, value, interpreter);
          return NONE;
        },
      ],
      get_default: ['(self, dest)', (args) => defaultsOf(args.raw('self'))?.attrs.get(args.str('dest')) ?? NONE],
      print_help: nothing,
      print_usage: nothing,
      format_help: ['(self)', () => str('')],
      error: nothing,
      exit: nothing,
      register: nothing,
      convert_arg_line_to_args: nothing,
    }),
    { module: 'argparse' },
  );
  return cls;
}

const plainClasses =
  'Action HelpFormatter RawTextHelpFormatter RawDescriptionHelpFormatter ArgumentDefaultsHelpFormatter MetavarTypeHelpFormatter FileType BooleanOptionalAction';

export const argparse: ModuleFamily = () => ({
  argparse: (interpreter) => {
    const object = interpreter.builtin('object');
    const namespace = namespaceClass('Namespace', 'argparse', object);
    return moduleNames('argparse', [
      ['ArgumentParser', parserClass(object, namespace)],
      ['Namespace', namespace],
      ...plainClasses.split(' ').map(
        (name) =>
          [
            name,
            nativeClass(name, [object], natives({ __init__: ['(self, *args, **kwargs)', () => NONE] }), {
              module: 'argparse',
            }),
          ] as const,
      ),
      [
        'ArgumentTypeError',
        nativeClass('ArgumentTypeError', [interpreter.builtin('Exception')], [], { module: 'argparse' }),
      ],
      ['ArgumentError', nativeClass('ArgumentError', [interpreter.builtin('Exception')], [], { module: 'argparse' })],
      ['SUPPRESS', str(SUPPRESS)],
      ['REMAINDER', str('...')],
    ]);
  },
});
