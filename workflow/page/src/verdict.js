// How far to trust the pictures on a dish, in words above it and as a mark on each that is unsure.

export class Verdict {
  // element: around the dish.  unsure: up to which share of a model's pictures is less steady than
  // one of which it is unsure.
  constructor(element, unsure) {
    this.unsure = unsure;
    this.words = element.querySelector(".trust");
    this.marks = element.querySelector(".marks");
  }

  clear() {
    if (!this.found) return;
    this.found = null;
    this.words.textContent = "";
    this.marks.replaceChildren();
  }

  // found: as from `steadiness`.
  tell(found, grid) {
    this.found = found;
    const doubtful = found.filter(({ steadierThan }) => steadierThan < this.unsure);
    this.words.textContent = found.length === 1 ? ofOne(found[0], doubtful) : ofAll(found, doubtful);
    this.marks.replaceChildren(...doubtful.map(({ box }) => mark(box, grid)));
  }
}

function ofOne({ steadierThan }, doubtful) {
  const share = `${Math.round(100 * steadierThan)} % of its pictures`;
  return doubtful.length ? `Unsure: steadier than only ${share}` : `Steady: more so than ${share}`;
}

function ofAll(found, doubtful) {
  if (!found.length) return "";
  if (!doubtful.length) return `All ${found.length} are as steady as most of its pictures`;
  return `Unsure of ${doubtful.length} of ${found.length}, marked ?`;
}

// A question mark at the upper right of a drawing.
function mark({ left, top, width }, grid) {
  const element = document.createElement("span");
  element.textContent = "?";
  element.style.left = `${(100 * Math.min(grid.width, left + width)) / grid.width}%`;
  element.style.top = `${(100 * Math.max(0, top)) / grid.height}%`;
  return element;
}
