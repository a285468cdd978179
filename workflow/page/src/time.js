// Play, pause, one step, the pace, and a count of the steps.
import { Clock } from "./clock.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Time {
  // root: holds the controls.  work: {step(), show(), restart(), rested()}.  rest: the steps until
  // it rests.
  constructor(root, work, rest) {
    Object.assign(this, { work, rest, steps: 0, paused: false });
    this.find = (name) => root.querySelector(`[data-time=${name}]`);
    this.clock = new Clock(() => this.step(), () => this.show(), () => this.changed());
    this.listen();
  }

  step() {
    this.steps += 1;
    this.work.step();
  }

  show() {
    this.work.show();
    this.tell();
  }

  advance(count) {
    for (let i = 0; i < count; i++) this.step();
    this.show();
  }

  // Holds still at step 0.
  reset() {
    this.steps = 0;
    this.clock.stop();
    this.tell();
  }

  // Whether what grows has had as long as a finished picture takes.
  get finished() {
    return this.steps >= this.rest;
  }

  run() {
    this.clock.start(this.find("endless").checked ? Infinity : this.rest);
  }

  // Goes on for a while after a touch, unless the reader has paused it.  Where motion isn't wanted,
  // the outcome is shown at once.
  wake() {
    if (this.paused) return;
    if (still.matches && !this.clock.running) {
      this.advance(this.rest);
      this.work.rested();
    } else this.run();
  }

  changed() {
    this.tell();
    if (!this.clock.running) this.work.rested();
  }

  tell() {
    const mood = this.steps === 0 ? "ready" : this.paused ? "paused" : "resting";
    this.find("steps").textContent = this.steps;
    this.find("mood").textContent = this.clock.running ? "growing" : mood;
    this.find("play").textContent = this.clock.running ? "Pause" : "Play";
  }

  listen() {
    this.find("play").addEventListener("click", () => {
      this.paused = this.clock.running;
      if (this.paused) this.clock.stop();
      else this.run();
    });
    this.find("step").addEventListener("click", () => {
      this.paused = true;
      this.clock.stop();
      this.advance(1);
    });
    this.find("restart").addEventListener("click", () => this.work.restart());
    this.find("endless").addEventListener("change", () => this.clock.running && this.run());
    const speed = this.find("speed");
    const setPace = () => (this.find("pace").textContent = this.clock.pace = Number(speed.value));
    speed.addEventListener("input", setPace);
    setPace();
  }
}
