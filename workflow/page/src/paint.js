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
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const { data } = image;
  for (let i = 0; i < data.length; i++) data[i] = 255 * (squash ? Math.tanh(visible[i]) : visible[i]);
  context.putImageData(image, 0, 0);
}
