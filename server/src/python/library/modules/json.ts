/** `json` on known texts. */
import type { Interpreter } from '../../interpreter';
import { native } from '../../native';
import { exactInt } from '../../numbers';
import { bool, dict, float, list, NONE, str, type Value } from '../../values';
import { restOf } from '../files';
import { textUnknown } from '../format';
import { floatText } from '../numerals';
import { nativeClass, numberOf, orNone } from '../support';
import { type ModuleFamily, moduleNames } from './names';

/** Numbers keep their writing, since 1 and 1.0 are different in Python; keys that are digits keep their order. */
function fromJson(text: string): Value | undefined {
  const numbers: string[] = [];
  const source = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) => {
    if (token.startsWith('"')) return `"=${token.slice(1)}`;
    numbers.push(token);
    return `{"\\u0000": ${numbers.length - 1}}`;
  });
  try {
    return convert(JSON.parse(source), numbers);
  } catch {
    return undefined;
  }
}

function convert(value: unknown, numbers: readonly string[]): Value {
  if (value === null) return NONE;
  if (typeof value === 'boolean') return bool(value);
  if (typeof value === 'string') return str(value.slice(1));
  if (Array.isArray(value)) return list(value.map((item: unknown) => convert(item, numbers)));
  if (typeof value !== 'object') return NONE;
  const entries: [string, unknown][] = Object.entries(value);
  const [first] = entries;
  if (first?.[0] === '\u0000') return numberFrom(numbers[Number(first[1])] ?? '0');
  return dict(entries.map(([name, item]) => [name.slice(1), convert(item, numbers)] as const));
}

const numberFrom = (text: string): Value => (/^-?\d+$/.test(text) ? exactInt(Number(text)) : float(Number(text)));

/** undefined where a part is not known or has no form in JSON. */
function toJson(value: Value, indent: number | undefined, depth: number): string | undefined {
  const inside = indent === undefined ? '' : `\n${' '.repeat(indent * (depth + 1))}`;
  const outside = indent === undefined ? '' : `\n${' '.repeat(indent * depth)}`;
  const joined = (parts: readonly (string | undefined)[], open: string, close: string) => {
    if (parts.includes(undefined)) return undefined;
    return parts.length === 0
      ? open + close
      : open + inside + parts.join(indent === undefined ? ', ' : `,${inside}`) + outside + close;
  };
  switch (value.kind) {
    case 'none':
      return 'null';
    case 'bool':
      return String(value.value);
    case 'int':
      return typeof value.value === 'number' ? String(value.value) : undefined;
    case 'float':
      return value.value === undefined ? undefined : floatText(value.value);
    case 'str':
      return JSON.stringify(value.value).replace(
        /[\u0080-\uffff]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    case 'list':
    case 'tuple':
      return value.rest
        ? undefined
        : joined(
            value.items.map((item) => toJson(item, indent, depth + 1)),
            '[',
            ']',
          );
    case 'dict':
      return value.rest
        ? undefined
        : joined(
            [...value.entries.values()].map((entry) => pair(entry.key, entry.value, indent, depth)),
            '{',
            '}',
          );
    default:
      return undefined;
  }
}

function pair(key: Value, value: Value, indent: number | undefined, depth: number): string | undefined {
  const shown =
    key.kind === 'str'
      ? toJson(key, indent, 0)
      : toJson({ kind: 'str', value: toJson(key, undefined, 0) ?? '' }, indent, 0);
  const text = toJson(value, indent, depth + 1);
  return text === undefined ? undefined : `${shown}: ${text}`;
}

function loads(text: string, interpreter: Interpreter): Value {
  return fromJson(text) ?? interpreter.raise('ValueError', 'Expecting value: line 1 column 1 (char 0)');
}

export const json: ModuleFamily = () => ({
  json: (interpreter) =>
    moduleNames('json', [
      [
        'loads',
        native(
          'loads',
          '(s, **kwargs)',
          (args, i) => {
            const hook = orNone(args.extraKeywords.get('object_hook') ?? NONE);
            return hook
              ? i.unknown('missing', 'json.loads with object_hook is not known to Convscope')
              : loads(args.str('s'), i);
          },
          { binds: false },
        ),
      ],
      [
        'dumps',
        native(
          'dumps',
          '(obj, *, indent=None, sort_keys=False, **kwargs)',
          (args, i) => {
            const indent = args.isNone('indent') ? undefined : numberOf(args.raw('indent'));
            const text =
              args.extraKeywords.size === 0 && !args.bool('sort_keys')
                ? toJson(args.value('obj'), indent, 0)
                : undefined;
            return text === undefined ? textUnknown(i) : str(text);
          },
          { binds: false },
        ),
      ],
      ['dump', native('dump', '(*args, **kwargs)', () => NONE, { binds: false })],
      ['JSONDecodeError', nativeClass('JSONDecodeError', [interpreter.builtin('ValueError')], [], { module: 'json' })],
      ['JSONEncoder', nativeClass('JSONEncoder', [interpreter.builtin('object')], [], { module: 'json' })],
      [
        'load',
        native(
          'load',
          '(fp, **kwargs)',
          (args, i) => {
            const file = args.value('fp');
            const hook = orNone(args.extraKeywords.get('object_hook') ?? NONE);
            const text = hook ? undefined : restOf(file, i);
            return text === undefined ? i.unknown('data', 'json.load depends on a file') : loads(text, i);
          },
          { binds: false },
        ),
      ],
    ]),
});
