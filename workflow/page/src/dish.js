// One automaton at work: a square to look at, a choice of models, what the chosen one is.
import { paintState } from "./paint.js";

const TRAINED = {
  l2: "to copy",
  bce: "to fool a critic with",
  wasserstein: "to fool a critic (Wasserstein) with",
  relativistic: "to fool a critic (relativistic) with",
  pix2pix: "to copy, and to fool a critic with",
};

export class Dish {
  // element: the figure in the page.  models: decoded, to choose from.
  constructor(element, models, chosen) {
    this.canvas = element.querySelector("canvas");
    this.select = element.querySelector("select");
    this.about = element.querySelector(".about");
    this.models = models;
    models.forEach((model, i) => this.select.add(new Option(model.name, i, false, i === chosen)));
  }

  get model() {
    return this.models[Number(this.select.value)];
  }

  // engine: makes an automaton of a model.  state: what it starts from.
  live(engine, state) {
    this.automaton?.release();
    this.automaton = engine(this.model);
    this.automaton.write(state);
    const { objective, pictures, dataset } = this.model;
    this.about.textContent = `trained ${TRAINED[objective]} ${pictures} ${dataset}`;
    this.show();
  }

  step(steps) {
    for (let i = 0; i < steps; i++) this.automaton.step();
  }

  show() {
    paintState(this.canvas, this.automaton.read(1), this.model.squash);
  }
}
