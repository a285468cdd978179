// Drawings to begin with, set by set.
import { paintDrawing } from "./paint.js";

// sets: [{name, credit, drawings: [{name, lines}]}].  pick: called with a drawing.
export function offer(root, sets, grid, pick) {
  const choice = root.querySelector("select");
  const strip = root.querySelector(".strip");
  const credit = root.querySelector(".credit");
  sets.forEach((set, i) => choice.add(new Option(set.name, i)));
  const show = () => {
    const set = sets[Number(choice.value)];
    strip.replaceChildren(...set.drawings.map((drawing) => thumbnail(drawing, grid, pick)));
    strip.scrollLeft = 0;
    credit.textContent = set.credit;
  };
  choice.addEventListener("change", show);
  show();
}

function thumbnail({ name, lines }, grid, pick) {
  const button = document.createElement("button");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [grid.width, grid.height];
  button.type = "button";
  button.title = name;
  button.setAttribute("aria-label", `Load ${name}`);
  button.append(canvas);
  button.addEventListener("click", () => pick(lines));
  paintDrawing(canvas, lines, "#1b2422");
  return button;
}
