// The automaton in plain JavaScript, for devices without a graphics card that can draw to floats.
// As in `ganca.rollout` only the cells that live are computed: their neighbourhoods are gathered
// into the rows of a matrix, and both convolutions are matrix products over those rows.
import { CHANNELS, PLANES } from "./grid.js";
import { multiply, tiled } from "./matrix.js";
import { ALIVE, HIDDEN, SEEN } from "./model.js";

export function openCpu(grid) {
  return (model) => new CpuAutomaton(grid, model);
}

class CpuAutomaton {
  constructor(grid, model) {
    Object.assign(this, { grid, model, noise: model.update_noise });
    this.perceiving = tiled(model.perceive, SEEN + 1, HIDDEN);
    this.responding = tiled(model.respond, HIDDEN + 1, CHANNELS);
    // One row a living cell, and one to spare; the last column of ones meets the bias.
    this.seen = new Float64Array((grid.cells + 1) * (SEEN + 1)).fill(1);
    this.hidden = new Float64Array((grid.cells + 1) * (HIDDEN + 1)).fill(1);
    this.change = new Float64Array((grid.cells + 1) * CHANNELS);
    this.state = new Float32Array(grid.cells * CHANNELS);
  }

  step() {
    const { change, hidden, noise } = this;
    const cells = this.updated();
    cells.forEach((cell, row) => this.gather(cell, row * (SEEN + 1)));
    multiply(this.seen, cells.length, SEEN + 1, this.perceiving, HIDDEN, hidden, HIDDEN + 1);
    for (let i = 0; i < cells.length * (HIDDEN + 1); i++) if (hidden[i] < 0) hidden[i] = 0;
    multiply(hidden, cells.length, HIDDEN + 1, this.responding, CHANNELS, change, CHANNELS);
    cells.forEach((cell, row) => {
      for (let channel = 0; channel < CHANNELS; channel++) {
        const value = change[row * CHANNELS + channel] + (noise && noise * gaussian());
        this.state[this.at(cell, channel)] += value;
      }
    });
  }

  // The cells that live, and take part in this step.
  updated() {
    const { width, cells } = this.grid;
    const living = new Uint8Array(cells);
    for (let cell = 0; cell < cells; cell++) {
      if (!(this.state[4 * cell + 3] >= ALIVE)) continue;
      for (let i = 0; i < 9; i++) {
        const near = this.neighbour(cell, cell % width, i);
        if (near >= 0) living[near] = 1;
      }
    }
    const found = [];
    living.forEach((lives, cell) => {
      if (lives && Math.random() < this.model.fire_rate) found.push(cell);
    });
    return found;
  }

  // The i-th of the nine cells around and with this one, row by row; -1 beyond the border.
  neighbour(cell, x, i) {
    const { width, cells } = this.grid;
    const [right, down] = [(i % 3) - 1, Math.floor(i / 3) - 1];
    const near = cell + down * width + right;
    const inside = near >= 0 && near < cells && x + right >= 0 && x + right < width;
    return inside ? near : -1;
  }

  // A cell's neighbourhood into `seen`, from index `to` on.
  gather(cell, to) {
    const x = cell % this.grid.width;
    for (let i = 0; i < 9; i++) {
      const near = this.neighbour(cell, x, i);
      for (let channel = 0; channel < CHANNELS; channel++) {
        const value = near < 0 ? 0 : this.state[this.at(near, channel)];
        this.seen[to + i * CHANNELS + channel] = value;
      }
    }
  }

  // Where a cell's channel lies in the state.
  at(cell, channel) {
    return 4 * ((channel >> 2) * this.grid.cells + cell) + (channel & 3);
  }

  read(planes = PLANES) {
    return this.state.slice(0, 4 * this.grid.cells * planes);
  }

  write(state) {
    this.state = state.slice();
  }

  release() {}
}

function gaussian() {
  const far = Math.sqrt(-2 * Math.log(1 - Math.random()));
  return far * Math.cos(2 * Math.PI * Math.random());
}
