// Drawings and states as pixels.

export function paintDrawing(canvas, drawing, ink) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = ink;
  drawing.forEach((line, cell) => {
    if (line) context.fillRect(cell % canvas.width, Math.floor(cell / canvas.width), 1, 1);
  });
}

// What a state shows: RGBA, straight alpha; some models' pictures are its tanh.
export function paintState(canvas, visible, squash) {
  const shown = squash ? visible.map(Math.tanh) : visible;
  const pixels = Uint8ClampedArray.from(shown, (value) => 255 * value);
  canvas.getContext("2d").putImageData(new ImageData(pixels, canvas.width), 0, 0);
}
