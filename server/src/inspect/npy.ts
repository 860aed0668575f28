/**
 * Numbers as NumPy writes them: magic, version 1.0, a header of Python's literals padded to 64 bytes, little-endian
 * values. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyOf(shape: readonly number[], data: Float32Array): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + 4 * data.length);
  const view = new DataView(bytes.buffer);
  const text = `\x93NUMPY\x01\x00..${header.padEnd(length - 11)}\n`;
  for (let i = 0; i < length; i += 1) bytes[i] = text.charCodeAt(i);
  view.setUint16(8, length - 10, true);
  data.forEach((value, i) => {
    view.setFloat32(length + 4 * i, value, true);
  });
  return bytes;
}
