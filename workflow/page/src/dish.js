// One automaton at work: a picture to look at, a choice of models, what the chosen one is.
import { about } from "./model.js";
import { paintState } from "./paint.js";
import { steadiness } from "./trust.js";
import { Verdict } from "./verdict.js";

export class Dish {
  // element: the figure in the page.  models: decoded, to choose from.  unsure: as
  // `Verdict` takes it.
  constructor(element, models, chosen, grid, unsure) {
    this.canvas = element.querySelector("canvas");
    this.select = element.querySelector("select");
    this.about = element.querySelector(".about");
    this.verdict = new Verdict(element, unsure);
    Object.assign(this, { models, age: 0 });
    this.resize(grid);
    models.forEach((model, i) => this.select.add(new Option(model.name, i, false, i === chosen)));
  }

  resize(grid) {
    this.grid = grid;
    [this.canvas.width, this.canvas.height] = [grid.width, grid.height];
  }

  get model() {
    return this.models[Number(this.select.value)];
  }

  // Begins anew with the chosen model, from the lines of a drawing.
  live(engine, drawing) {
    this.automaton?.release();
    this.automaton = engine.make(this.model, this.grid);
    this.automaton.write(this.grid.seed(drawing, this.model.channels));
    this.grows();
    this.about.textContent = about(this.model);
    this.show();
  }

  // Whether there is a model of this name; then it is chosen.
  choose(name) {
    const found = this.models.findIndex((model) => model.name === name);
    if (found >= 0) this.select.value = found;
    return found >= 0;
  }

  // Changes the state by hand: `change` is called with it.
  disturb(change) {
    const state = this.automaton.read();
    change(state);
    this.automaton.write(state);
    this.grows();
    this.show();
  }

  step() {
    this.automaton.step();
    this.grows();
  }

  // What has been said of the picture no longer holds.
  grows() {
    this.age += 1;
    this.verdict.clear();
  }

  // Says of a finished picture of these drawings, a mask each, how far to trust it.
  async judge(engine, masks, steps) {
    const found = await steadiness(this, engine, masks, steps);
    if (found) this.verdict.tell(found, this.grid);
  }

  show() {
    paintState(this.canvas, this.automaton.read(1), this.model.squash);
  }
}
