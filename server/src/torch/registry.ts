/**
 * Every declared op by every name it has: what the module namespaces, `torch.Tensor` and other ops look up.
 * Made once, when the library is.
 */
import { type Keywords, type NativeFunction, NO_KEYWORDS, type Value } from '../python';
import { opNative, opTable } from './context';
import type { OpDeclaration } from './declare';
import { allOps } from './ops';

/** NumPy's names that PyTorch takes for its own (torch/csrc/utils/python_arg_parser.cpp, `numpy_compatibility_arg_names`). */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  dim: ['axis'],
  keepdim: ['keepdims'],
  input: ['x', 'a', 'x1'],
  other: ['x2'],
};

let filled = false;

/** Fills `opTable`; the second call does nothing. */
export function registerOps(): ReadonlyMap<string, NativeFunction> {
  if (filled) return opTable;
  filled = true;
  for (const declaration of allOps) {
    const inplace = new Set(declaration.inplaceAliases);
    for (const name of [declaration.name, ...(declaration.aliases ?? []), ...inplace]) {
      if (opTable.has(name)) throw new Error(`${name} is declared twice`);
      opTable.set(name, named(declaration, name, inplace.has(name) || writes(name)));
    }
  }
  return opTable;
}

/** `torch.Tensor.fill_` has no other form. */
const writes = (name: string): boolean => /[^_]_$/.test(name) || name.endsWith('.__setitem__');

function named(declaration: OpDeclaration, name: string, inplace: boolean): NativeFunction {
  const native = opNative(declaration, name, inplace);
  const own = new Set(native.signature?.parameters.map((p) => p.name));
  const renames = new Map(
    Object.entries(SYNONYMS).flatMap(([to, froms]) =>
      own.has(to) ? froms.filter((f) => !own.has(f)).map((from) => [from, to] as const) : [],
    ),
  );
  return {
    ...native,
    // Functions of C modules do not bind; Python functions (torch.nn.functional) and methods do.
    binds: name.startsWith('torch.Tensor.') || name.startsWith('torch.nn.functional.'),
    invoke: (args, keywords, interpreter) => native.invoke(args, renamed(keywords, renames), interpreter),
  };
}

function renamed(keywords: Keywords, renames: ReadonlyMap<string, string>): Keywords {
  if (keywords.size === 0) return NO_KEYWORDS;
  if (![...keywords.keys()].some((name) => renames.has(name))) return keywords;
  return new Map([...keywords].map(([name, value]): [string, Value] => [renames.get(name) ?? name, value]));
}

/** `torch.nn.functional.relu` by module: `torch.nn.functional` holds `relu`. */
export function opsByModule(): ReadonlyMap<string, ReadonlyMap<string, NativeFunction>> {
  const modules = new Map<string, Map<string, NativeFunction>>();
  for (const [name, native] of registerOps()) {
    const dot = name.lastIndexOf('.');
    const path = name.slice(0, dot);
    const names = modules.get(path) ?? new Map<string, NativeFunction>();
    modules.set(path, names);
    names.set(name.slice(dot + 1), native);
  }
  return modules;
}
