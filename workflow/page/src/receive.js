// Pictures from elsewhere: dropped onto a square, pasted, or chosen.

// take: called with a file and with where it landed, as shares [x, y] of the square's sides, or
// null for a picture that has no place.
export function receive(square, input, take) {
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
    take(event.dataTransfer.files[0], [place[0] / box.width, place[1] / box.height]);
  });
  // A picture that misses the square would take the page's place.
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => event.preventDefault());
  addEventListener("paste", (event) => {
    const file = [...event.clipboardData.files][0];
    if (file) take(file, null);
  });
  input.addEventListener("change", () => {
    if (input.files[0]) take(input.files[0], null);
    input.value = "";
  });
}
