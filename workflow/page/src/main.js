// The live page: lines on paper, two automata that colour them in, and hands that disturb them.
import "./style.css";
import { Clock } from "./clock.js";
import { openCpu } from "./cpu.js";
import { Dish } from "./dish.js";
import { offer } from "./examples.js";
import { openGpu } from "./gpu.js";
import { Grid, unpack } from "./grid.js";
import { decode } from "./model.js";
import { paintDrawing } from "./paint.js";
import { listen } from "./surface.js";

const INK = "#1b2422";
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const grid = new Grid(...data.grid);
const paper = $("paper");
const models = data.models.map(decode);
const dishes = ["left", "right"].map((id, i) => new Dish($(id), models, data.chosen[i]));
const still = matchMedia("(prefers-reduced-motion: reduce)");
const sizes = { pen: 1.5, eraser: Math.round(grid.width / 6) };
let drawing = grid.blank();
let engine = openEngine();
let steps = 0;
let paused = false;
let tool = "pen";

const clock = new Clock(advance, showClock);

// The address may end in #cpu or #gpu to insist on one.
function openEngine() {
  const gpu = location.hash !== "#cpu" && openGpu(grid, fallBack, location.hash === "#gpu");
  document.body.dataset.engine = gpu ? "gpu" : "cpu";
  return gpu || openCpu(grid);
}

// The graphics card is gone (it was reset, or the device slept): go on without it.
function fallBack() {
  document.body.dataset.engine = "cpu";
  engine = openCpu(grid);
  dishes.forEach((dish) => (dish.automaton = null));
  restart();
}

function restart() {
  steps = 0;
  dishes.forEach((dish) => dish.live(engine, grid.seed(drawing)));
  showClock();
}

function advance(count) {
  steps += count;
  for (const dish of dishes) {
    dish.step(count);
    dish.show();
  }
  showClock();
}

function run() {
  clock.start($("endless").checked ? Infinity : data.rest);
}

// Goes on for a while after a touch, unless the reader has paused it or nothing lives.  Where
// motion isn't wanted, the outcome is shown at once.
function wake() {
  if (paused || !drawing.some(Boolean)) return;
  if (still.matches && !clock.running) advance(data.rest);
  else run();
}

function showClock() {
  const mood = steps === 0 ? "ready" : paused ? "paused" : "resting";
  $("step-count").textContent = steps;
  $("mood").textContent = clock.running ? "growing" : mood;
  $("play").textContent = clock.running ? "Pause" : "Play";
}

function load(lines) {
  drawing = lines.slice();
  paintDrawing(paper, drawing, INK);
  clock.stop();
  restart();
  wake();
}

// On paper: other lines, and all begins anew from them when the stroke is done.
function drawOnPaper(from, to) {
  for (const cell of grid.stroke(from, to, sizes[tool])) drawing[cell] = Number(tool === "pen");
  paintDrawing(paper, drawing, INK);
  clock.stop();
  restart();
}

// On a dish: the living cells themselves, in both dishes, so that they can be compared.
function disturb(cells, value) {
  for (const dish of dishes) {
    const state = dish.automaton.read();
    grid.touch(state, cells, value);
    dish.automaton.write(state);
    dish.show();
  }
}

function tear() {
  const middle = [grid.width, grid.height].map((side) => side * (0.3 + 0.4 * Math.random()));
  disturb(grid.tip(middle, grid.width / 3.5), 0);
  wake();
}

function point(at) {
  const size = sizes[tool];
  document.querySelectorAll(".ring").forEach((ring) => {
    ring.hidden = !at;
    if (!at) return;
    ring.style.width = `${(100 * size) / grid.width}%`;
    ring.style.left = `${(100 * at[0]) / grid.width}%`;
    ring.style.top = `${(100 * at[1]) / grid.height}%`;
  });
}

function take(name) {
  tool = name;
  $("size").value = sizes[tool];
}

function listenToControls() {
  document.querySelectorAll("input[name=tool]").forEach((input) => {
    input.addEventListener("change", () => take(input.value));
  });
  $("size").addEventListener("input", () => (sizes[tool] = Number($("size").value)));
  $("clear").addEventListener("click", () => load(grid.blank()));
  $("play").addEventListener("click", () => {
    paused = clock.running;
    if (paused) clock.stop();
    else run();
  });
  $("step").addEventListener("click", () => {
    paused = true;
    clock.stop();
    advance(1);
  });
  $("restart").addEventListener("click", () => load(drawing));
  $("tear").addEventListener("click", tear);
  $("endless").addEventListener("change", () => clock.running && run());
  $("speed").addEventListener("input", () => {
    clock.pace = Number($("speed").value);
    $("pace").textContent = clock.pace;
  });
}

function listenToSquares() {
  document.querySelectorAll(".square canvas").forEach((canvas) => {
    [canvas.width, canvas.height] = [grid.width, grid.height];
  });
  listen(paper, { point, stroke: drawOnPaper, end: wake });
  for (const dish of dishes) {
    const stroke = (from, to) => {
      disturb(grid.stroke(from, to, sizes[tool]), Number(tool === "pen"));
    };
    listen(dish.canvas, { point, stroke, end: wake });
    dish.select.addEventListener("change", () => load(drawing));
  }
}

const sets = data.sets.map((set) => ({
  ...set,
  drawings: set.drawings.map(([name, bits]) => ({ name, lines: unpack(bits, grid.cells) })),
}));

listenToControls();
listenToSquares();
take(tool);
offer($("examples"), sets, grid, load);
load(sets.flatMap((set) => set.drawings).find(({ name }) => name === data.first).lines);

// For the console, and for the tests.
window.ganca = { grid, dishes, clock, load, advance, drawing: () => drawing };
