// Pictures and films of what has grown, as files.
const SCALE = 6; // pixels a cell
const RATE = 30; // pictures a second of a film
const TYPES = ["video/webm", "video/mp4"]; // the first that the browser can write
const REST = 1000; // milliseconds
const BITS = 8e6; // a second of a film: its cells have sharp edges

export async function savePicture(canvas) {
  const large = enlarge(canvas);
  offer(await new Promise((done) => large.toBlob(done, "image/png")), "faces.png");
}

// Records a canvas as it changes, on a ground, for films have no transparency.
export class Film {
  constructor(canvas, ground) {
    Object.assign(this, { canvas, ground });
    this.large = enlarge(canvas, ground);
    const stream = this.large.captureStream(RATE);
    this.recorder = new MediaRecorder(stream, {
      mimeType: TYPES.find((type) => MediaRecorder.isTypeSupported(type)),
      videoBitsPerSecond: BITS,
    });
    // The film, once it has ended; all of it at once.
    this.done = new Promise((done) => {
      this.recorder.addEventListener("dataavailable", ({ data }) => {
        done(new Blob([data], { type: data.type.split(";")[0] }));
      });
    });
    this.recorder.start();
  }

  static get possible() {
    return Boolean(globalThis.MediaRecorder && HTMLCanvasElement.prototype.captureStream);
  }

  // Takes in what the canvas shows now.
  take() {
    paint(this.large, this.canvas, this.ground);
  }

  // The last picture stays for a moment.
  end() {
    this.ended ??= setTimeout(() => this.recorder.stop(), REST);
  }
}

export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function enlarge(canvas, ground) {
  const large = document.createElement("canvas");
  [large.width, large.height] = [canvas.width * SCALE, canvas.height * SCALE];
  paint(large, canvas, ground);
  return large;
}

function paint(large, canvas, ground) {
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  if (ground) {
    context.fillStyle = ground;
    context.fillRect(0, 0, large.width, large.height);
  }
  context.drawImage(canvas, 0, 0, large.width, large.height);
}
