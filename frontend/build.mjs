// Builds what shops load: `node build.mjs` writes static/woorec/ and notes there, in built.json, from what it was built.
// `node build.mjs bake DIRECTORY` builds the page part of bake_environment.py.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { build } from "esbuild";

const HERE = import.meta.dirname;
const ROOT = path.dirname(HERE);
const OUT = path.join(ROOT, "static", "woorec");
const SOURCES = ["build.mjs", "environment", "package-lock.json", "package.json", "stage", "widget"];
const OUTPUTS = ["env.bin", "stage.js", "woorec-more.js", "woorec.js"];

// The view never goes on a headset: what three.js has for that is 3 KB that no shopper needs to load.
const NO_HEADSET = `class WebXRManager {
  enabled = false; isPresenting = false;
  addEventListener() {} removeEventListener() {} setAnimationLoop() {} dispose() {} getEnvironmentBlendMode() {}
}`;
const withoutHeadset = {
  name: "without-headset",
  setup(building) {
    building.onLoad({ filter: /three\.module\.js$/ }, ({ path: file }) => {
      const whole = readFileSync(file, "utf8");
      const contents = whole.replace(/^class WebXRManager [^]*?^}/m, NO_HEADSET);
      if (contents === whole) throw new Error("three.js has no WebXRManager any more: take this plugin out.");
      return { contents };
    });
  },
};

const options = {
  bundle: true,
  plugins: [withoutHeadset],
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "eof", // three's licence asks for its notice
  logLevel: "warning",
};

// What a bundle loads later it names with its digest, so that browsers never mix versions.
async function bundle(entry, output, names) {
  if (!existsSync(path.join(HERE, entry))) return;
  const define = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, value()]));
  await build({ ...options, entryPoints: [path.join(HERE, entry)], outfile: path.join(OUT, output), define });
}

const digest = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");
const versioned = (name) => JSON.stringify(`${name}?v=${digest(path.join(OUT, name)).slice(0, 8)}`);

function* filesIn(place) {
  if (!existsSync(place)) return;
  const entries = readdirSync(place, { withFileTypes: true });
  for (const entry of entries) {
    const inner = path.join(place, entry.name);
    if (entry.isDirectory()) yield* filesIn(inner);
    else yield inner;
  }
}

function sources() {
  const files = SOURCES.flatMap((name) => (path.extname(name) ? [path.join(HERE, name)] : [...filesIn(path.join(HERE, name))]));
  return Object.fromEntries(files.map((file) => [path.relative(ROOT, file).split(path.sep).join("/"), digest(file)]).sort());
}

function outputs() {
  const present = OUTPUTS.filter((name) => existsSync(path.join(OUT, name)));
  return Object.fromEntries(present.map((name) => [name, measured(path.join(OUT, name))]));
}

function measured(file) {
  const content = readFileSync(file);
  const small = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
  return { sha256: digest(file), bytes: content.length, brotli: small.length };
}

async function everything() {
  await bundle("stage/index.js", "stage.js", { ENVIRONMENT_FILE: () => versioned("env.bin") });
  await bundle("widget/more.js", "woorec-more.js", { STAGE_FILE: () => versioned("stage.js") });
  await bundle("widget/index.js", "woorec.js", { MORE_FILE: () => versioned("woorec-more.js") });
  const note = { sources: sources(), outputs: outputs() };
  writeFileSync(path.join(OUT, "built.json"), `${JSON.stringify(note, null, 2)}\n`);
  for (const [name, { bytes, brotli }] of Object.entries(note.outputs)) console.log(`${name} ${bytes} bytes, ${brotli} with brotli`);
}

async function baker(directory) {
  const outfile = path.join(directory, "bake.js");
  await build({ ...options, entryPoints: [path.join(HERE, "environment", "bake.js")], outfile });
}

const [task, directory] = process.argv.slice(2);
if (task === "bake") await baker(directory);
else await everything();
