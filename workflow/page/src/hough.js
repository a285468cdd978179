// Straight lines on a mask: the progressive probabilistic Hough transform (Matas, Galambos and
// Kittler, 2000), with the order of points that OpenCV has, so that it finds the same.

// mask: 0 and others.  angles: how many directions are told apart.  votes: points that a line needs
// at least.  length: of a line, along x or y.  gap: the longest in a line.  Returns [x, y, x, y] of
// the ends of each.
export function findLines(mask, { angles, votes, length, gap }) {
  const page = { ...mask, data: Uint8Array.from(mask.data, (set) => Number(set > 0)) };
  const counts = new Votes(page, angles);
  const random = randomBelow();
  const points = [];
  page.data.forEach((set, at) => set && points.push(at));
  const found = [];
  for (let left = points.length; left; left--) {
    const chosen = random(left);
    const start = points[chosen];
    points[chosen] = points[left - 1];
    if (!page.data[start]) continue; // it belongs to another line
    const angle = counts.add(start, votes);
    if (angle < 0) continue;
    const walks = [1, -1].map((way) => walk(page, start, counts.direction(angle, way), gap));
    const ends = walks.map((places) => places[places.length - 1]);
    const [x, y] = [ends.map((at) => at % page.width), ends.map((at) => Math.floor(at / page.width))];
    const long = Math.max(Math.abs(x[0] - x[1]), Math.abs(y[0] - y[1])) >= length;
    take(page, walks, long ? counts : null);
    if (long) found.push([x[0], y[0], x[1], y[1]]);
  }
  return found;
}

// How many points have been found on each line, told by its angle and its distance from the origin.
class Votes {
  constructor({ width, height }, angles) {
    this.width = width;
    this.distances = 2 * (width + height) + 1;
    this.counts = new Int32Array(angles * this.distances);
    const turn = (_, i) => (Math.PI * i) / angles;
    this.cosines = Float32Array.from({ length: angles }, (_, i) => Math.cos(turn(_, i)));
    this.sines = Float32Array.from({ length: angles }, (_, i) => Math.sin(turn(_, i)));
  }

  // Adds a point; the angle of the line through it with the most points, or -1 if none has enough.
  add(point, enough) {
    let [most, best] = [enough - 1, -1];
    this.through(point, (at, angle) => {
      this.counts[at] += 1;
      if (this.counts[at] > most) [most, best] = [this.counts[at], angle];
    });
    return best;
  }

  withdraw(point) {
    this.through(point, (at) => (this.counts[at] -= 1));
  }

  through(point, change) {
    const [x, y] = [point % this.width, Math.floor(point / this.width)];
    const middle = (this.distances - 1) / 2;
    for (let angle = 0; angle < this.cosines.length; angle++) {
      const far = Math.round(x * this.cosines[angle] + y * this.sines[angle]);
      change(angle * this.distances + far + middle, angle);
    }
  }

  // A step [x, y] along a line of this angle: 1 along the axis that it is nearer to.
  direction(angle, way) {
    const [x, y] = [-this.sines[angle], this.cosines[angle]];
    const length = Math.max(Math.abs(x), Math.abs(y));
    return [(way * x) / length, (way * y) / length];
  }
}

// The places from a point on to the last one that is set before a gap too long, or the border.
function walk({ width, height, data }, start, [dx, dy], gap) {
  const places = [];
  let [x, y] = [(start % width) + 0.5, Math.floor(start / width) + 0.5];
  for (let missing = 0, last = 0; ; x += dx, y += dy) {
    if (x < 0 || x >= width || y < 0 || y >= height) return places.slice(0, last);
    const at = Math.floor(y) * width + Math.floor(x);
    missing = data[at] ? 0 : missing + 1;
    if (missing > gap) return places.slice(0, last);
    places.push(at);
    if (data[at]) last = places.length;
  }
}

// Takes what was walked on from the page and, where it has become a line, from the votes.
function take({ data }, walks, counts) {
  for (const at of walks.flat()) {
    if (data[at]) counts?.withdraw(at);
    data[at] = 0;
  }
}

// OpenCV's random numbers, multiply with carry.
function randomBelow() {
  let state = 2n ** 64n - 1n;
  return (limit) => {
    state = (state & 0xffffffffn) * 4164903690n + (state >> 32n);
    return Number(state & 0xffffffffn) % limit;
  };
}
