// A message where something happened.
const SECONDS = 10;

// element: an empty paragraph over the square.  place: [x, y] as shares of its sides.
export function tell(element, message, place = [0.5, 0.5]) {
  const [x, y] = place.map((share) => Math.min(0.8, Math.max(0.2, share)));
  element.style.left = `${100 * x}%`;
  element.style.top = `${100 * y}%`;
  element.textContent = message;
  clearTimeout(element.timer);
  element.timer = setTimeout(() => hush(element), 1000 * SECONDS);
}

export function hush(element) {
  element.textContent = "";
}
