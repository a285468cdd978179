// Drawings and weights as text.

export function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

export function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

// A drawing out of its bits, row by row, the highest bit of a byte first; and back.
export function unpack(packed, cells) {
  return Uint8Array.from({ length: cells }, (_, i) => (packed[i >> 3] >> (7 - (i & 7))) & 1);
}

export function pack(drawing) {
  const packed = new Uint8Array(Math.ceil(drawing.length / 8));
  drawing.forEach((line, i) => (packed[i >> 3] |= line << (7 - (i & 7))));
  return packed;
}

// Little-endian float32, as Python wrote them.
export function floats(text) {
  return new Float32Array(bytes(text).buffer);
}
