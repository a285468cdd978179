// A picture of a drawing as lines on the grid, as `ganca/drawings/trace.py` makes them.
import { CONTRAST, MOST, findInk, range } from "./ink.js";
import { dilateRound, nearest } from "./morphology.js";
import { average, box, cut, map, raster } from "./raster.js";
import { Refusal } from "./refusal.js";
import { mean, quantile } from "./threshold.js";

const WORKING_SIDE = 1024;
const ALL_INK = 0.5;
const COVERAGE = 0.42;

// image: {width, height, data} of RGBA bytes.  Returns size * size of 0 and 1, the ink fitted to
// the frame.  Throws a Refusal where there are no lines.
export function trace(image, size) {
  const page = grayPage(image);
  const ink = findInk(page);
  if (!ink.data.some(Boolean)) {
    throw new Refusal(
      range(page.data) < CONTRAST ? "This picture is blank." : "No strokes found in this picture.",
    );
  }
  const lines = toGrid(ink, size);
  const share = mean(lines);
  if (share > ALL_INK) {
    const percent = Math.round(100 * share);
    throw new Refusal(`All ink (${percent} % of it), where lines on a plain ground are wanted.`);
  }
  return lines;
}

// The ink scaled to fill a square of so many cells: 0 and 1.
export function toGrid(ink, size) {
  const thick = thicken(ink, size);
  return fit(cut(thick, box(thick)), size);
}

// A picture on white paper as gray levels, at most `side` pixels wide and high.
export function grayPage(image, side = WORKING_SIDE) {
  const { width, height, data } = reduced(image, side);
  const alpha = new Uint8Array(width * height).map((_, i) => data[4 * i + 3]);
  const gray = alpha.map((value, i) => {
    const opacity = value / 255;
    const [r, g, b] = [0, 1, 2].map((c) =>
      Math.round(data[4 * i + c] * opacity + 255 * (1 - opacity)),
    );
    return (r * 19595 + g * 38470 + b * 7471 + 32768) >> 16; // as Pillow does
  });
  const light = lightStrokes(gray, { width, height, data: alpha.map((a) => Number(a > 127)) });
  return raster(width, height, light ? alpha.map((a) => 255 - a) : gray);
}

// Colours are averaged by their opacity.
function reduced(image, most) {
  const scale = Math.max(image.width, image.height) / most;
  if (scale <= 1) return image;
  const sides = [image.width, image.height].map((side) => Math.max(1, Math.round(side / scale)));
  const opaque = new Float32Array(image.data);
  for (let i = 0; i < opaque.length; i++) if (i % 4 < 3) opaque[i] *= image.data[i | 3] / 255;
  const scales = [image.width / sides[0], image.height / sides[1]];
  const small = average(raster(image.width, image.height, opaque), ...sides, scales, 4);
  return map(small, (value, i) => {
    const alpha = small.data[i | 3];
    return Math.round(i % 4 === 3 || !alpha ? value : (255 * value) / alpha);
  });
}

// Whether the opaque pixels are strokes, not a whole sheet, and too light to show on white.
function lightStrokes(gray, opaque) {
  const levels = gray.filter((_, i) => opaque.data[i]);
  if (!levels.length) return false;
  if (mean(levels.map((value) => Number(value > 255 - CONTRAST))) < MOST) return false;
  return mean(cut(opaque, box(opaque)).data) < ALL_INK;
}

// Lines at least as wide as a pixel of the frame that the ink is fitted to.
export function thicken(ink, size) {
  const { width, height } = box(ink);
  const missing = Math.round(Math.max(width, height) / size - lineWidth(ink));
  if (missing < 1) return ink;
  return dilateRound(cut(ink, around({ left: 0, top: 0, ...sides(ink) }, missing)), missing + 1);
}

function sides({ width, height }) {
  return { width, height };
}

function around({ left, top, width, height }, margin) {
  const more = { width: width + 2 * margin, height: height + 2 * margin };
  return { left: left - margin, top: top - margin, ...more };
}

// The median width of the lines, in pixels: in a line of width w, the distance to the nearest edge
// is evenly spread between 0 and w / 2.
function lineWidth(ink) {
  const page = cut(ink, around({ left: 0, top: 0, ...sides(ink) }, 1));
  const near = nearest(map(page, (set) => Number(!set)));
  const distance = [];
  page.data.forEach((set, i) => {
    if (!set) return;
    const [x, y] = [i, near[i]].map((at) => [at % page.width, Math.floor(at / page.width)]);
    distance.push(Math.hypot(x[0] - y[0], x[1] - y[1]));
  });
  return 4 * (quantile(distance, 0.5) - 0.5) || 1;
}

// The ink scaled to fill a square and centred in it.
function fit(ink, size) {
  const side = Math.max(ink.width, ink.height);
  const margin = (length) => -Math.floor((side - length) / 2);
  const where = { left: margin(ink.width), top: margin(ink.height), width: side, height: side };
  const scale = side / size;
  const shares = average(cut(ink, where), size, size, [scale, scale]);
  return Uint8Array.from(shares.data, (value) => Number(Math.round(value) > COVERAGE * 255));
}
