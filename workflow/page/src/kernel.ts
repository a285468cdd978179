// Both convolutions of the update rule, for the cells that live; compiled to WebAssembly with SIMD.
//
// Eight cells go together: a matrix of them is (columns, 8), a column's eight values side by side.
// A layer's weights are tiles of four columns, (columns / 4, rows, 4), the bias as the last row.

// The change of each of `count` cells (uint32), as eights of (channels, 8) float32.
// state: planes of (height, width, 4), channel c in plane c / 4.  seen and hidden: room for eight
// cells' neighbourhoods, (9 * channels, 8), and for their hidden units.
export function update(
  state: usize, width: i32, height: i32, channels: i32, units: i32,
  cells: usize, count: i32, perceive: usize, respond: usize,
  seen: usize, hidden: usize, change: usize,
): void {
  const nothing = f32x4.splat(-Infinity as f32), zero = f32x4.splat(0);
  for (let first = 0; first < count; first += 8) {
    for (let i = 0; i < 8; i++) {
      const cell = load<u32>(cells + 4 * min(first + i, count - 1));
      gather(state, width, height, channels, cell, seen + 4 * i);
    }
    multiply(seen, 9 * channels, perceive, units, hidden, zero);
    multiply(hidden, units, respond, channels, change, nothing);
    change += 32 * channels;
  }
}

// A cell's neighbourhood, row by row, each value 8 * 4 bytes after the one before.
function gather(state: usize, width: i32, height: i32, channels: i32, cell: i32, to: usize): void {
  const x = cell % width, y = cell / width;
  for (let row = y - 1; row <= y + 1; row++) {
    for (let column = x - 1; column <= x + 1; column++) {
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      for (let plane = 0; plane < channels / 4; plane++) {
        const at = state + 16 * ((plane * height + row) * width + column);
        put(inside ? v128.load(at) : f32x4.splat(0), to);
        to += 128;
      }
    }
  }
}

// Four values, each 8 * 4 bytes after the one before.
function put(values: v128, to: usize): void {
  v128.store_lane<f32>(to, values, 0);
  v128.store_lane<f32>(to, values, 1, 32);
  v128.store_lane<f32>(to, values, 2, 64);
  v128.store_lane<f32>(to, values, 3, 96);
}

// products (columns, 8) = max(left (rows, 8) times weights (rows, columns) plus bias, least)
function multiply(
  left: usize, rows: i32, weights: usize, columns: i32, products: usize, least: v128,
): void {
  for (let column = 0; column < columns; column += 4) {
    const bias = v128.load(weights + 16 * rows);
    let a = bias, b = bias, c = bias, d = bias, e = bias, f = bias, g = bias, h = bias;
    let at = left;
    for (const end = left + 32 * rows; at < end; at += 32) {
      const weight = v128.load(weights);
      a = f32x4.add(a, f32x4.mul(weight, v128.load32_splat(at)));
      b = f32x4.add(b, f32x4.mul(weight, v128.load32_splat(at, 4)));
      c = f32x4.add(c, f32x4.mul(weight, v128.load32_splat(at, 8)));
      d = f32x4.add(d, f32x4.mul(weight, v128.load32_splat(at, 12)));
      e = f32x4.add(e, f32x4.mul(weight, v128.load32_splat(at, 16)));
      f = f32x4.add(f, f32x4.mul(weight, v128.load32_splat(at, 20)));
      g = f32x4.add(g, f32x4.mul(weight, v128.load32_splat(at, 24)));
      h = f32x4.add(h, f32x4.mul(weight, v128.load32_splat(at, 28)));
      weights += 16;
    }
    weights += 16;
    put(f32x4.max(a, least), products);
    put(f32x4.max(b, least), products + 4);
    put(f32x4.max(c, least), products + 8);
    put(f32x4.max(d, least), products + 12);
    put(f32x4.max(e, least), products + 16);
    put(f32x4.max(f, least), products + 20);
    put(f32x4.max(g, least), products + 24);
    put(f32x4.max(h, least), products + 28);
    products += 128;
  }
}
