// What comes onto the large paper from elsewhere, and what leaves it.
import { Frames } from "./frames.js";
import { decode, encode } from "./link.js";
import { hush } from "./notice.js";
import { openPicture } from "./picture.js";
import { receive } from "./receive.js";
import { Refusal } from "./refusal.js";
import { Film, offer, savePicture } from "./save.js";
import { trace } from "./trace.js";

const FULL = "The paper is full: clear it, or drop a picture where it may lie.";

export class Exchange {
  // large: the paper.  example: returns a drawing as large as a frame.
  constructor(large, example) {
    Object.assign(this, { large, example });
    const find = (id) => large.root.querySelector(`#${id}`);
    this.filmButton = find("film");
    const clicked = {
      "add-example": () => this.addExample(),
      "save-picture": () => savePicture(large.dish.canvas),
      film: () => this.film(),
      link: () => this.share(),
    };
    for (const id in clicked) find(id).addEventListener("click", clicked[id]);
    this.filmButton.hidden = !Film.possible;
    receive(large.square, find("add-picture"), (file, place) => this.addPicture(file, place));
  }

  addExample() {
    const { large } = this;
    const corner = large.frames.free(large.drawing);
    if (corner) large.put(this.example(), corner);
    else large.tell(FULL);
  }

  // place: where the picture landed, as shares of the paper's sides, or null.
  async addPicture(file, place) {
    const { large } = this;
    const { width, height, face } = large.frames;
    large.square.scrollIntoView({ block: "nearest" });
    hush(large.notice);
    try {
      const lines = trace(await openPicture(file), face);
      const at = place && [place[0] * width, place[1] * height];
      const corner = at ? large.frames.around(at) : large.frames.free(large.drawing);
      if (corner) large.put(lines, corner);
      else large.tell(FULL);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      large.tell(error.message, place ?? undefined);
    }
  }

  // Begins anew and records until the growth rests, or until asked again.  Returns the film.
  async film() {
    const { large, filmButton } = this;
    if (large.film) return large.time.clock.stop();
    if (large.empty) return large.tell("Draw something first.");
    large.begin();
    large.film = new Film(large.dish.canvas, getComputedStyle(large.square).backgroundColor);
    filmButton.textContent = "Stop the film";
    large.time.paused = false;
    large.time.run();
    const blob = await large.film.done;
    large.film = null;
    filmButton.textContent = "Save a film";
    offer(blob, `faces.${blob.type.split("/")[1]}`);
    return blob;
  }

  // Puts this drawing and its model into the address bar, and copies the address.
  async share() {
    const { large } = this;
    const paper = await encode(large.drawing, large.grid);
    history.replaceState(null, "", `#${new URLSearchParams({ model: large.dish.model.name, paper })}`);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    large.tell(copied ? "The link to this drawing is copied." : "The link is in the address bar.");
  }

  // Opens what `share` put into the address.
  async open(fragment) {
    if (!fragment.has("paper")) return;
    const { large } = this;
    const found = await decode(fragment.get("paper"));
    const frames = found && large.frames.turned(found);
    large.square.scrollIntoView({ block: "center" });
    if (!found) return large.tell("The link is damaged: copy it once more, whole.");
    if (!frames) return large.tell("The link is another page's, whose paper has another size.");
    large.shape(frames);
    const known = large.dish.choose(fragment.get("model"));
    large.load(found.drawing);
    if (!known) large.tell(`There is no model ${fragment.get("model")} here: choose another.`);
  }
}
