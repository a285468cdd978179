// Which tool is in the hand, and how wide it is.

export class Tools {
  // root: holds the tools' radio buttons and the slider of their width.  sizes: width by tool.
  constructor(root, sizes) {
    this.sizes = sizes;
    this.slider = root.querySelector("input[type=range]");
    root.querySelectorAll("input[type=radio]").forEach((input) => {
      input.addEventListener("change", () => this.take(input.value));
      if (input.checked) this.take(input.value);
    });
    this.slider.addEventListener("input", () => (sizes[this.name] = Number(this.slider.value)));
  }

  take(name) {
    this.name = name;
    this.slider.value = this.sizes[name];
  }

  get size() {
    return this.sizes[this.name];
  }
}

// Shows a ring of the tool's width where its tip is on each of these squares; none at null.
export function point(squares, grid, size, at) {
  for (const square of squares) {
    const ring = square.querySelector(".ring");
    ring.hidden = !at;
    if (!at) continue;
    ring.style.width = `${(100 * size) / grid.width}%`;
    ring.style.left = `${(100 * at[0]) / grid.width}%`;
    ring.style.top = `${(100 * at[1]) / grid.height}%`;
  }
}
