// Finding the drawings on a sheet, as `ganca/drawings/sheet.py` does it, by the same measures, which
// are explained there.  A box is [left, top, right, bottom] in pixels.
import { findInk } from "./ink.js";
import { dilate, fillHoles, label, nearest } from "./morphology.js";
import { cut, map, raster } from "./raster.js";
import { withoutRuling } from "./ruling.js";
import { mean } from "./threshold.js";

const FINEST = 1 / 400;
const WHOLE = 0.55;
const LARGE = 0.45;
const SMALL = 0.25;
const REACH = 0.05;
const NEAR = 0.15;
const COVERED = 0.6;
const MERGED = 1.5;
const HOLLOW = 0.3;
const ENCLOSED = 0.1;
const SLENDER = 3.5;
const ALL_INK = 0.5;

// The drawings of a page, {box, ink, encloses, faces}, in the order of reading, and how many marks
// belong to none.  size: pixels that a drawing needs at least.
export function findDrawings(page, size) {
  const ink = withoutRuling(findInk(page, 0), page);
  const found = pieces(ink);
  if (!boxesOf(found).length) return { drawings: [], marks: 0 };
  const side = typicalSide(boxesOf(found), size);
  const { labels, marks } = gathered(ink, found, side);
  const drawings = boxesOf(labels).map((box, i) => drawingOf(part(ink, labels, box, i), box, side));
  return { drawings: inReadingOrder(drawings, side), marks };
}

export function isSheet(drawings) {
  return drawings.filter(({ encloses }) => encloses).length > 1;
}

// Why a drawing on a page cannot be coloured in, or null.
export function unusable({ box, ink, encloses }, page, size) {
  const [left, top, right, bottom] = box;
  const [short, long] = [ink.width, ink.height].sort((a, b) => a - b);
  if (left <= 0 || top <= 0 || right >= page.width || bottom >= page.height) {
    return "cut off by the border";
  }
  if (long < size) return "too small";
  if (long > SLENDER * short) return "a line or writing";
  if (!encloses && mean(ink.data.map(Boolean)) > ALL_INK) return "all ink";
  return null;
}

// Numbers what hangs together, from 1 on, with what it encloses; 0 is the ground.
function pieces(ink) {
  const labels = raster(ink.width, ink.height, label(fillHoles(ink)).labels);
  const finest = FINEST * Math.max(ink.width, ink.height);
  return renumbered(labels, boxesOf(labels).map((box, i) => longer(box) > finest && i + 1));
}

// The box of each number from 1 on.
function boxesOf({ width, data }) {
  const boxes = [];
  data.forEach((of, at) => {
    if (!of) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    const box = (boxes[of - 1] ??= [x, y, x + 1, y + 1]);
    if (x < box[0]) box[0] = x;
    if (x >= box[2]) box[2] = x + 1;
    box[3] = y + 1;
  });
  return boxes;
}

function sides([left, top, right, bottom]) {
  return [right - left, bottom - top];
}

function longer(box) {
  return Math.max(...sides(box));
}

function shorter(box) {
  return Math.min(...sides(box));
}

// Labels with other names, by number from 1 on (none: the ground), then numbered without gaps.
function renumbered(labels, names) {
  const there = [...new Set(names.filter(Boolean))].sort((a, b) => a - b);
  const number = new Map(there.map((name, i) => [name, i + 1]));
  const of = Int32Array.from([0, ...names], (name) => number.get(name) ?? 0);
  return map(labels, (label) => of[label]);
}

// The longer side of a drawing, in pixels: half of all length is in larger ones.
function typicalSide(boxes, size) {
  const least = Math.min(size, Math.max(...boxes.map(longer)));
  const large = boxes.filter((box) => longer(box) >= least);
  const outer = large.filter((box) => !large.some((other) => covered(box, other) > COVERED));
  const rising = outer.map(longer).sort((a, b) => a - b);
  const half = rising.reduce((sum, side) => sum + side) / 2;
  let sum = 0;
  return rising.find((side) => (sum += side) >= half);
}

// Which share of a box lies in another one that is larger.
function covered(box, other) {
  const area = (of) => sides(of)[0] * sides(of)[1];
  if (area(other) <= area(box)) return 0;
  const common = (i) => Math.min(box[i + 2], other[i + 2]) - Math.max(box[i], other[i]);
  return (Math.max(0, common(0)) * Math.max(0, common(1))) / area(box);
}

