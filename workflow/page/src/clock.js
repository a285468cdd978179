// Steps at a steady pace while it runs; rests by itself after a while without a touch.
const MOST = 12; // steps in one frame; a slow device falls behind instead of freezing
const LONGEST = 40; // milliseconds of steps in one frame, so that the hand is still followed

export class Clock {
  // step: one step of everything.  show: called after some.  changed: when it starts and stops.
  constructor(step, show, changed) {
    Object.assign(this, { step, show, changed, running: false, pace: 12, due: 0, left: Infinity });
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
    this.due = Math.min(this.due + (Math.max(0, now - this.then) / 1000) * this.pace, MOST);
    this.then = now;
    this.takeSteps();
    if (this.left <= 0) this.stop();
    else requestAnimationFrame((later) => this.frame(later));
  }

  takeSteps() {
    if (this.due < 1) return;
    const until = performance.now() + LONGEST;
    do {
      this.step();
      this.due -= 1;
      this.left -= 1;
    } while (this.due >= 1 && this.left > 0 && performance.now() < until);
    this.due = Math.min(this.due, 1);
    this.show();
  }
}
