// Telling the lines of ruled and squared paper from a pen's, as `ganca/drawings/ruling.py` does it,
// by the same measures, which are explained there.
import { findLines } from "./hough.js";
import { withoutLines } from "./ink.js";
import { closeRound, label, nearest, openRound } from "./morphology.js";
import { average, map, raster } from "./raster.js";
import { mean, quantile } from "./threshold.js";

const SEEN_AT = 1024;
const THIN = 5;
const LONG = 0.25;
const BREAK = 0.01;
const ANGLES = 900;
const FEWEST = 4;
const DARKER = 1.4;
const MOSTLY = 0.6;

export function withoutRuling(ink, page) {
  const lines = longLines(ink);
  if (lines.length < FEWEST) return ink;
  const dark = darkness(page, ink);
  const traced = map(drawn(lines, ink, 1), (set, i) => set && ink.data[i]);
  const width = thickness(ink, traced);
  const near = drawn(lines, ink, 2 * width + 3).data;
  const limit = DARKER * quantile(dark.filter((_, i) => traced.data[i]), 0.5);
  const pale = near.map((set, i) => Number(set && dark[i] < limit));
  const thick = openRound(ink, width + 3).data;
  const kept = map(ink, (set, i) => (pale[i] && !thick[i] ? 0 : set));
  const mended = closeRound(kept, width + 2).data;
  return withoutRemains(map(ink, (set, i) => set && mended[i]), pale);
}

// The straight lines of the ink, [x, y, x, y] of the ends of each.
function longLines(ink) {
  const scale = Math.max(1, Math.max(ink.width, ink.height) / SEEN_AT);
  const sides = [ink.width, ink.height].map((side) => Math.round(side / scale));
  const shares = average(ink, ...sides, [ink.width / sides[0], ink.height / sides[1]]);
  const small = raster(...sides, Uint8Array.from(shares.data, (v) => (Math.round(v) > 63 ? 255 : 0)));
  const broad = openRound(small, THIN).data;
  const side = Math.max(...sides);
  const wanted = {
    angles: ANGLES,
    votes: Math.floor((LONG * side) / 2),
    length: Math.round(LONG * side),
    gap: Math.round(BREAK * side),
  };
  const found = findLines(map(small, (set, i) => (broad[i] ? 0 : set)), wanted);
  return found.map((line) => line.map((v) => v * scale));
}

// The lines, a little longer at both ends and so wide, as ink.
function drawn(lines, { width, height }, wide) {
  const page = raster(width, height, new Uint8Array(width * height));
  for (const [x0, y0, x1, y1] of lines) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const from = [x0 - dx / 8, y0 - dy / 8];
    const to = [x1 + dx / 8, y1 + dy / 8];
    const steep = Math.abs(dy) > Math.abs(dx);
    const reach = ((wide - 1) / 2) * (Math.hypot(dx, dy) / Math.max(Math.abs(dx), Math.abs(dy)));
    stripe(page, from, to, steep, reach);
  }
  return page;
}

// Paints from one place to another, so far to both sides; steep: more along y than along x.
function stripe({ width, height, data }, from, to, steep, reach) {
  const along = steep ? 1 : 0;
  const [start, end] = [from, to].sort((a, b) => a[along] - b[along]);
  const limits = steep ? [height, width] : [width, height];
  const slope = (end[1 - along] - start[1 - along]) / (end[along] - start[along]);
  const first = Math.max(0, Math.round(start[along]));
  const last = Math.min(limits[0] - 1, Math.round(end[along]));
  for (let u = first; u <= last; u++) {
    const middle = start[1 - along] + slope * (u - start[along]);
    const most = Math.min(limits[1] - 1, Math.round(middle + reach));
    for (let v = Math.max(0, Math.round(middle - reach)); v <= most; v++) {
      data[steep ? u * width + v : v * width + u] = 255;
    }
  }
}

// The lines' width in pixels, rounded up.
function thickness(ink, traced) {
  const { width } = ink;
  const near = nearest(map(ink, (set) => Number(!set)));
  const far = [];
  traced.data.forEach((set, i) => {
    if (!set) return;
    const away = [i % width - near[i] % width, Math.floor(i / width) - Math.floor(near[i] / width)];
    far.push(Math.hypot(...away));
  });
  return Math.ceil(2 * quantile(far, 0.5));
}

// By which share of the light that falls there each pixel is darker than the paper.
function darkness(page, ink) {
  const level = (inked) => mean(page.data.filter((_, i) => ink.data[i] > 0 === inked));
  const light = level(true) > level(false);
  const dark = light ? map(page, (value) => 255 - value) : page;
  const ground = withoutLines(dark).data;
  return Float32Array.from(dark.data, (value, i) => 1 - value / Math.max(1, ground[i]));
}

// The ink but for pieces that mostly lie on what was taken away.
function withoutRemains(ink, near) {
  const { labels, sizes } = label(ink);
  const lying = new Int32Array(sizes.length);
  labels.forEach((of, i) => (lying[of] += near[i]));
  return map(ink, (set, i) => (lying[labels[i]] > MOSTLY * sizes[labels[i]] ? 0 : set));
}
