// A drawing as a piece of an address: its sides, and its bits compressed.
import { base64, bytes, pack, unpack } from "./bits.js";

const LONGEST = 20000; // letters

export async function encode(drawing, { width, height }) {
  const packed = await through(new CompressionStream("deflate-raw"), pack(drawing));
  const text = base64(packed).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return `${width}x${height}.${text}`;
}

// {width, height, drawing}; null if the text is none that `encode` wrote.
export async function decode(text) {
  const parts = /^(\d{1,4})x(\d{1,4})\.([\w-]+)$/.exec(text);
  if (!parts || text.length > LONGEST) return null;
  const [width, height] = [Number(parts[1]), Number(parts[2])];
  try {
    const packed = bytes(parts[3].replace(/-/g, "+").replace(/_/g, "/"));
    const bits = await through(new DecompressionStream("deflate-raw"), packed);
    if (bits.length !== Math.ceil((width * height) / 8)) return null;
    return { width, height, drawing: unpack(bits, width * height) };
  } catch {
    return null; // cut off on its way, or damaged
  }
}

async function through(stream, bytes) {
  const read = new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();
  return new Uint8Array(await read);
}
