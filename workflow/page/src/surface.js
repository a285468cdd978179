// A grid that one draws on with mouse, pen, finger or keys.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LEAP = 8; // cells that an arrow moves with the shift key

// canvas: the grid, as many pixels as the grid has cells.
// on: {point(place or null), stroke(from, to), end()}, places [x, y] in cells.
export function listen(canvas, on) {
  let last = null; // where the stroke is, while a pointer draws
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * canvas.width;
    const y = ((event.clientY - box.top) / box.height) * canvas.height;
    return [x, y];
  };
  const draw = (to) => {
    on.stroke(last ?? to, to);
    last = to;
  };
  const end = () => {
    if (last) on.end();
    last = null;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    draw(place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    on.point(place(event));
    if (last) (event.getCoalescedEvents?.() ?? [event]).forEach((part) => draw(place(part)));
  });
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("pointerleave", () => on.point(null));
  listenToKeys(canvas, on);
}

// Arrows move the tip; it is down while the space bar has set it down, until it lifts it.
function listenToKeys(canvas, on) {
  let at = [canvas.width / 2 + 0.5, canvas.height / 2 + 0.5].map(Math.floor).map((v) => v + 0.5);
  let down = false;
  const lift = () => {
    if (down) on.end();
    down = false;
  };
  canvas.addEventListener("keydown", (event) => {
    const move = ARROWS[event.key];
    if (move) {
      const limits = [canvas.width, canvas.height];
      const far = event.shiftKey ? LEAP : 1;
      const to = at.map((v, i) => Math.min(limits[i] - 0.5, Math.max(0.5, v + far * move[i])));
      if (down) on.stroke(at, to);
      at = to;
    } else if (event.key === " " && down) lift();
    else if (event.key === " ") {
      down = true;
      on.stroke(at, at);
    } else return;
    event.preventDefault();
    on.point(at);
  });
  canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && on.point(at));
  canvas.addEventListener("blur", () => {
    lift();
    on.point(null);
  });
}
