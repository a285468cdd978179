// Steps at a steady pace while it runs; rests by itself after a while without a touch.
const MOST = 12; // steps in one frame; a slow device falls behind instead of freezing

export class Clock {
  // step: one step of everything.  changed: called when it starts and when it stops.
  constructor(step, changed) {
    Object.assign(this, { step, changed, running: false, pace: 12, due: 0, left: Infinity });
  }

  // left: the steps until it rests.
  start(left) {
    this.left = left;
    if (this.running) return;
    this.running = true;
    this.due = 1;
    this.then = performance.now();
    requestAnimationFrame((now) => this.frame(now));
    this.changed();
  }

  stop() {
    this.running = false;
    this.changed();
  }

  frame(now) {
    if (!this.running) return;
    this.due += (Math.max(0, now - this.then) / 1000) * this.pace;
    this.then = now;
    const steps = Math.min(Math.floor(this.due), MOST, this.left);
    if (steps) this.step(steps);
    this.due = Math.min(this.due - steps, 1);
    this.left -= steps;
    if (this.left <= 0) this.stop();
    else requestAnimationFrame((later) => this.frame(later));
  }
}
