// A file's picture as pixels.
import { Refusal } from "./refusal.js";

const LARGEST = 200e6; // pixels, as phones have them
const ENOUGH = 16e6; // pixels; larger pictures are reduced to fewer

// {width, height, data} of RGBA bytes.  Throws a Refusal that says why it can't be used.
export async function openPicture(file) {
  if (!file) throw new Refusal("No picture came along: save it first, then drop the file.");
  const address = URL.createObjectURL(file);
  try {
    return pixels(await load(address));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function load(address) {
  return new Promise((done, refuse) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => refuse(new Refusal("Not a picture that can be read here."));
    image.src = address;
  });
}

function pixels(image) {
  const area = image.naturalWidth * image.naturalHeight;
  if (!area) throw new Refusal("Not a picture that can be read here.");
  if (area > LARGEST) {
    throw new Refusal(`More than ${LARGEST / 1e6} megapixels: make the picture smaller.`);
  }
  const factor = Math.ceil(Math.sqrt(area / ENOUGH));
  const sides = [image.naturalWidth, image.naturalHeight];
  const [width, height] = sides.map((side) => Math.max(1, Math.round(side / factor)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
