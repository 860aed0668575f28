/**
 * What modules register under a name when they are imported: `@register_model def resnet18`, `@MODELS.register('net')
 * class Net`, `add('net', Net)`, `MODELS['net'] = Net`. Modules are read name by name, so nothing of this has happened
 * when a program looks into the registry; what a text holds of it is found line by line, without parsing it.
 */

const DEFINITION = /^(?:async\s+)?(?:def|class)\s+(\w+)/;
const IMPORT = /^(?:from|import)\s/;
const CALL = /^[A-Za-z_][\w.]*\s*\(/;
const ENTRY = /^[A-Za-z_][\w.]*\[\s*['"]([^'"]+)['"]\s*\]\s*=/;
/** The first of a pair that is given by keyword is what the pair is about, `weights=('pretrained', …)`. */
const QUOTED = /(?<!=\s*\(\s*)['"]([\w.\-/]+)['"]/g;

/** What a text registers, and where it lets others register. */
export interface Registrations {
  /** By name: under which definition; undefined: among the other statements. */
  readonly names: readonly (readonly [name: string, definition: string | undefined])[];
  /** All that decorators and calls of its own statements mention. */
  readonly words: ReadonlySet<string>;
  /** Names of the module that its functions add to: with all that has to be mentioned for one of them to be called. */
  readonly grows: ReadonlyMap<string, ReadonlySet<string>>;
  /** Attributes of `self` that methods add to. */
  readonly ownGrows: ReadonlySet<string>;
  /** Lines of its own imports. */
  readonly imports: readonly string[];
}

/** Whether two texts register the same under the same names, as far as that is seen before it is done. */
export const sameRegistrations = (a: Registrations, b: Registrations): boolean =>
  a === b || JSON.stringify(plain(a)) === JSON.stringify(plain(b));

const plain = ({ names, words, grows, ownGrows, imports }: Registrations) => [
  names,
  [...words],
  [...grows].map(([name, by]) => [name, [...by]]),
  [...ownGrows],
  imports,
];

const scanned = new Map<string, { readonly text: string; readonly found: Registrations }>();
/** Texts whose registrations are kept. */
const MOST_KEPT = 2000;

export function registrationsOf(file: string, text: string): Registrations {
  const known = scanned.get(file);
  if (known?.text === text) return known.found;
  const found = registrationsIn(text);
  scanned.delete(file);
  scanned.set(file, { text, found });
  for (const oldest of scanned.keys()) {
    if (scanned.size <= MOST_KEPT) break;
    scanned.delete(oldest);
  }
  return found;
}

function registrationsIn(text: string): Registrations {
  const names: (readonly [string, string | undefined])[] = [];
  const words = new Set<string>();
  const growth = new Growth();
  const imports: string[] = [];
  let decorators = '';
  let isInImport = false;
  for (const line of text.split('\n')) {
    if (isInImport || IMPORT.test(line)) {
      imports.push(line);
      isInImport = isInImport ? !line.includes(')') : /\([^)]*$|\\$/.test(line);
    }
    if (line.startsWith('@') || (decorators !== '' && /^[\s)\]]/.test(line))) {
      decorators += line;
      continue;
    }
    growth.look(line);
    const definition = DEFINITION.exec(line)?.[1];
    if (definition !== undefined && decorators !== '') {
      for (const name of [definition, ...quotedIn(decorators)]) names.push([name, definition]);
      addWords(words, decorators);
    } else if (definition === undefined) {
      const entry = ENTRY.exec(line)?.[1];
      const isCall = entry === undefined && CALL.test(line);
      for (const name of entry === undefined ? (isCall ? quotedIn(line) : []) : [entry]) names.push([name, undefined]);
      if (isCall || entry !== undefined) addWords(words, line);
    }
    decorators = '';
  }
  return { names, words, grows: growth.names, ownGrows: growth.own, imports };
}

const quotedIn = (text: string): string[] => [...text.matchAll(QUOTED)].map(([, name]) => name ?? '');

function addWords(words: Set<string>, text: string): void {
  for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) words.add(word);
}

const ADDS =
  /(?<![\w.])((?:self|cls)\.)?([A-Za-z_]\w*)(?:\s*\[[^\]]*\]\s*=(?!=)|\.(?:append|add|update|setdefault|insert|extend)\()/g;
const INNER = /^\s*(?:async\s+)?(?:def|class)\s+(\w+)/;
const ALIAS = /^([A-Za-z_]\w*)\s*=\s*(\S.*)$/;

/** Which names functions add to, line by line. */
class Growth {
  readonly names = new Map<string, Set<string>>();
  readonly own = new Set<string>();
  /** Definitions around the line, outermost first. */
  private around: { readonly indent: number; readonly name: string }[] = [];

  look(line: string): void {
    const indent = line.search(/\S/);
    if (indent < 0) return;
    while ((this.around.at(-1)?.indent ?? -1) >= indent) this.around.pop();
    const inner = INNER.exec(line)?.[1];
    if (inner !== undefined) this.around.push({ indent, name: inner });
    else if (indent > 0 && this.around.length > 0) this.note(line);
    else this.alias(line);
  }

  private note(line: string): void {
    for (const [, self, name = ''] of line.matchAll(ADDS)) {
      if (self) this.own.add(name);
      else {
        const by = this.names.get(name) ?? new Set([name]);
        for (const { name: around } of this.around) by.add(around);
        this.names.set(name, by);
      }
    }
  }

  /** `register = REGISTRY.register`. */
  private alias(line: string): void {
    const [, alias, value] = ALIAS.exec(line) ?? [];
    if (alias === undefined || value === undefined) return;
    const words = new Set<string>();
    addWords(words, value);
    for (const by of this.names.values()) if ([...words].some((word) => by.has(word))) by.add(alias);
  }
}
