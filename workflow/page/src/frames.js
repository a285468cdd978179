// The places for faces on the large paper, in columns and rows with a gap around each.
import { spread } from "./canvas.js";

const LEAST = [120, 80]; // cells, the longer side and the shorter
const FEWEST = [5, 3]; // faces

export class Frames {
  // face: the side of a face's picture in cells.  gap: between two.  upright: for a narrow window.
  constructor(face, gap, upright) {
    const pitch = face + gap;
    const count = FEWEST.map((few, i) => Math.max(few, Math.ceil((LEAST[i] - gap) / pitch)));
    [this.columns, this.rows] = upright ? count.reverse() : count;
    [this.width, this.height] = [this.columns, this.rows].map((n) => n * pitch + gap);
    Object.assign(this, { face, gap });
  }

  // These frames, or the same turned by a quarter, whichever have this shape; null if none.
  turned({ width, height }) {
    const both = [false, true].map((upright) => new Frames(this.face, this.gap, upright));
    return both.find((frames) => frames.width === width && frames.height === height) ?? null;
  }

  // The upper left corners [x, y], row by row.
  get corners() {
    const at = (i) => this.gap + i * (this.face + this.gap);
    const count = this.columns * this.rows;
    return Array.from({ length: count }, (_, i) => [
      at(i % this.columns),
      at(Math.floor(i / this.columns)),
    ]);
  }

  // The first corner of a frame from which on a square has no line in it, if there is one.
  free(drawing, side = this.face) {
    const least = [this.width - side, this.height - side];
    const fits = (corner) => corner.every((v, i) => v <= least[i]);
    return this.corners.find((corner) => fits(corner) && this.blank(drawing, corner, side));
  }

  // Whether a square with this corner has no line in it.
  blank(drawing, corner, side) {
    return !this.cells(corner, side).some((cell) => drawing[cell]);
  }

  // The corner of a part [width, height] around a place [x, y], moved so far that it lies on the
  // paper.
  around(place, sides = [this.face, this.face]) {
    const most = [this.width - sides[0], this.height - sides[1]];
    return place.map((v, i) => Math.min(most[i], Math.max(0, Math.round(v - sides[i] / 2))));
  }

  // The cells of a square with this corner, row by row.
  cells([left, top], side = this.face) {
    const cell = (_, i) => (top + Math.floor(i / side)) * this.width + left + (i % side);
    return Array.from({ length: side ** 2 }, cell);
  }

  // Where the drawings of a sheet may lie, a corner each: around a place as they lie on the sheet,
  // or else one after the other; undefined for those that the paper has no room for.
  arrange(tiles, drawing, place = [this.width / 2, this.height / 2]) {
    const lying = this.asOnSheet(tiles, drawing, place);
    if (lying) return lying;
    const taken = drawing.slice();
    return tiles.map(({ lines, side }) => {
      const corner = this.free(taken, side);
      if (corner) this.cells(corner, side).forEach((cell, i) => (taken[cell] |= lines[i]));
      return corner;
    });
  }

  // Null if the paper is too small, or where something lies there already.
  asOnSheet(tiles, drawing, place) {
    const { corners, sides } = spread(tiles, this.gap);
    if (sides[0] > this.width || sides[1] > this.height) return null;
    const [left, top] = this.around(place, sides);
    const lying = corners.map(([x, y]) => [left + x, top + y]);
    const free = lying.every((corner, i) => this.blank(drawing, corner, tiles[i].side));
    return free ? lying : null;
  }

  // A faint circle in each, into an <svg>.
  hint(svg) {
    svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    const r = this.face / 2;
    svg.innerHTML = this.corners
      .map(([x, y]) => `<circle cx="${x + r}" cy="${y + r}" r="${r - 0.5}" />`)
      .join("");
  }
}
