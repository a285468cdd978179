// What computes the cells: the graphics card where there is one, else the processor.
import { openCpu } from "./cpu.js";
import { openGpu } from "./gpu.js";

export class Engine {
  // wish: "gpu" or "cpu" insist on one.  onLost: called when the card has gone (it was reset, or
  // the device slept); all automata have to be made anew then, and are made without it.
  constructor(wish, onLost) {
    const lose = () => {
      this.gpu = null;
      onLost();
    };
    this.gpu = wish === "cpu" ? null : openGpu(lose, wish === "gpu");
    this.cpu = openCpu();
  }

  get works() {
    return Boolean(this.gpu || this.cpu);
  }

  get name() {
    return this.gpu ? "gpu" : "cpu";
  }

  // An automaton; on the processor where its network is too large for the card.
  make(model, grid) {
    return this.gpu?.(model, grid) ?? this.cpu(model, grid);
  }
}
