/**
 * Substitutions of the same length that every text gets before the grammar reads it: characters it does not expect
 * and `1.`, which it reads as an attribute. Texts are read from the original, so nothing is lost inside strings.
 */
export function normalise(text: string): string {
  let result = text;
  if (result.includes('\r')) result = lineFeedsOnly(result);
  if (result.includes('\f')) result = result.replace(/^[ \t]*\f[ \t\f]*/gm, blankUpToFormFeed);
  if (result.startsWith('\uFEFF')) result = `\n${result.slice(1)}`;
  // In an f-string `\{` is a backslash and a replacement; the grammar takes it for an escape.
  if (result.includes('\\{')) result = result.replaceAll('\\{', ' {');
  return result.replace(/(?<![\w.]|[\d.][eE][-+])(\d[\d_]*)\.(?![\d.])/g, '$10');
}

function lineFeedsOnly(text: string): string {
  return text
    .replace(/\\\r\n/g, ' \\\n')
    .replace(/\r\n/g, ' \n')
    .replace(/\r/g, '\n');
}

/** Python starts counting the indentation anew at a form feed; a line break there does the same. */
function blankUpToFormFeed(blanks: string): string {
  const last = blanks.lastIndexOf('\f');
  return `${' '.repeat(last)}\n${blanks.slice(last + 1)}`;
}
