// Finding the ink on a page: on a clean scan, in uneven light, under a shadow, on a desk.  As
// `ganca/drawings/ink.py` does it, by the same measures, which are explained there.
import { dilate, erode, fillHull, label, nearest } from "./morphology.js";
import { average, blur, border, cut, map } from "./raster.js";
import { mean, otsu, otsuOfThree, quantile } from "./threshold.js";

export const CONTRAST = 48;
export const MOST = 0.6;
const UNEVEN = 0.1;
const RUN = 0.5;
const FEWEST = 0.0005;
const DUST = 0.001;
const SHEET_SIDE = 256;
const SMALLEST_SHEET = 0.05;
const CUT_OFF = 0.35;
const DESK = 0.5;
const ALIKE = 0.05;
const RIM = 0.02;
const COARSE = 4; // times smaller is the page on which the light around a pixel is looked at

// page: gray levels.  dust: the share of the ink from which a speck is a stroke.  Returns a mask of 0
// and 255; all 0 if there is no ink.
export function findInk(gray, dust = DUST) {
  const page = sheetAlone(gray);
  const none = map(gray, () => 0);
  if (range(page.data) < CONTRAST) return none;
  const level = otsu(page.data);
  const dark = map(page, (value) => (value > level ? 0 : 255));
  const ink = quantile(border(dark), 0.5) ? map(dark, (value) => 255 - value) : dark;
  const levels = [255, 0].map((side) => mean(page.data.filter((_, i) => dark.data[i] === side)));
  if (unevenlyLit(page, ink, mean(levels))) return findInkInRelief(page, dust);
  return levels[1] - levels[0] >= CONTRAST / 2 ? ink : none;
}

export function range(values) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return most - least;
}

function sheetAlone(gray) {
  const sheet = findSheet(gray);
  if (!sheet) return gray;
  const area = sheet.data.reduce((sum, lies) => sum + lies);
  const rim = 2 * Math.ceil(RIM * Math.sqrt(area)) + 1;
  const inner = erode(map(sheet, (lies) => 255 * lies), rim);
  const ground = withoutLines(gray).data;
  const near = nearest(inner);
  return map(gray, (value, i) => (inner.data[i] ? value : ground[near[i]]));
}

function findSheet(gray) {
  const scale = Math.max(1, Math.floor(Math.max(gray.width, gray.height) / SHEET_SIDE));
  const sides = [gray.width, gray.height].map((side) => Math.round(side / scale));
  const small = map(average(gray, ...sides, [scale, scale]), Math.round);
  if (new Set(small.data).size < 3) return null;
  const levels = [otsu(small.data), ...otsuOfThree(small.data)];
  const found = levels
    .map((level) => lightSheet(map(small, (value) => Number(value > level))))
    .filter(Boolean);
  if (!found.length) return null;
  const fullest = Math.max(...found.map(({ share }) => share));
  const full = found.filter(({ share }) => share > fullest - ALIKE);
  const { sheet } = full.reduce((a, b) => (b.area > a.area ? b : a));
  return stretch(sheet, gray.width, gray.height);
}

function lightSheet(light) {
  const { labels, sizes } = label(light);
  const largest = sizes.indexOf(Math.max(...sizes));
  const sheet = fillHull({ ...light, data: Uint8Array.from(labels, (of) => Number(of === largest)) });
  const share = mean(light.data.filter((_, i) => sheet.data[i]));
  const area = mean(sheet.data);
  const lies = area > SMALLEST_SHEET && mean(border(sheet)) < CUT_OFF;
  return lies && share > MOST ? { share, sheet, area } : null;
}

function stretch(page, width, height) {
  const data = new page.data.constructor(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor((y * page.height) / height) * page.width;
    for (let x = 0; x < width; x++) data[i++] = page.data[row + Math.floor((x * page.width) / width)];
  }
  return { width, height, data };
}

function unevenlyLit(page, ink, middle) {
  const doubtful = mean(border(page).map((v) => Number(Math.abs(v - middle) < CONTRAST / 2)));
  return doubtful > UNEVEN || longestRun(ink) > RUN * Math.min(page.width, page.height);
}

