// Widening and narrowing what is light, regions, and distances.
import { border } from "./raster.js";

// The largest value of a square of this side around each pixel.
export function dilate(page, side) {
  const { width, height } = page;
  const data = page.data.slice();
  for (let y = 0; y < height; y++) slide(data, y * width, 1, width, side);
  for (let x = 0; x < width; x++) slide(data, x, width, height, side);
  return { width, height, data };
}

// The smallest.
export function erode(page, side) {
  const inverse = (p) => ({ ...p, data: p.data.map((value) => 255 - value) });
  return inverse(dilate(inverse(page), side));
}

// Along one line of `data`, in place: the line is cut into pieces as long as the window, and each
// window is the end of one piece and the beginning of the next (van Herk).
function slide(data, start, step, length, side) {
  const before = side >> 1;
  const size = Math.ceil((length + 2 * side) / side) * side;
  const line = new Uint8Array(size);
  for (let i = 0; i < length; i++) line[i + before] = data[start + i * step];
  const [rising, falling] = [line.slice(), line.slice()];
  for (let i = 1; i < size; i++) {
    if (i % side) rising[i] = Math.max(rising[i], rising[i - 1]);
    const back = size - 1 - i;
    if ((back + 1) % side) falling[back] = Math.max(falling[back], falling[back + 1]);
  }
  for (let i = 0; i < length; i++) {
    data[start + i * step] = Math.max(falling[i], rising[i + side - 1]);
  }
}

// A mask dilated by an ellipse of this side, as OpenCV draws one.
export function dilateRound({ width, height, data }, side) {
  const widened = new Uint8Array(data.length);
  const r = side >> 1;
  const sums = new Int32Array(width + 1);
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) sums[x + 1] = sums[x] + (data[row * width + x] ? 1 : 0);
    if (!sums[width]) continue;
    for (let i = 0; i < side; i++) {
      const y = row - (i - r);
      if (y < 0 || y >= height || Math.abs(i - r) > r) continue;
      const reach = Math.round(r * Math.sqrt(r ? (r * r - (i - r) ** 2) / (r * r) : 0));
      const [left, right] = [Math.max(r - reach, 0) - r, Math.min(r + reach + 1, side) - r];
      for (let x = 0; x < width; x++) {
        const from = Math.max(0, x + left), to = Math.min(width, x + right);
        if (to > from && sums[to] > sums[from]) widened[y * width + x] = 255;
      }
    }
  }
  return { width, height, data: widened };
}

// And narrowed: what no such ellipse outside the mask reaches.
export function erodeRound(mask, side) {
  const inverse = (page) => ({ ...page, data: page.data.map((value) => (value ? 0 : 255)) });
  return inverse(dilateRound(inverse(mask), side));
}

// A mask without what is narrower than such an ellipse.
export function openRound(mask, side) {
  return dilateRound(erodeRound(mask, side), side);
}

// A mask with gaps closed that are narrower.
export function closeRound(mask, side) {
  return erodeRound(dilateRound(mask, side), side);
}

// A mask with all that it encloses.
export function fillHoles(mask) {
  const page = { ...mask, data: mask.data.map((value) => (value ? 0 : 255)) };
  const { labels } = label(page, false);
  const outside = new Set(border({ ...page, data: labels }));
  return { ...page, data: page.data.map((_, i) => (labels[i] && outside.has(labels[i]) ? 0 : 255)) };
}

// Regions that touch, corners included or not: a label from 1 on for each set pixel, and the
// regions' sizes by label (that of 0 is 0).
export function label({ width, height, data }, corners = true) {
  const labels = new Int32Array(data.length);
  const sizes = [0];
  for (let start = 0; start < data.length; start++) {
    if (!data[start] || labels[start]) continue;
    const open = [start];
    labels[start] = sizes.length;
    let size = 0;
    while (open.length) {
      const at = open.pop();
      size += 1;
      const x = at % width;
      for (let dx = x ? -1 : 0; dx <= (x < width - 1 ? 1 : 0); dx++) {
        for (let near = at + dx - width; near <= at + dx + width; near += width) {
          if (!data[near] || labels[near]) continue; // undefined beyond the border
          if (!corners && dx && near !== at + dx) continue;
          labels[near] = sizes.length;
          open.push(near);
        }
      }
    }
    sizes.push(size);
  }
  return { labels, sizes };
}

// For each pixel the index of the nearest one that is set (Felzenszwalb and Huttenlocher, 2012):
// first the nearest in its column, then the lower envelope of parabolas along its row.
export function nearest({ width, height, data }) {
  const rows = nearestInColumns(data, width, height);
  const found = new Int32Array(data.length);
  const [vertex, from] = [new Int32Array(width), new Float64Array(width + 1)];
  for (let y = 0; y < height; y++) {
    const far = (x) => (rows[y * width + x] - y) ** 2;
    let last = -1;
    for (let x = 0; x < width; x++) {
      if (rows[y * width + x] < 0) continue;
      let start = -Infinity;
      for (; last >= 0; last--) {
        const v = vertex[last];
        start = (far(x) + x * x - far(v) - v * v) / (2 * (x - v));
        if (start > from[last]) break;
        start = -Infinity;
      }
      last += 1;
      vertex[last] = x;
      from[last] = start;
    }
    for (let x = 0, i = 0; x < width; x++) {
      while (i < last && from[i + 1] <= x) i += 1;
      found[y * width + x] = rows[y * width + vertex[i]] * width + vertex[i];
    }
  }
  return found;
}

function nearestInColumns(data, width, height) {
  const rows = new Int32Array(data.length).fill(-1);
  for (let x = 0; x < width; x++) {
    for (let y = 0, seen = -1; y < height; y++) {
      if (data[y * width + x]) seen = y;
      rows[y * width + x] = seen;
    }
    for (let y = height - 1, seen = -1; y >= 0; y--) {
      const at = y * width + x;
      if (data[at]) seen = y;
      if (seen >= 0 && (rows[at] < 0 || seen - y < y - rows[at])) rows[at] = seen;
    }
  }
  return rows;
}

// The convex hull of what is set, filled with 1.
export function fillHull(mask) {
  const { width, height } = mask;
  const outline = hull(points(mask));
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let [left, right] = [Infinity, -Infinity];
    outline.forEach((a, i) => {
      const b = outline[(i + 1) % outline.length];
      if (Math.min(a[1], b[1]) > y || Math.max(a[1], b[1]) < y) return;
      const at = a[1] === b[1] ? [a[0], b[0]] : [a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1])];
      left = Math.min(left, ...at);
      right = Math.max(right, ...at);
    });
    for (let x = Math.round(left); x <= Math.round(right); x++) data[y * width + x] = 1;
  }
  return { width, height, data };
}

// The first and the last set pixel of each row, [x, y].
function points({ width, height, data }) {
  const found = [];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const [first, last] = [row.findIndex(Boolean), row.lastIndexOf(1)];
    if (first >= 0) found.push([first, y], [last, y]);
  }
  return found;
}

// Andrew's monotone chain.
function hull(points) {
  const half = (ordered) => {
    const chain = [];
    for (const [x, y] of ordered) {
      while (chain.length > 1) {
        const [[ax, ay], [bx, by]] = chain.slice(-2);
        if ((bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0) break;
        chain.pop();
      }
      chain.push([x, y]);
    }
    return chain.slice(0, -1);
  };
  const sorted = points.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const outline = [...half(sorted), ...half(sorted.slice().reverse())];
  return outline.length ? outline : points.slice(0, 1);
}
