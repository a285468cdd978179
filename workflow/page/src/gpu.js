// The automaton on the graphics card: two fragment shaders a step, as the update rule has two
// convolutions.  A state is one texture, its planes of four channels below each other.
import * as twgl from "twgl.js";
import { ALIVE } from "./model.js";

const TILES = 8; // the hidden layer is a texture of rows of 8 tiles, each the grid with four units

const CORNERS = `#version 300 es
in vec2 position;
void main() { gl_Position = vec4(position, 0, 1); }`;

const HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D state;
uniform ivec2 grid;

bool inside(ivec2 cell) {
  return all(greaterThanEqual(cell, ivec2(0))) && all(lessThan(cell, grid));
}

bool living(ivec2 cell) {
  for (int i = 0; i < 9; i++) {
    ivec2 near = cell + ivec2(i % 3 - 1, i / 3 - 1);
    if (inside(near) && texelFetch(state, near, 0).a >= ${ALIVE}) return true;
  }
  return false;
}
`;

const perceive = ({ channels, hidden }) => `${HEAD}
uniform sampler2D weights;
out vec4 hidden;

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy), tile = at / grid, cell = at % grid;
  int four = tile.y * ${TILES} + tile.x;
  hidden = vec4(0);
  if (four >= ${hidden / 4} || !living(cell)) return;
  vec4 sum = texelFetch(weights, ivec2(four, ${9 * channels}), 0);
  for (int i = 0; i < 9; i++) {
    ivec2 near = cell + ivec2(i % 3 - 1, i / 3 - 1);
    if (!inside(near)) continue;
    for (int plane = 0; plane < ${channels / 4}; plane++) {
      vec4 seen = texelFetch(state, near + ivec2(0, plane * grid.y), 0);
      int row = i * ${channels} + plane * 4;
      sum += seen.x * texelFetch(weights, ivec2(four, row), 0)
           + seen.y * texelFetch(weights, ivec2(four, row + 1), 0)
           + seen.z * texelFetch(weights, ivec2(four, row + 2), 0)
           + seen.w * texelFetch(weights, ivec2(four, row + 3), 0);
    }
  }
  hidden = max(sum, 0.0);
}`;

const respond = ({ channels, hidden }) => `${HEAD}
uniform sampler2D hidden, weights;
uniform uint salt;
uniform float noise, fireRate;
out vec4 next;

// PCG hash of four integers (Jarzynski and Olano, JCGT 2020), as four numbers in (0, 1).
vec4 random(uvec4 v) {
  v = v * 1664525u + 1013904223u;
  v += v.yzxy * v.wxyz;
  v ^= v >> 16u;
  v += v.yzxy * v.wxyz;
  return (vec4(v >> 8u) + 0.5) / 16777216.0;
}

