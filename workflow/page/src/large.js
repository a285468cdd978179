// The large paper: many faces at once, drawn on while they grow.
import { Dish } from "./dish.js";
import { Grid } from "./grid.js";
import { hush, tell } from "./notice.js";
import { beginAnew } from "./regrowth.js";
import { listen } from "./surface.js";
import { Time } from "./time.js";
import { Tools, point } from "./tools.js";
import { drawings } from "./trust.js";

export class Large {
  // root: the part of the page.  frames: the places for faces.  chosen: the index of the model.
  // rest, unsure: as `Time` and `Dish` take them.
  constructor(root, frames, models, chosen, engine, { rest, unsure }) {
    Object.assign(this, { root, engine });
    this.square = root.querySelector(".square");
    this.notice = root.querySelector(".notice");
    this.dish = new Dish(root, models, chosen, new Grid(frames.height, frames.width), unsure);
    const { face } = frames;
    this.tools = new Tools(root, { pen: 1.5, eraser: face / 6, damage: face / 4 });
    this.time = new Time(root, this, rest);
    this.shape(frames);
    this.load(this.grid.blank());
    this.listen();
  }

  // Takes another shape; what lay on the paper is gone.
  shape(frames) {
    this.frames = frames;
    this.grid = new Grid(frames.height, frames.width);
    this.dish.resize(this.grid);
    frames.hint(this.root.querySelector(".frames"));
    this.square.style.setProperty("--shape", `${frames.width} / ${frames.height}`);
  }

  load(lines) {
    this.drawing = lines.slice();
    this.restart();
  }

  restart() {
    this.begin();
    this.wake();
  }

  // From the lines, at step 0.
  begin() {
    this.dish.live(this.engine, this.drawing);
    this.time.reset();
  }

  // The graphics card has gone: all that lived on it has, too.
  goOn() {
    this.dish.automaton = null;
    this.begin();
  }

  step() {
    this.dish.step();
  }

  show() {
    this.dish.show();
    this.film?.take();
  }

  rested() {
    this.film?.end();
    if (!this.time.finished || this.empty) return;
    const { grid, drawing, dish } = this;
    const masks = drawings(grid, drawing, dish.automaton.read(1));
    dish.judge(this.engine, masks, this.time.rest);
  }

  get empty() {
    return !this.drawing.some(Boolean);
  }

  wake() {
    if (!this.empty) this.time.wake();
  }

  // Pen and eraser change the lines; damage is done to the cells alone.
  stroke(from, to) {
    hush(this.notice);
    const cells = this.grid.stroke(from, to, this.tools.size);
    if (this.tools.name === "damage") this.damage(cells);
    else this.change(cells, Number(this.tools.name === "pen"));
  }

  damage(cells) {
    this.dish.disturb((state) => this.grid.touch(state, cells, 0));
  }

  // Makes these cells lines (1) or none (0), and what they belong to begin anew.
  change(cells, value) {
    for (const cell of cells) this.drawing[cell] = value;
    this.dish.disturb((state) => beginAnew(this.grid, state, this.drawing, cells));
  }

  // A drawing of a face's size, with its upper left corner here.
  put(lines, corner) {
    this.putAll([{ lines, side: this.frames.face }], [corner]);
  }

  // Drawings {lines, side} with their upper left corners; those without a corner are left out.
  putAll(tiles, corners) {
    const cells = tiles.flatMap(({ lines, side }, i) =>
      corners[i] ? this.frames.cells(corners[i], side).filter((_, cell) => lines[cell]) : [],
    );
    this.change(cells, 1);
    this.wake();
  }

  // A message; place: where on the paper, as shares of its sides.
  tell(message, place) {
    tell(this.notice, message, place);
  }

  listen() {
    listen(this.dish.canvas, {
      point: (at) => point([this.square], this.grid, this.tools.size, at),
      stroke: (from, to) => this.stroke(from, to),
      end: () => this.wake(),
    });
    this.dish.select.addEventListener("change", () => this.restart());
    this.root.querySelector("#wipe").addEventListener("click", () => this.load(this.grid.blank()));
  }
}
