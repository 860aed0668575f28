/** Backslash escapes of a literal that is not raw. An sequence that Python does not know stands for itself. */
export function decodeEscapes(text: string, isBytes: boolean): string {
  if (!text.includes('\\')) return text;
  return text.replace(pattern, (whole: string, sequence: string) => {
    const simple = simpleEscapes[sequence];
    if (simple !== undefined) return simple;
    if (/^[0-7]/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence, 8));
    if (sequence.startsWith('x')) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
    if (isBytes) return whole;
    return unicode(sequence, whole);
  });
}

const pattern = /\\([0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])/g;

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unicode(sequence: string, whole: string): string {
  // No table of character names is at hand: one character stands for any, so that lengths are right.
  if (sequence.startsWith('N{')) return '\uFFFD';
  if (!/^[uU]./.test(sequence)) return whole;
  const code = Number.parseInt(sequence.slice(1), 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
