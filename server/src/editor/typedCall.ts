/** The call in whose brackets the cursor is, from the text alone: while it is being typed there is no tree of it. */

export interface TypedCall {
  /** Dotted: `nn.Conv2d`. */
  readonly name: string;
  readonly nameStart: number;
  /** Texts of the arguments before the one at the cursor. */
  readonly before: readonly string[];
  /** The argument at the cursor, up to it. */
  readonly current: string;
  /** Name of the argument at the cursor, where it is written. */
  readonly keyword: string | undefined;
}

/** How far back a call may begin. */
const REACH = 2000;

export function typedCallAt(text: string, offset: number): TypedCall | undefined {
  const from = Math.max(0, offset - REACH);
  const open = openBracket(text.slice(from, offset));
  if (open === undefined) return undefined;
  const bracket = from + open;
  const name = /([A-Za-z_][\w.]*)\s*$/.exec(text.slice(from, bracket));
  if (!name?.[1] || /\b(?:def|class)\s+$/.test(text.slice(from, from + name.index))) return undefined;
  const parts = argumentTexts(text.slice(bracket + 1, offset));
  const current = parts.pop() ?? '';
  return {
    name: name[1],
    nameStart: from + name.index,
    before: parts.map((p) => p.trim()),
    current: current.trimStart(),
    keyword: /^\s*([A-Za-z_]\w*)\s*=(?!=)/.exec(current)?.[1],
  };
}

/** Place of the last round bracket that is still open; a string or comment at the cursor is none of ours. */
function openBracket(text: string): number | undefined {
  const open: number[] = [];
  let quote: string | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i] ?? '';
    if (quote !== undefined) {
      if (letter === '\\') i += 1;
      else if (letter === quote || letter === '\n') quote = undefined;
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '#') {
      const end = text.indexOf('\n', i);
      if (end < 0) return undefined;
      i = end;
    } else if ('([{'.includes(letter)) open.push(i);
    else if (')]}'.includes(letter)) open.pop();
  }
  const last = open.at(-1);
  return quote === undefined && last !== undefined && text[last] === '(' ? last : undefined;
}

/** At commas outside brackets and strings. */
export function argumentTexts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote: string | undefined;
  let part = '';
  for (const letter of text) {
    if (quote !== undefined) quote = letter === quote ? undefined : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth -= 1;
    if (letter === ',' && depth === 0 && quote === undefined) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part];
}

/** Arguments that are typed already, by the parameters' names. */
export function givenArguments(call: TypedCall, parameters: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  call.before.forEach((text, i) => {
    const [, name, value] = /^([A-Za-z_]\w*)\s*=(?!=)\s*([\s\S]*)$/.exec(text) ?? [];
    if (name !== undefined) given.set(name, value ?? '');
    else if (parameters[i] !== undefined) given.set(parameters[i], text);
  });
  return given;
}

/** The parameter that the cursor's argument fills. */
export const parameterAt = (call: TypedCall, parameters: readonly string[]): string | undefined =>
  call.keyword ??
  (call.before.some((t) => /^[A-Za-z_]\w*\s*=(?!=)/.test(t)) ? undefined : parameters[call.before.length]);
