// Gray levels and masks: {width, height, data}, row by row.

export function raster(width, height, data) {
  return { width, height, data };
}

// The same raster with other values: `change` is called with each value and its index.
export function map(page, change) {
  return { ...page, data: page.data.map(change) };
}

// The outermost values: first row, last row, first column, last column.
export function border({ width, height, data }) {
  const column = (x) => Array.from({ length: height }, (_, y) => data[y * width + x]);
  const row = (y) => Array.from(data.subarray(y * width, (y + 1) * width));
  return [...row(0), ...row(height - 1), ...column(0), ...column(width - 1)];
}

// The rows and columns around all that is set: {left, top, width, height}.
export function box({ width, height, data }) {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let i = 0; i < data.length; i++) {
    if (!data[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

// A part of a raster, as {left, top, width, height} says; `fill` beyond its border.
export function cut(page, { left, top, width, height }, fill = 0) {
  const data = new page.data.constructor(width * height).fill(fill);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = [x + left, y + top];
      const inside = column >= 0 && row >= 0 && column < page.width && row < page.height;
      if (inside) data[y * width + x] = page.data[row * page.width + column];
    }
  }
  return { width, height, data };
}

// Averages over areas: each new value is that of `scale` times `scale` old ones, shares counted.
// channels: values side by side that belong to one pixel.
export function average(page, width, height, scale, channels = 1) {
  const wide = shrinkRows(page.data, page.width, page.height, width, scale[0], channels);
  const turned = transpose(wide, width, page.height, channels);
  const small = shrinkRows(turned, page.height, width, height, scale[1], channels);
  return { width, height, data: transpose(small, height, width, channels) };
}

function shrinkRows(data, width, height, target, scale, channels) {
  const shrunk = new Float32Array(target * height * channels);
  for (let x = 0; x < target; x++) {
    const [from, to] = [x * scale, Math.min(width, (x + 1) * scale)];
    for (let column = Math.floor(from); column < to; column++) {
      const share = (Math.min(to, column + 1) - Math.max(from, column)) / (to - from);
      for (let y = 0; y < height; y++) {
        const [at, into] = [(y * width + column) * channels, (y * target + x) * channels];
        for (let c = 0; c < channels; c++) shrunk[into + c] += share * data[at + c];
      }
    }
  }
  return shrunk;
}

function transpose(data, width, height, channels) {
  const turned = new data.constructor(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [(y * width + x) * channels, (x * height + y) * channels];
      for (let c = 0; c < channels; c++) turned[to + c] = data[from + c];
    }
  }
  return turned;
}

// Blurred by a Gaussian of this many taps, mirrored at the border.
export function blur(page, sigma, taps) {
  const reach = (taps - 1) / 2;
  const weights = Float64Array.from({ length: taps }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b);
  const kernel = weights.map((weight) => weight / sum);
  const { width, height } = page;
  const along = transpose(blurRows(page.data, width, height, kernel), width, height, 1);
  return raster(width, height, transpose(blurRows(along, height, width, kernel), height, width, 1));
}

function blurRows(data, width, height, kernel) {
  const reach = (kernel.length - 1) / 2;
  const blurred = new Float64Array(width * height);
  const line = new Float64Array(width + 2 * reach);
  const period = Math.max(1, 2 * width - 2);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < line.length; i++) {
      const at = (((i - reach) % period) + period) % period;
      line[i] = data[y * width + Math.min(at, period - at)];
    }
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += kernel[i] * line[x + i];
      blurred[y * width + x] = sum;
    }
  }
  return blurred;
}
