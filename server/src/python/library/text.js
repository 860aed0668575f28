/** Python's string methods on plain strings, where JavaScript's differ. */
const SPACE = /\s/u;
export function stripped(text, chars, left, right) {
    const drop = (c) => c !== undefined && (chars === undefined ? SPACE.test(c) : chars.includes(c));
    let start = 0;
    let end = text.length;
    while (left && start < end && drop(text[start]))
        start++;
    while (right && end > start && drop(text[end - 1]))
        end--;
    return text.slice(start, end);
}
export function padded(text, width, fill, where) {
    const missing = Math.max(0, width - [...text].length);
    if (where === 'right')
        return text + fill.repeat(missing);
    if (where === 'left')
        return fill.repeat(missing) + text;
    // CPython puts the odd one to the left when the width is odd.
    const before = Math.floor(missing / 2) + (missing & width & 1);
    return fill.repeat(before) + text + fill.repeat(missing - before);
}
export function split(text, separator, limit, last) {
    if (separator === undefined)
        return splitBlank(text, limit, last);
    const parts = text.split(separator);
    if (limit < 0 || parts.length <= limit + 1)
        return parts;
    if (last)
        return [parts.slice(0, parts.length - limit).join(separator), ...parts.slice(parts.length - limit)];
    return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}
/** Runs of white space separate, those at the ends do not count. */
function splitBlank(text, limit, last) {
    const words = text.trim() === '' ? [] : text.trim().split(/\s+/u);
    if (limit < 0 || words.length <= limit + 1)
        return words;
    const pattern = last ? `^(.*?)${'\\s+(\\S+)'.repeat(limit)}$` : `^${'(\\S+)\\s+'.repeat(limit)}(.*)$`;
    const match = new RegExp(pattern, 'su').exec(last ? text.trimEnd() : text.trimStart());
    return match === null ? words : match.slice(1);
}
export function splitLines(text, keepEnds) {
    const lines = [...text.matchAll(/([^\n\r]*)(\r\n|\n|\r|$)/g)].filter(([whole]) => whole !== '');
    return lines.map(([whole, line]) => (keepEnds ? whole : (line ?? '')));
}
export function titled(text) {
    return text.replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}