// The most pixels of ink in a row along the border.
function longestRun({ width, height, data }) {
  const ring = [];
  for (let x = 0; x < width; x++) ring.push(data[x]);
  for (let y = 0; y < height; y++) ring.push(data[(y + 1) * width - 1]);
  for (let x = width - 1; x >= 0; x--) ring.push(data[(height - 1) * width + x]);
  for (let y = height - 1; y >= 0; y--) ring.push(data[y * width]);
  const free = ring.indexOf(0);
  if (free < 0) return ring.length;
  let [longest, run] = [0, 0];
  for (let i = 0; i < ring.length; i++) {
    run = ring[(free + i) % ring.length] ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function findInkInRelief(uneven, dust) {
  const smooth = map(blur(uneven, 1, 7), Math.round);
  const far = surroundings(smooth).data;
  const leaning = mean(smooth.data.map((value, i) => (value - far[i]) ** 3));
  const page = map(smooth, (value) => (leaning < 0 ? value : 255 - value));
  const ground = withoutLines(page).data;
  const relief = Uint8Array.from(page.data, (value, i) =>
    (255 * (ground[i] - value)) / Math.max(ground[i], CONTRAST),
  );
  const none = { ...page, data: new Uint8Array(relief.length) };
  if (Math.max(range(relief), relief[0]) < CONTRAST) return none;
  const level = otsu(relief);
  const marks = { ...page, data: relief.map((value) => (value > level ? 255 : 0)) };
  const ink = withoutDust(withoutDesk(marks, ground), dust);
  const strokes = mean(ink.data.map((set, i) => Number(set && relief[i] >= CONTRAST)));
  return strokes >= FEWEST ? ink : none;
}

// How light it is around each pixel, blurred by a Gaussian: of a reduced page, for that takes less
// time and is all the same.
function surroundings(page) {
  const sides = [page.width, page.height].map((side) => Math.ceil(side / COARSE));
  const small = average(page, ...sides, [page.width / sides[0], page.height / sides[1]]);
  const sigma = reach(page) / COARSE;
  return stretch(blur(small, sigma, Math.round(8 * sigma + 1) | 1), page.width, page.height);
}

function withoutDesk(ink, ground) {
  const near = dilate(ink, Math.floor((2 * reach(ink)) / 3) + 1);
  const { labels, sizes } = label(near);
  const limit = DESK * quantile(ground, 0.95);
  const outside = new Map(border({ ...ink, data: labels }).map((of) => [of, []]));
  ground.forEach((level, i) => labels[i] && outside.get(labels[i])?.push(level));
  const dark = (of) => outside.get(of)?.length && quantile(outside.get(of), 0.5) < limit;
  const gone = sizes.map((_, of) => dark(of));
  return map(ink, (set, i) => (gone[labels[i]] ? 0 : set));
}

function withoutDust(ink, share) {
  const { labels, sizes } = label(ink);
  const least = share * sizes.reduce((sum, size) => sum + size);
  return map(ink, (set, i) => (sizes[labels[i]] < least ? 0 : set));
}

// The ground of a page with dark lines: its closing, as if it went on beyond the border.
export function withoutLines(page) {
  const { width, height } = page;
  const side = 2 * reach(page) + 1;
  const wide = { width: width + 2 * side, height: height + 2 * side };
  const inside = (v, most) => Math.min(most - 1, Math.max(0, v - side));
  const data = Uint8Array.from({ length: wide.width * wide.height }, (_, i) => {
    const [x, y] = [inside(i % wide.width, width), inside(Math.floor(i / wide.width), height)];
    return page.data[y * width + x];
  });
  const closed = erode(dilate({ ...wide, data }, side), side);
  return cut(closed, { left: side, top: side, width, height });
}

// Half the width in pixels of the widest lines that are told from a shadow.
function reach({ width, height }) {
  return Math.max(1, Math.floor(Math.max(width, height) / 30));
}
