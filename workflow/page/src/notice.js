// A message where something happened.
const SECONDS = 10;
const MARGIN = [0.3, 0.1]; // so that a message near the border is whole

// element: an empty paragraph over the square.  place: [x, y] as shares of its sides.
export function tell(element, message, place = [0.5, 0.5]) {
  const [x, y] = place.map((share, i) =>
    Math.min(1 - MARGIN[i], Math.max(MARGIN[i], share)),
  );
  element.style.left = `${100 * x}%`;
  element.style.top = `${100 * y}%`;
  element.textContent = message;
  clearTimeout(element.timer);
  element.timer = setTimeout(() => hush(element), 1000 * SECONDS);
}

export function hush(element) {
  element.textContent = "";
}
