// What comes onto the papers from elsewhere, and what leaves the large one.
import { readSheet, told } from "./canvas.js";
import { Frames } from "./frames.js";
import { decode, encode } from "./link.js";
import { hush } from "./notice.js";
import { openPicture } from "./picture.js";
import { receive, receiveDrops } from "./receive.js";
import { Refusal } from "./refusal.js";
import { Film, offer, savePicture } from "./save.js";
import { trace } from "./trace.js";

const FULL = "The paper is full: clear it, or drop a picture where it may lie.";

const LOOKING = "Looking for drawings …";

export class Exchange {
  // large: the paper.  face: the single face.  example: returns a drawing as large as a frame.
  constructor(large, face, example) {
    Object.assign(this, { large, face, example });
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
    receive(find("add-picture"), (files) => this.addPictures(files));
    receiveDrops(large.square, (files, place) => this.addPictures(files, place));
    receiveDrops(face.square, (files, place) => this.addToFace(files, place));
  }

  addExample() {
    const { large } = this;
    const corner = large.frames.free(large.drawing);
    if (corner) large.put(this.example(), corner);
    else large.tell(FULL);
  }

  // Pictures, of which the first one landed at a place, as shares of the paper's sides.
  async addPictures(files, place) {
    const { large } = this;
    large.square.scrollIntoView({ block: "nearest" });
    const said = await received(files, place, (message) => large.tell(message, place), (image, at) =>
      this.addPicture(image, at),
    );
    if (said) large.tell(said, place);
    else hush(large.notice);
  }

  // What there is to say of it, in words.
  addPicture(image, place) {
    const { large } = this;
    const { width, height, face } = large.frames;
    const sheet = readSheet(image, face);
    if (sheet) return this.addSheet(sheet, place);
    const lines = trace(image, face);
    const at = place && [place[0] * width, place[1] * height];
    const corner = at ? large.frames.around(at) : large.frames.free(large.drawing);
    if (!corner) return FULL;
    large.put(lines, corner);
    return "";
  }

  addSheet({ tiles, left }, place) {
    const { large } = this;
    const { width, height } = large.frames;
    const at = place && [place[0] * width, place[1] * height];
    const corners = large.frames.arrange(tiles, large.drawing, at);
    const placed = corners.filter(Boolean).length;
    if (placed) large.putAll(tiles, corners);
    return summary(placed, tiles.length - placed, left);
  }

  // Onto the single face: a drawing takes the place of its lines; a sheet, or several pictures, go to
  // the large paper.
  async addToFace(files, place) {
    const { face, large } = this;
    if (files.length > 1) return this.addPictures(files);
    let sheet = null;
    const say = (message) => face.tell(message, place);
    const said = await received(files, place, say, (image) => {
      sheet = readSheet(image, large.frames.face);
      if (!sheet) face.load(face.grid.framed(trace(image, large.frames.face), large.frames.face));
      return "";
    });
    if (said) return say(said);
    hush(face.notice);
    if (!sheet) return;
    large.square.scrollIntoView({ block: "center" });
    large.tell(this.addSheet(sheet));
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

// Hands each file's picture on to `use`, the first one with its place, and returns what is to be said
// of them.  say: called while they are looked at.
async function received(files, place, say, use) {
  const said = [];
  for (const [i, file] of files.entries()) {
    say(LOOKING);
    await painted();
    const name = files.length > 1 && file ? `${file.name}: ` : "";
    const message = await sorted(async () => use(await openPicture(file), i ? undefined : place));
    if (message) said.push(name + message);
  }
  return said.join(" ");
}

// What `use` returns, or why the picture can't be used.
async function sorted(use) {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message;
  }
}

// Until what has been said can be seen.
function painted() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

// What became of a sheet, in words.  left: what was left out, by its reason.
function summary(placed, crowded, left) {
  const reasons = crowded ? [`${crowded} for which the paper has no room`] : [];
  if (left.size) reasons.unshift(told(left));
  const found = `${placed} drawing${placed === 1 ? "" : "s"} laid on the paper`;
  return reasons.length ? `${found}; left out: ${reasons.join(", ")}.` : `${found}.`;
}
