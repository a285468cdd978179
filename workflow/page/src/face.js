// One face: lines on paper, two automata that colour them in, and hands that disturb them.
import { Dish } from "./dish.js";
import { hush, tell } from "./notice.js";
import { paintDrawing } from "./paint.js";
import { raster } from "./raster.js";
import { listen } from "./surface.js";
import { Time } from "./time.js";
import { Tools, point } from "./tools.js";

const INK = "#1b2422";

export class Face {
  // root: the part of the page.  chosen: the indices of the two models to begin with.  rest, unsure:
  // as `Time` and `Dish` take them.
  constructor(root, grid, models, chosen, engine, { rest, unsure }) {
    Object.assign(this, { grid, engine, drawing: grid.blank() });
    this.paper = root.querySelector("#paper");
    this.square = this.paper.parentElement;
    this.notice = this.square.querySelector(".notice");
    [this.paper.width, this.paper.height] = [grid.width, grid.height];
    this.dishes = [...root.querySelectorAll(".dish")].map(
      (figure, i) => new Dish(figure, models, chosen[i], grid, unsure),
    );
    this.time = new Time(root, this, rest);
    this.tools = new Tools(root, { pen: 1.5, eraser: Math.round(grid.width / 6) });
    this.squares = root.querySelectorAll(".square");
    root.querySelector("#clear").addEventListener("click", () => this.load(grid.blank()));
    root.querySelector("#tear").addEventListener("click", () => this.tear());
    this.listen();
  }

  load(lines) {
    this.drawing = lines.slice();
    this.begin();
    this.wake();
  }

  restart() {
    this.load(this.drawing);
  }

  // From the lines, at step 0.
  begin() {
    paintDrawing(this.paper, this.drawing, INK);
    this.dishes.forEach((dish) => dish.live(this.engine, this.drawing));
    this.time.reset();
  }

  // The graphics card has gone: all that lived on it has, too.
  goOn() {
    this.dishes.forEach((dish) => (dish.automaton = null));
    this.begin();
  }

  step() {
    this.dishes.forEach((dish) => dish.step());
  }

  show() {
    this.dishes.forEach((dish) => dish.show());
  }

  // All lines are one drawing here.
  rested() {
    if (!this.time.finished || !this.drawing.some(Boolean)) return;
    const { width, height } = this.grid;
    const mask = raster(width, height, this.drawing);
    this.dishes.forEach((dish) => dish.judge(this.engine, [mask], this.time.rest));
  }

  // A message; place: where on the paper, as shares of its sides.
  tell(message, place) {
    tell(this.notice, message, place);
  }

  wake() {
    if (this.drawing.some(Boolean)) this.time.wake();
  }

  // On paper: other lines, and all begins anew from them when the stroke is done.
  drawOnPaper(from, to) {
    hush(this.notice);
    const line = Number(this.tools.name === "pen");
    for (const cell of this.grid.stroke(from, to, this.tools.size)) this.drawing[cell] = line;
    this.begin();
  }

  // On a dish: the living cells themselves, in both dishes, so that they can be compared.
  disturb(cells, value) {
    this.dishes.forEach((dish) => dish.disturb((state) => this.grid.touch(state, cells, value)));
  }

  tear() {
    const { width, height } = this.grid;
    const middle = [width, height].map((side) => side * (0.3 + 0.4 * Math.random()));
    this.disturb(this.grid.tip(middle, width / 3.5), 0);
    this.wake();
  }

  listen() {
    const hand = {
      point: (at) => point(this.squares, this.grid, this.tools.size, at),
      end: () => this.wake(),
    };
    listen(this.paper, { ...hand, stroke: (from, to) => this.drawOnPaper(from, to) });
    for (const dish of this.dishes) {
      const stroke = (from, to) => {
        const cells = this.grid.stroke(from, to, this.tools.size);
        this.disturb(cells, Number(this.tools.name === "pen"));
      };
      listen(dish.canvas, { ...hand, stroke });
      dish.select.addEventListener("change", () => this.restart());
    }
  }
}
