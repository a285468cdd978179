// Drawings and states as pixels.

export function paintDrawing(canvas, drawing, ink) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = ink;
  drawing.forEach((line, cell) => {
    if (line) context.fillRect(cell % canvas.width, Math.floor(cell / canvas.width), 1, 1);
  });
}

// What a state shows: RGBA, straight alpha, 0 to 255; some models' pictures are its tanh.
export function shown(visible, squash) {
  const rgba = new Uint8ClampedArray(visible.length); // a loop: much faster than `from`
  for (let i = 0; i < rgba.length; i++) rgba[i] = 255 * (squash ? Math.tanh(visible[i]) : visible[i]);
  return rgba;
}

export function paintState(canvas, visible, squash) {
  const image = new ImageData(shown(visible, squash), canvas.width, canvas.height);
  canvas.getContext("2d").putImageData(image, 0, 0);
}
