// Pictures from elsewhere: dropped onto a square, pasted, or chosen.

// take: called with each file (undefined if something came along that is none), and with where it
// landed, as shares [x, y] of the square's sides; null for a picture that has no place.
export function receive(square, input, take) {
  const takeAll = (files) => [...files].forEach((file) => take(file, null));
  square.addEventListener("dragover", (event) => {
    event.preventDefault();
    square.classList.add("awaiting");
  });
  square.addEventListener("dragleave", () => square.classList.remove("awaiting"));
  square.addEventListener("drop", (event) => {
    event.preventDefault();
    square.classList.remove("awaiting");
    const box = square.getBoundingClientRect();
    const place = [event.clientX - box.left, event.clientY - box.top];
    const [first, ...others] = event.dataTransfer.files;
    take(first, [place[0] / box.width, place[1] / box.height]);
    takeAll(others);
  });
  // A picture that misses the square would take the page's place.
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => event.preventDefault());
  addEventListener("paste", (event) => takeAll(event.clipboardData.files));
  input.addEventListener("change", () => {
    takeAll(input.files);
    input.value = "";
  });
}
