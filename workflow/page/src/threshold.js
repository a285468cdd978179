// Otsu's thresholds of gray levels: the classes on both sides differ the most.

function histogram(values) {
  const counts = new Float64Array(256);
  for (const value of values) counts[value] += 1;
  return counts.map((count) => count / values.length);
}

// What lies above the result is one class, all else the other.
export function otsu(values) {
  return best(values, 1)[0];
}

// Two thresholds, between three classes.
export function otsuOfThree(values) {
  return best(values, 2);
}

// The `cuts` thresholds at which the sum of weight times squared mean is largest.
function best(values, cuts) {
  const shares = histogram(values);
  const weight = [0], moment = [0]; // of all levels below
  shares.forEach((share, level) => {
    weight.push(weight[level] + share);
    moment.push(moment[level] + share * level);
  });
  const gain = (from, to) => {
    const mass = weight[to] - weight[from];
    return mass > 1e-12 ? (moment[to] - moment[from]) ** 2 / mass : 0;
  };
  let [most, found] = [-1, []];
  const search = (from, left, sum, chosen) => {
    const total = sum + gain(from, 256);
    if (!left && total > most + 1e-9) [most, found] = [total, chosen];
    for (let to = from + 1; left && to < 256; to++) {
      search(to, left - 1, sum + gain(from, to), [...chosen, to - 1]);
    }
  };
  search(0, cuts, 0, []);
  return found;
}

export function mean(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

// The value below which this share of the values lies.
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at % 1);
}
