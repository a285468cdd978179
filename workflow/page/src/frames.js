// The places for faces on the large paper, in columns and rows with a gap around each.
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

  // The first corner of a frame without a line in it, if there is one.
  free(drawing) {
    return this.corners.find((corner) => !this.cells(corner).some((cell) => drawing[cell]));
  }

  // The corner of a face around a place [x, y], moved so far that it lies on the paper.
  around(place) {
    const most = [this.width - this.face, this.height - this.face];
    return place.map((v, i) => Math.min(most[i], Math.max(0, Math.round(v - this.face / 2))));
  }

  // The cells of a face with this corner, row by row.
  cells([left, top]) {
    const cell = (_, i) =>
      (top + Math.floor(i / this.face)) * this.width + left + (i % this.face);
    return Array.from({ length: this.face ** 2 }, cell);
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
