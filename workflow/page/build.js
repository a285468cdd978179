// Bundles src/ into dist/, which is committed so that a run of the workflow needs no Node.js:
//   cd workflow/page && npm ci && npm run build
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { build } from "esbuild";

const LICENCES = {
  "twgl.js": "node_modules/twgl.js/LICENSE.md",
  "Newsreader (typeface)": "node_modules/@fontsource-variable/newsreader/LICENSE",
};

// AssemblyScript becomes the bytes of a WebAssembly module.
const webAssembly = {
  name: "webassembly",
  setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, async ({ path }) => {
    let contents;
    const options = ["--outFile", "module.wasm", "--runtime", "stub", "--importMemory"];
    const { error, stderr } = await asc.main(
      [path, ...options, "--enable", "simd", "--optimizeLevel", "3", "--noAssert"],
      { writeFile: (_, bytes) => (contents = bytes), readFile: readSource },
    );
    return error ? { errors: [{ text: `${error.message}\n${stderr}` }] } : { contents, loader: "binary" };
  }),
};

function readSource(name) {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return null;
  }
}

await build({
  entryPoints: { page: "src/main.js" },
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "inline",
  loader: { ".woff2": "dataurl" },
  plugins: [webAssembly],
  outdir: "dist",
});

const licences = Object.entries(LICENCES).map(
  ([name, path]) => `${name}\n${"-".repeat(name.length)}\n${readFileSync(path, "utf8").trim()}\n`,
);
writeFileSync("dist/licences.txt", licences.join("\n\n"));

// What the bundle was made from: a test compares it with what lies here.
const sources = ["build.js", "package.json", "package-lock.json"];
sources.push(...readdirSync("src").map((name) => `src/${name}`));
const lines = sources.sort().map((path) => {
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  return `${digest}  ${path}\n`;
});
writeFileSync("dist/sources.sha256", lines.join(""));
