/** Native functions whose parameters are known only at run time: constructors of generated classes. */

import type { Interpreter } from '../interpreter';
import { type Arguments, bindArguments, type NativeFunction, type SignatureParameter, signatureOf } from '../native';
import { NotKnown } from '../signals';
import type { ClassValue, DictValue, Value } from '../values';

export interface Field {
  readonly name: string;
  readonly default: Value | undefined;
  readonly keywordOnly?: boolean;
}

/** The first parameter is `self` or `cls`; the fields follow. */
export function generated(
  name: string,
  first: string,
  fields: readonly Field[],
  run: (args: Arguments, interpreter: Interpreter) => Value,
  binds = true,
): NativeFunction {
  const parameters: SignatureParameter[] = [
    { name: first, kind: 'positional-only', default: undefined },
    ...fields.map(
      (field): SignatureParameter => ({
        name: field.name,
        kind: field.keywordOnly ? 'keyword-only' : 'positional',
        default: field.default,
      }),
    ),
  ];
  const signature = signatureOf(`(${parameters.map((p) => p.name).join(', ')})`, parameters);
  const invoke: NativeFunction['invoke'] = (args, keywords, interpreter) => {
    try {
      return run(bindArguments(name, signature, args, keywords, interpreter), interpreter);
    } catch (signal) {
      if (signal instanceof NotKnown) return signal.value;
      throw signal;
    }
  };
  return { kind: 'native', name, signature, binds, invoke };
}

/** The annotated names of a class body, in order, with their annotations. */
export function annotationsOf(cls: ClassValue): readonly (readonly [string, Value])[] {
  const held = cls.dict.get('__annotations__');
  return held?.kind === 'dict' ? namesOf(held) : [];
}

export function namesOf(dict: DictValue): (readonly [string, Value])[] {
  return [...dict.entries.values()].flatMap(({ key, value }) =>
    key.kind === 'str' ? [[key.value, value] as const] : [],
  );
}
