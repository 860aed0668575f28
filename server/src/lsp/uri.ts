/** file: URIs to paths with forward slashes, and back. */
export function pathOf(uri: string): string {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(uri)) return uri;
  const path = decodeURIComponent(uri.replace(/^[a-z][a-z0-9+.-]*:(\/\/[^/]*)?/i, '').replace(/[?#].*$/, ''));
  return /^\/[a-z]:/i.test(path) ? path.slice(1) : path;
}

export function uriOf(path: string): string {
  const absolute = path.startsWith('/') ? path : `/${path}`;
  return `file://${absolute.split('/').map(encodeURIComponent).join('/')}`;
}