vec4 gaussian(uvec4 where) {
  vec4 even = random(where);
  vec2 far = sqrt(-2.0 * log(even.xy)), turn = 6.283185307 * even.zw;
  return vec4(far * cos(turn), far * sin(turn));
}

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy), cell = ivec2(at.x, at.y % grid.y);
  int plane = at.y / grid.y;
  next = texelFetch(state, at, 0);
  uvec4 where = uvec4(cell, plane, salt);
  bool fires = fireRate >= 1.0 || random(uvec4(cell, ${channels / 4}, salt)).x < fireRate;
  if (!fires || !living(cell)) return;
  vec4 change = texelFetch(weights, ivec2(plane, ${hidden}), 0);
  for (int four = 0; four < ${hidden / 4}; four++) {
    vec4 seen = texelFetch(hidden, cell + grid * ivec2(four % ${TILES}, four / ${TILES}), 0);
    int row = four * 4;
    change += seen.x * texelFetch(weights, ivec2(plane, row), 0)
            + seen.y * texelFetch(weights, ivec2(plane, row + 1), 0)
            + seen.z * texelFetch(weights, ivec2(plane, row + 2), 0)
            + seen.w * texelFetch(weights, ivec2(plane, row + 3), 0);
  }
  if (noise > 0.0) change += noise * gaussian(where);
  next += change;
}`;

// A processor that only plays the graphics card is slower at it than plain JavaScript.
const PRETENDED = /swiftshader|llvmpipe|software|basic render/i;

// A way to make automata on one WebGL 2 context, which returns null for what the card is too small
// for; null where floats can't be drawn to.
// onLost: called when the card has gone.  orPretended: whether a pretended card will do, too.
export function openGpu(onLost, orPretended) {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
  if (!gl || !gl.getExtension("EXT_color_buffer_float")) return null;
  const named = gl.getExtension("WEBGL_debug_renderer_info");
  const card = named && gl.getParameter(named.UNMASKED_RENDERER_WEBGL);
  if (PRETENDED.test(card) && !orPretended) return null;
  canvas.addEventListener("webglcontextlost", onLost);
  const triangle = twgl.createBufferInfoFromArrays(gl, {
    position: { numComponents: 2, data: [-1, -1, 3, -1, -1, 3] },
  });
  const most = gl.getParameter(gl.MAX_TEXTURE_SIZE);
  const made = {};
  return (model, grid) => {
    if (Math.max(...Object.values(sizes(model, grid)).flat()) > most) return null;
    const shape = [model.channels, model.hidden];
    made[shape] ??= {
      perceive: twgl.createProgramInfo(gl, [CORNERS, perceive(model)]),
      respond: twgl.createProgramInfo(gl, [CORNERS, respond(model)]),
    };
    return new GpuAutomaton({ gl, triangle, ...made[shape] }, grid, model);
  };
}

// The width and height of each texture.
function sizes({ channels, hidden }, { width, height }) {
  return {
    state: [width, (height * channels) / 4],
    hidden: [width * TILES, height * Math.ceil(hidden / 4 / TILES)],
    perceive: [hidden / 4, 9 * channels + 1],
    respond: [channels / 4, hidden + 1],
  };
}

function texture(gl, width, height, src = null) {
  const { NEAREST, CLAMP_TO_EDGE, RGBA32F } = gl;
  const minMag = NEAREST;
  const options = { width, height, src, minMag, wrap: CLAMP_TO_EDGE, internalFormat: RGBA32F };
  return twgl.createTexture(gl, options);
}

function target(gl, width, height) {
  return twgl.createFramebufferInfo(gl, [{ attachment: texture(gl, width, height) }], width, height);
}

class GpuAutomaton {
  constructor(shared, grid, model) {
    const { gl } = shared;
    Object.assign(this, { shared, grid, model, noise: model.update_noise });
    const { state, hidden, perceive, respond } = sizes(model, grid);
    this.weights = {
      perceive: texture(gl, ...perceive, model.perceive),
      respond: texture(gl, ...respond, model.respond),
    };
    this.hidden = target(gl, ...hidden);
    this.now = target(gl, ...state);
    this.next = target(gl, ...state);
  }

  step() {
    const { perceive, respond } = this.shared;
    this.draw(perceive, this.hidden, { weights: this.weights.perceive });
    this.draw(respond, this.next, {
      weights: this.weights.respond,
      hidden: this.hidden.attachments[0],
      salt: Math.floor(Math.random() * 2 ** 32),
      noise: this.noise,
      fireRate: this.model.fire_rate,
    });
    [this.now, this.next] = [this.next, this.now];
  }

  draw(program, onto, uniforms) {
    const { gl, triangle } = this.shared;
    gl.useProgram(program.program);
    twgl.bindFramebufferInfo(gl, onto);
    twgl.setBuffersAndAttributes(gl, program, triangle);
    const { width, height } = this.grid;
    const state = this.now.attachments[0];
    twgl.setUniforms(program, { state, grid: [width, height], ...uniforms });
    twgl.drawBufferInfo(gl, triangle);
  }

  // The first planes of the state; all, or one: the visible picture.
  read(planes = this.model.channels / 4) {
    const { gl } = this.shared;
    const { width, height, cells } = this.grid;
    const values = new Float32Array(4 * cells * planes);
    twgl.bindFramebufferInfo(gl, this.now);
    gl.readPixels(0, 0, width, height * planes, gl.RGBA, gl.FLOAT, values);
    return values;
  }

  write(state) {
    const { gl } = this.shared;
    const { width } = this.grid;
    gl.bindTexture(gl.TEXTURE_2D, this.now.attachments[0]);
    const rows = state.length / 4 / width;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, rows, gl.RGBA, gl.FLOAT, state);
  }

  release() {
    const { gl } = this.shared;
    for (const { framebuffer, attachments } of [this.now, this.next, this.hidden]) {
      gl.deleteFramebuffer(framebuffer);
      gl.deleteTexture(attachments[0]);
    }
    Object.values(this.weights).forEach((weights) => gl.deleteTexture(weights));
  }
}
