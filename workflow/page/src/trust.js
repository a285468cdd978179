// How far to trust what has grown, without a truth: steady pictures are the good ones.  As
// `ganca/measure/resilience.py` asks it: what changes of a picture in as many steps again?
import { ALIVE } from "./model.js";
import { dilate, dilateRound, erodeRound, fillHoles, label } from "./morphology.js";
import { shown } from "./paint.js";
import { box, cut, map, raster } from "./raster.js";

const GAP = 2; // cells by which lines are thickened to close an outline, as in `ganca/measure/metrics.py`
const LONGEST = 30; // milliseconds of steps at a time, so that the hand is still followed

// The drawings on a grid, a mask each: what is connected over living cells is one, and so are lines
// up to twice GAP cells apart.
export function drawings({ width, height }, lines, visible) {
  const thick = dilate(raster(width, height, lines), 2 * GAP + 1);
  const { labels, sizes } = label(map(thick, (on, cell) => on || visible[4 * cell + 3] >= ALIVE));
  const masks = sizes.map(() => null);
  lines.forEach((line, cell) => {
    if (line) (masks[labels[cell]] ??= new Uint8Array(lines.length))[cell] = 255;
  });
  return masks.filter(Boolean).map((mask) => raster(width, height, mask));
}

// What a drawing in this box covers, a cell around it included: {around, area}, an area as large as
// the box around it.  Gaps in its outline of up to twice GAP cells are closed.
function covered(mask, { left, top, width, height }) {
  const room = 2 * GAP + 2;
  const [x, y] = [left - room, top - room];
  const around = { left: x, top: y, width: width + 2 * room, height: height + 2 * room };
  const lines = cut(mask, around);
  const whole = erodeRound(fillHoles(dilateRound(lines, 2 * GAP + 1)), 2 * GAP + 1);
  whole.data.forEach((_, i) => (whole.data[i] |= lines.data[i]));
  return { around, area: dilate(whole, 3) };
}

// 1 less the mean difference of red, green and blue on white, in [0, 1], where something is covered.
// before, after: RGBA, 0 to 255, of a grid of this width and height.
function likeness(before, after, { width, height }, { around, area }) {
  let [sum, count] = [0, 0];
  area.data.forEach((on, i) => {
    const [x, y] = [around.left + (i % around.width), around.top + Math.floor(i / around.width)];
    if (!on || x < 0 || y < 0 || x >= width || y >= height) return;
    const at = 4 * (y * width + x);
    for (let c = at; c < at + 3; c++) sum += Math.abs(onWhite(before, c, at) - onWhite(after, c, at));
    count += 3;
  });
  return 1 - sum / count;
}

const onWhite = (picture, channel, at) => 1 - (picture[at + 3] / 255) * (1 - picture[channel] / 255);

// How steady each of these drawings is on a dish: {steady, box, steadierThan}, or null if the dish
// has changed meanwhile.  A copy of its cells grows on, unseen.  steadierThan: the share of the
// model's pictures of other drawings that are less steady.
export async function steadiness(dish, engine, masks, steps) {
  const { model, grid, age } = dish;
  const state = dish.automaton.read();
  const before = shown(state.subarray(0, 4 * grid.cells), model.squash);
  const twin = engine.make(model, grid);
  twin.write(state);
  try {
    for (let until = 0, step = 0; step < steps; step++) {
      if (performance.now() > until) {
        await new Promise(requestAnimationFrame);
        if (dish.age !== age) return null;
        until = performance.now() + LONGEST;
      }
      twin.step();
    }
    const after = shown(twin.read(1), model.squash);
    return masks.map((mask) => {
      const lies = box(mask);
      const steady = likeness(before, after, grid, covered(mask, lies));
      const less = model.steady.filter((other) => other < steady).length;
      return { box: lies, steady, steadierThan: less / model.steady.length };
    });
  } finally {
    twin.release();
  }
}
