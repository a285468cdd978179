// The drawings of a sheet, each as large as the model knows it, as `ganca/drawings/canvas.py` reads
// them.
import { Refusal } from "./refusal.js";
import { findDrawings, isSheet, unusable } from "./sheet.js";
import { grayPage, thicken, toGrid } from "./trace.js";

const SHEET_SIDE = 1536;
const DASHES = 40;

// image: {width, height, data} of RGBA bytes.  size: cells of a drawing's longer side.  Returns null
// if it is no sheet, else {tiles, left}: tiles are {lines, side, centre}, side * side of 0 and 1 and
// where they lie on the sheet; left counts what is left out, by its reason.  Throws a Refusal where
// nothing can be coloured in.
export function readSheet(image, size) {
  const page = grayPage(image, SHEET_SIDE);
  const { drawings, marks } = findDrawings(page, size);
  if (!isSheet(drawings)) {
    if (drawings.length <= DASHES) return null;
    throw new Refusal(`${drawings.length} marks, none of which encloses anything to colour in.`);
  }
  const left = new Map(marks ? [["mark too small", marks]] : []);
  const tiles = [];
  for (const drawing of drawings) {
    const reason = unusable(drawing, page, size);
    if (reason) left.set(reason, 1 + (left.get(reason) ?? 0));
    else tiles.push(tile(drawing, size));
  }
  if (!tiles.length) throw new Refusal(`Nothing to colour in: ${told(left)}.`);
  return { tiles, left };
}

// What is left out, in words.
export function told(left) {
  return [...left].map(([reason, count]) => `${count} ${reason}`).join(", ");
}

function tile({ box: [x0, y0, x1, y1], ink, faces }, size) {
  const side = Math.round(size * faces);
  return { lines: toGrid(thicken(ink, side), side), side, centre: [(x0 + x1) / 2, (y0 + y1) / 2] };
}

// The upper left corners of tiles that lie as on their sheet, as close as none comes nearer to
// another than the gap, from half of a gap on; and the sides [width, height] of all together.
export function spread(tiles, gap) {
  const half = tiles.map(({ side }) => (side + gap) / 2);
  let factor = 0;
  tiles.forEach((a, i) =>
    tiles.slice(0, i).forEach((b, j) => {
      const apart = a.centre.map((v, axis) => Math.abs(v - b.centre[axis]));
      factor = Math.max(factor, (half[i] + half[j] + 1) / Math.max(...apart)); // 1 for rounding
    }),
  );
  const corners = tiles.map(({ centre }, i) => centre.map((v) => rounded(v * factor - half[i])));
  const least = [0, 1].map((axis) => Math.min(...corners.map((corner) => corner[axis])));
  const sides = [0, 1].map((axis) =>
    Math.max(...corners.map((corner, i) => corner[axis] - least[axis] + 2 * half[i])),
  );
  return { sides, corners: corners.map((corner) => corner.map((v, i) => v - least[i] + gap / 2)) };
}

// The nearest whole number, of two the even one, as NumPy rounds.
function rounded(value) {
  const down = Math.floor(value);
  return value - down === 0.5 ? down + (down & 1) : Math.round(value);
}
