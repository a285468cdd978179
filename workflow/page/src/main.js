// The live page: one face that two automata colour in, and a large paper for many.
import "./style.css";
import { bytes, unpack } from "./bits.js";
import { Engine } from "./engine.js";
import { offer } from "./examples.js";
import { Exchange } from "./exchange.js";
import { Face } from "./face.js";
import { Frames } from "./frames.js";
import { Grid } from "./grid.js";
import { Large } from "./large.js";
import { decode } from "./model.js";

const NARROW = "(max-width: 46rem)";
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const grid = new Grid(...data.grid);
const models = data.models.map(decode);
const border = (grid.width - data.face) / 2;
const sets = data.sets.map((set) => ({
  ...set,
  drawings: set.drawings.map(([name, bits]) => ({ name, lines: unpack(bytes(bits), grid.cells) })),
}));

// The address may say gpu or cpu to insist on one, and hold a drawing.
const fragment = () => new URLSearchParams(location.hash.slice(1));
const wish = ["gpu", "cpu"].find((name) => fragment().has(name));
const engine = new Engine(wish, () => {
  parts.forEach((part) => part.goOn());
  nameEngine();
});
const parts = [];
const nameEngine = () => (document.body.dataset.engine = engine.name);

// A drawing of the chosen set without the border; each comes once before any comes again.
const waiting = new Map();

function example() {
  const { drawings } = sets[Number($("examples").querySelector("select").value)];
  if (!waiting.get(drawings)?.length) waiting.set(drawings, drawings.slice());
  const left = waiting.get(drawings);
  const [{ lines }] = left.splice(Math.floor(Math.random() * left.length), 1);
  return lines.filter((_, cell) => {
    const place = [cell % grid.width, Math.floor(cell / grid.width)];
    return place.every((v) => v >= border && v < border + data.face);
  });
}

function open() {
  nameEngine();
  const frames = new Frames(data.face, 2 * border, matchMedia(NARROW).matches);
  const face = new Face($("face"), grid, models, data.chosen, engine, data);
  const large = new Large($("large"), frames, models, data.chosen[1], engine, data);
  const exchange = new Exchange(large, face, example);
  parts.push(face, large);
  offer($("examples"), sets, grid, (lines) => face.load(lines));
  face.load(sets.flatMap((set) => set.drawings).find(({ name }) => name === data.first).lines);
  exchange.open(fragment());
  addEventListener("hashchange", () => exchange.open(fragment()));
  window.ganca = { face, large, exchange }; // for the console, and for the tests
}

if (engine.works) open();
else $("unable").hidden = false;
