/** What a field of a recipe may hold; types, validation, JSON schema and documentation are made from it. */

interface Described {
  /** One or two sentences of Markdown. */
  readonly doc: string;
}

export interface NumberField extends Described {
  readonly kind: 'number';
  readonly default?: number;
  readonly min?: number;
  /** More than this, not equal to it. */
  readonly above?: number;
  readonly max?: number;
  readonly integer?: true;
}
export interface TextField extends Described {
  readonly kind: 'text';
  readonly default?: string;
  readonly required?: true;
  readonly example?: string;
}
export interface FlagField extends Described {
  readonly kind: 'flag';
  readonly default: boolean;
}
export interface ChoiceField extends Described {
  readonly kind: 'choice';
  /** Value and what it means. */
  readonly choices: Readonly<Record<string, string>>;
  readonly default?: string;
}
export interface NumbersField extends Described {
  readonly kind: 'numbers';
  readonly length?: 2;
  readonly min?: number;
  readonly default?: readonly number[];
}
export interface TextsField extends Described {
  readonly kind: 'texts';
  readonly default: readonly string[];
}
/** A number, or one word instead of it. */
export interface NumberOrWordField extends Described {
  readonly kind: 'number-or-word';
  readonly words: Readonly<Record<string, string>>;
  readonly default: number | string;
  readonly min: number;
  readonly max: number;
}
export interface GroupField extends Described {
  readonly kind: 'group';
  readonly fields: Fields;
}

export type Field =
  | NumberField
  | TextField
  | FlagField
  | ChoiceField
  | NumbersField
  | TextsField
  | NumberOrWordField
  | GroupField;
export interface Fields {
  readonly [name: string]: Field;
}

/** Every field is there: those without a default may be undefined. */
export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

type ValueOf<F extends Field> = F extends GroupField
  ? ValuesOf<F['fields']>
  : F extends { readonly default: unknown } | { readonly required: true }
    ? Plain<F>
    : Plain<F> | undefined;

type Plain<F extends Field> = F extends NumberField
  ? number
  : F extends TextField
    ? string
    : F extends FlagField
      ? boolean
      : F extends ChoiceField
        ? keyof F['choices'] & string
        : F extends NumbersField
          ? readonly number[]
          : F extends TextsField
            ? readonly string[]
            : F extends NumberOrWordField
              ? number | (keyof F['words'] & string)
              : never;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
