/** What npm wrote when it failed, as a sentence: which error it was, and what to do. */

const ERROR = /^(\w*Error|\w+ error|request to|network)\b.*\S/i;
/** Frames, fields of an error that was printed whole, and where more is written. */
const BESIDE =
  /^(at |throw\b|\^|[{}]|node:|Node\.js v|Emitted |\* )|^(code|errno|syscall|path|command|hostname|type|requiredBy)\b|complete log|^\S+\.t(ar\.)?gz$|^https?:\S+$/i;

export function reasonIn(words: string): string {
  const lines = words.split('\n').flatMap((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim() || []);
  const telling = lines.filter((line) => !BESIDE.test(line));
  const said = telling.find((line) => ERROR.test(line)) ?? (telling.slice(-3).join(' ') || 'nothing');
  return `npm says: ${said.slice(0, 400).replace(/\.$/, '')}.${advice(words)}`;
}

function advice(words: string): string {
  const host =
    /request to https?:\/\/([\w.:-]+)/.exec(words)?.[1] ??
    /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)\s+([\w.:-]+)/.exec(words)?.[1];
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|getaddrinfo/.test(words))
    return ` ${host ?? 'The place that it is fetched from'} could not be reached: let this machine reach it (HTTPS_PROXY names a proxy), then install again. The other engines train without it.`;
  if (/ENOSPC/.test(words)) return ' The disk is full: make room, then install again.';
  if (/EACCES|EPERM/.test(words)) return ' The folder cannot be written: CONVSCOPE_ENGINES names another one.';
  return '';
}
