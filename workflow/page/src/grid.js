// The grid of cells: drawings on it, and states of the automaton.
//
// A drawing is a Uint8Array of width * height, 1 on a line.  A state is a Float32Array of planes
// of RGBA, plane k holding channels 4k to 4k + 3: its first plane is the visible picture.

export class Grid {
  constructor(height, width) {
    this.height = height;
    this.width = width;
    this.cells = height * width;
  }

  blank() {
    return new Uint8Array(this.cells);
  }

  // A smaller square drawing in the middle of a blank one.
  framed(lines, side) {
    const [left, top] = [this.width, this.height].map((length) => (length - side) >> 1);
    const drawing = this.blank();
    lines.forEach((line, i) => {
      drawing[(top + Math.floor(i / side)) * this.width + left + (i % side)] = line;
    });
    return drawing;
  }

  // Each line copied into all four visible channels, as `edge_seed` does in Python.
  seed(drawing, channels) {
    const state = new Float32Array(this.cells * channels);
    drawing.forEach((line, cell) => state.fill(line, 4 * cell, 4 * cell + 4));
    return state;
  }

  // Makes these cells what they would be in a seed: of a line (1), or of nothing (0).
  touch(state, cells, value) {
    for (const cell of cells) {
      for (let at = 4 * cell; at < state.length; at += 4 * this.cells) {
        state.fill(at === 4 * cell ? value : 0, at, at + 4);
      }
    }
  }

  // The cells around and with this one that lie on the grid.
  around(cell) {
    const found = [];
    const x = cell % this.width;
    const [left, right] = [Math.max(0, x - 1) - x, Math.min(this.width - 1, x + 1) - x];
    for (let row = cell - this.width; row <= cell + this.width; row += this.width) {
      if (row < 0 || row >= this.cells) continue;
      for (let near = row + left; near <= row + right; near++) found.push(near);
    }
    return found;
  }

  // The cells that a round tip covers at [x, y], in cells from the upper left corner.
  tip([x, y], size) {
    const reach = size / 2 - 0.01;
    const covered = [];
    for (let row = Math.floor(y - reach); row <= y + reach; row++) {
      for (let column = Math.floor(x - reach); column <= x + reach; column++) {
        const own = row === Math.floor(y) && column === Math.floor(x);
        const near = Math.hypot(column + 0.5 - x, row + 0.5 - y) <= reach;
        const inside = row >= 0 && row < this.height && column >= 0 && column < this.width;
        if (inside && (own || near)) covered.push(row * this.width + column);
      }
    }
    return covered;
  }

  // The cells of a stroke between two points: at least one tip for each cell along its longer
  // side and hardly more, so that a thin line has no gaps and stays thin.
  stroke(from, to, size) {
    const steps = Math.ceil(Math.max(1, ...from.map((v, i) => Math.abs(to[i] - v))));
    const covered = new Set();
    for (let step = 0; step <= steps; step++) {
      const at = from.map((v, i) => v + ((to[i] - v) * step) / steps);
      this.tip(at, size).forEach((cell) => covered.add(cell));
    }
    return covered;
  }
}