// Numbers the drawings instead of their pieces; the number of marks that belong to none.
function gathered(ink, found, side) {
  const labels = joined(found, side);
  const boxes = boxesOf(labels);
  const owner = owners(labels, boxes, side);
  boxes.forEach((box, i) => {
    if (owner[i] >= 0 || longer(box) < SMALL * side) return;
    const outline = () => enclosed(part(ink, labels, box, i)) > ENCLOSED;
    if (longer(box) >= LARGE * side || outline()) owner[i] = i;
  });
  const marks = owner.filter((of) => of < 0).length;
  return { labels: renumbered(labels, owner.map((of) => of + 1)), marks };
}

// Strokes whose ends nearly meet as one; whole outlines are what they were.
function joined(labels, side) {
  const boxes = boxesOf(labels);
  const whole = [false, ...boxes.map((box) => shorter(box) >= WHOLE * side)];
  const strokes = { ...labels, data: Uint8Array.from(labels.data, (of) => of && !whole[of] && 255) };
  const near = label(dilate(strokes, brush(2 * REACH * side))).labels;
  const named = map(labels, (of, at) => (strokes.data[at] ? near[at] + boxes.length : of));
  const names = [];
  named.data.forEach((of) => of && (names[of - 1] = of));
  return renumbered(named, Array.from(names, (name) => name ?? 0));
}

// The index of the drawing that each piece belongs to; -1 for none.
function owners(labels, boxes, side) {
  const core = boxes.map((box) => shorter(box) >= WHOLE * side);
  const cores = [...core.keys()].filter((i) => core[i]);
  const owner = boxes.map(() => -1);
  if (!cores.length) return owner;
  const to = nearestOf(labels, core);
  boxes.forEach((box, i) => {
    const around = fullest(box, boxes, cores);
    if (around >= 0) owner[i] = around;
    else if (core[i]) owner[i] = i;
    else if (to[i].away <= NEAR * side) owner[i] = to[i].of;
  });
  return owner.map((of) => (of < 0 ? -1 : owner[of])); // a core in a core in a core
}

// The core that most of a box lies in; -1 for none.
function fullest(box, boxes, cores) {
  const shares = cores.map((i) => covered(box, boxes[i]));
  const most = Math.max(...shares);
  return most > COVERED ? cores[shares.indexOf(most)] : -1;
}

// How far each piece is from the nearest core, and the index of that: [{away, of}].
function nearestOf(labels, core) {
  const { width, data } = labels;
  const near = nearest(map(labels, (of) => (of && core[of - 1] ? 1 : 0)));
  const found = core.map(() => ({ away: Infinity, of: -1 }));
  data.forEach((of, at) => {
    if (!of) return;
    const [x, y] = [at, near[at]].map((place) => [place % width, Math.floor(place / width)]);
    const away = Math.hypot(x[0] - y[0], x[1] - y[1]);
    if (away < found[of - 1].away) found[of - 1] = { away, of: data[near[at]] - 1 };
  });
  return found;
}

// An odd number of pixels, at least so many.
function brush(width) {
  return 2 * Math.ceil(width / 2) + 1;
}

// The ink in a box that belongs to the number after this index.
function part(ink, labels, [left, top, right, bottom], index) {
  const here = { left, top, width: right - left, height: bottom - top };
  const own = cut(labels, here).data;
  return map(cut(ink, here), (set, i) => (own[i] === index + 1 ? set : 0));
}

function drawingOf(ink, box, side) {
  const area = enclosed(ink);
  const several = longer(box) > MERGED * side && area < HOLLOW;
  return { box, ink, encloses: area > ENCLOSED, faces: several ? longer(box) / side : 1 };
}

// Which share of the ink's box the largest area takes that it encloses, small gaps closed.
function enclosed(ink) {
  const gap = brush(2 * REACH * Math.max(ink.width, ink.height));
  const [width, height] = [ink.width, ink.height].map((side) => side + 2 * gap);
  const wide = cut(ink, { left: -gap, top: -gap, width, height });
  const areas = [largestHole(wide), largestHole(dilate(wide, gap))];
  return Math.max(...areas) / ink.data.length;
}

// The pixels of the largest ground that ink encloses; its outermost pixels have none.
function largestHole(ink) {
  const { labels, sizes } = label(map(ink, (set) => 255 - set), false);
  return Math.max(...sizes.filter((_, of) => of !== labels[0]), 0);
}

// Row after row, each from the left; in a row are those whose middles are about as high.
function inReadingOrder(drawings, side) {
  const middle = ({ box }) => (box[1] + box[3]) / 2;
  const ordered = drawings.slice().sort((a, b) => middle(a) - middle(b));
  const rows = [];
  ordered.forEach((drawing, i) => {
    const below = !i || middle(drawing) - middle(ordered[i - 1]) > side / 3;
    if (below) rows.push([]);
    rows[rows.length - 1].push(drawing);
  });
  return rows.flatMap((row) => row.sort((a, b) => a.box[0] - b.box[0]));
}
