/**
 * `yaml` (PyYAML) on known texts. The structure is read by the `yaml` package; what a plain word means is
 * YAML 1.1 as PyYAML's resolver has it (yaml/resolver.py), where `yes` is True and `1e-3` is a word.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Interpreter } from '../../interpreter';
import { type Arguments, native } from '../../native';
import { exactInt } from '../../numbers';
import { bool, dict, float, list, NONE, str, type Value } from '../../values';
import { restOf } from '../files';
import { nativeClass } from '../support';
import { type ModuleFamily, moduleNames } from './names';

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);
const NOTHING = new Set(['', '~', 'null', 'Null', 'NULL']);
const INTEGER = /^[-+]?(0|[1-9][0-9_]*)$/;
const FLOAT = /^[-+]?([0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?)$/;
/** Octal and hexadecimal numbers, times, dates, and numbers that other resolvers than the plain one know. */
const OTHER =
  /^([-+]?[0-9][0-9a-fA-FxX_.:]*([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[0-9]{4}-[0-9].*|=)$/;

function plain(word: string, interpreter: Interpreter): Value {
  if (NOTHING.has(word)) return NONE;
  const truth = TRUTHS.get(word);
  if (truth !== undefined) return bool(truth);
  const digits = word.replaceAll('_', '');
  if (INTEGER.test(word) && Number.isSafeInteger(Number(digits))) return exactInt(Number(digits));
  if (FLOAT.test(word)) return float(Number(digits));
  return OTHER.test(word) ? interpreter.unknown('missing', `${word} in YAML is not known to Convscope`) : str(word);
}

/** One document as a value; anchors and what refers to them are one object, as in PyYAML. */
class Conversion {
  private readonly document: Document;
  private readonly interpreter: Interpreter;
  private readonly made = new Map<Node, Value>();

  constructor(document: Document, interpreter: Interpreter) {
    this.document = document;
    this.interpreter = interpreter;
  }

  value(node: unknown): Value {
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      return (target && this.made.get(target)) ?? this.interpreter.unknown('missing', 'a YAML alias of itself');
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return NONE;
    const value = this.ofNode(node);
    this.made.set(node, value);
    return value;
  }

  private ofNode(node: Node): Value {
    if (node.tag !== undefined && !/^tag:yaml.org,2002:(str|seq|map)$/.test(node.tag)) {
      return this.interpreter.unknown('missing', `the YAML tag ${node.tag} is not known to Convscope`);
    }
    if (isScalar(node)) {
      const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
      return node.type === 'PLAIN' ? plain(text, this.interpreter) : node.type === undefined ? NONE : str(text);
    }
    if (isSeq(node)) return list(node.items.map((item) => this.value(item)));
    return isMap(node) ? this.ofPairs(node.items) : NONE;
  }

  private ofPairs(pairs: readonly { readonly key: unknown; readonly value: unknown }[]): Value {
    const made: [string, Value][] = [];
    for (const pair of pairs) {
      const key = this.value(pair.key);
      // Other keys, and `<<`, which merges another mapping.
      if (key.kind !== 'str' || key.value === '<<')
        return this.interpreter.unknown('missing', 'keys of YAML that are no words');
      made.push([key.value, this.value(pair.value)]);
    }
    return dict(made);
  }
}

function load(args: Arguments, interpreter: Interpreter): Value {
  const stream = args.value('stream');
  const text = stream.kind === 'str' ? stream.value : restOf(stream, interpreter);
  if (text === undefined) return interpreter.unknown('data', 'what yaml.load reads is not known');
  const document = parseDocument(text, { schema: 'failsafe', version: '1.1', logLevel: 'silent', merge: false });
  const [problem] = document.errors;
  return problem
    ? interpreter.unknown('data', `the YAML cannot be read: ${problem.message.split('\n')[0] ?? ''}`)
    : new Conversion(document, interpreter).value(document.contents);
}

const LOADERS = ['SafeLoader', 'FullLoader', 'Loader', 'UnsafeLoader', 'BaseLoader', 'CSafeLoader', 'CLoader'];
/** The plain resolver's; BaseLoader takes every word as a text. */
const usual = (loader: Value): boolean =>
  loader.kind === 'none' || (loader.kind === 'class' && loader.native !== undefined && loader.name !== 'BaseLoader');

export const yaml: ModuleFamily = () => ({
  yaml: (interpreter) => {
    const loaders = LOADERS.map(
      (name) => [name, nativeClass(name, [interpreter.builtin('object')], [], { module: 'yaml' })] as const,
    );
    const simple = (name: string) =>
      [name, native(name, '(stream)', (args, i) => load(args, i), { binds: false })] as const;
    return moduleNames('yaml', [
      ...loaders,
      simple('safe_load'),
      simple('full_load'),
      simple('unsafe_load'),
      [
        'load',
        native(
          'load',
          '(stream, Loader=None)',
          (args, i) =>
            usual(args.value('Loader')) ? load(args, i) : i.unknown('missing', 'this YAML loader is not known'),
          { binds: false },
        ),
      ],
    ]);
  },
});
