/** Messages between the editor and a page as VS Code carries them: JSON, and the bytes of typed arrays. */
const KINDS = { Float32Array, Float64Array, Int32Array, Uint8Array };

/** For both ends; in a page there is no `Buffer`. */
export function encoded(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return { $kind: value.constructor.name, bytes: btoa(text) };
  });
}

export function decoded(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$kind' in value && 'bytes' in value)) return value;
    const bytes = Uint8Array.from(atob(String(value.bytes)), (letter) => letter.charCodeAt(0));
    const found = Object.entries(KINDS).find(([name]) => name === value.$kind);
    if (found === undefined) throw new Error(`arrays of ${String(value.$kind)} are not carried`);
    return new found[1](bytes.buffer);
  });
}
