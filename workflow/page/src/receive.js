// Pictures from elsewhere: dropped onto a square, pasted, or chosen.

// take: called with the files that are dropped onto the square, with undefined as the only one if
// something came along that is none, and with where they landed, as shares [x, y] of its sides.
export function receiveDrops(square, take) {
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
    const { files } = event.dataTransfer;
    take(files.length ? [...files] : [undefined], [place[0] / box.width, place[1] / box.height]);
  });
}

// Those that are pasted into the page, or chosen.
export function receive(input, take) {
  const takeAll = (files) => files.length && take([...files]);
  // A picture that misses the square would take the page's place.
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => event.preventDefault());
  addEventListener("paste", (event) => takeAll(event.clipboardData.files));
  input.addEventListener("change", () => {
    takeAll(input.files);
    input.value = "";
  });
}
