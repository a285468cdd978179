// The automaton on the processor, for devices without a graphics card that can draw to floats.
// As in `ganca.model.rollout` only the cells that live are computed; the products are WebAssembly.
import kernel from "./kernel.ts";
import { ALIVE } from "./model.js";

const PAGE = 65536; // bytes, of WebAssembly's memory

// A way to make automata; null where the browser has no WebAssembly with SIMD.
export function openCpu() {
  if (!globalThis.WebAssembly?.validate(kernel)) return null;
  const program = new WebAssembly.Module(kernel);
  return (model, grid) => new CpuAutomaton(program, grid, model);
}

class CpuAutomaton {
  constructor(program, grid, model) {
    const { channels, hidden } = model;
    Object.assign(this, { grid, model, noise: model.update_noise });
    const room = arrays({
      state: grid.cells * channels,
      perceive: model.perceive.length,
      respond: model.respond.length,
      seen: 8 * 9 * channels,
      hidden: 8 * hidden,
      change: (grid.cells + 7) * channels,
      cells: grid.cells,
    });
    Object.assign(this, room.parts);
    this.cells = new Uint32Array(this.cells.buffer, this.cells.byteOffset, grid.cells);
    this.perceive.set(tiled(model.perceive, hidden));
    this.respond.set(tiled(model.respond, channels));
    this.program = new WebAssembly.Instance(program, { env: { memory: room.memory } }).exports;
  }

  step() {
    const { channels, hidden } = this.model;
    const { width, height } = this.grid;
    const count = this.findUpdated();
    const at = (name) => this[name].byteOffset;
    this.program.update(
      at("state"), width, height, channels, hidden, at("cells"), count,
      at("perceive"), at("respond"), at("seen"), at("hidden"), at("change"),
    );
    this.add(count);
  }

  // Adds their changes to the cells.
  add(count) {
    const { state, change, cells, noise } = this;
    const { channels } = this.model;
    for (let i = 0; i < count; i++) {
      let from = (i >> 3) * 8 * channels + (i & 7);
      for (let channel = 0; channel < channels; channel++, from += 8) {
        const at = 4 * ((channel >> 2) * this.grid.cells + cells[i]) + (channel & 3);
        state[at] += noise ? change[from] + noise * gaussian() : change[from];
      }
    }
  }

  // Notes the cells that live and take part in this step, and returns how many they are.
  findUpdated() {
    const { grid, state, cells } = this;
    const living = grid.blank();
    for (let cell = 0; cell < grid.cells; cell++) {
      if (state[4 * cell + 3] >= ALIVE) for (const near of grid.around(cell)) living[near] = 1;
    }
    const rate = this.model.fire_rate;
    let count = 0;
    for (let cell = 0; cell < grid.cells; cell++) {
      if (living[cell] && (rate >= 1 || Math.random() < rate)) cells[count++] = cell;
    }
    return count;
  }

  // The first planes of the state; all, or one: the visible picture.
  read(planes = this.model.channels / 4) {
    return this.state.slice(0, 4 * this.grid.cells * planes);
  }

  write(state) {
    this.state.set(state);
  }

  release() {}
}

// One memory, and arrays of float32 in it, by name: of these lengths, aligned for SIMD.
function arrays(lengths) {
  const sizes = Object.values(lengths).map((length) => 16 * Math.ceil(length / 4));
  const whole = Math.ceil(sizes.reduce((sum, size) => sum + size) / PAGE);
  const memory = new WebAssembly.Memory({ initial: whole });
  const parts = {};
  let at = 0;
  Object.entries(lengths).forEach(([name, length], i) => {
    parts[name] = new Float32Array(memory.buffer, at, length);
    at += sizes[i];
  });
  return { memory, parts };
}

// A matrix (rows, columns), columns a multiple of four, with four columns' values side by side.
function tiled(matrix, columns) {
  const rows = matrix.length / columns;
  const tiles = new Float32Array(matrix.length);
  matrix.forEach((value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    tiles[((column >> 2) * rows + row) * 4 + (column & 3)] = value;
  });
  return tiles;
}

let spare = 0; // numbers come in pairs (Box and Muller)
let spared = false;

function gaussian() {
  spared = !spared;
  if (!spared) return spare;
  const far = Math.sqrt(-2 * Math.log(1 - Math.random()));
  const turn = 2 * Math.PI * Math.random();
  spare = far * Math.sin(turn);
  return far * Math.cos(turn);
}
