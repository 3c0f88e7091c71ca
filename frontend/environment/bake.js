// Runs in a browser: blurs the studio for each roughness as three does it, and packs the result (stage/environment.js reads it).

import { DataUtils, PMREMGenerator, WebGLRenderer } from "three";

import { studio } from "./studio.js";

const SIZE = 128; // texels along an edge of the sharpest cube
const SHARPNESS = 0.012; // radians of blur before everything else

export function bake() {
  const renderer = new WebGLRenderer();
  const target = new PMREMGenerator(renderer).fromScene(studio(), SHARPNESS, 0.1, 100, { size: SIZE });
  const halves = new Uint16Array(target.width * target.height * 4);
  renderer.readRenderTargetPixels(target, 0, 0, target.width, target.height, halves);
  return base64(packed(halves, target.width, target.height));
}

function packed(halves, width, height) {
  const file = new Uint32Array(2 + width * height);
  file.set([width, height]);
  for (let k = 0; k < width * height; k++) {
    file[2 + k] = shared([0, 1, 2].map((c) => DataUtils.fromHalfFloat(halves[4 * k + c])));
  }
  return new Uint8Array(file.buffer);
}

// RGB9E5: three mantissas of nine bits under one exponent (EXT_texture_shared_exponent).
function shared(colour) {
  const values = colour.map((value) => Math.min(65408, Math.max(0, value)));
  const most = Math.max(...values);
  let exponent = Math.max(-16, Math.floor(Math.log2(most || 1e-9))) + 16;
  if (Math.round(most / 2 ** (exponent - 24)) === 512) exponent += 1;
  const [red, green, blue] = values.map((value) => Math.round(value / 2 ** (exponent - 24)));
  return ((exponent << 27) | (blue << 18) | (green << 9) | red) >>> 0;
}

function base64(bytes) {
  let text = "";
  for (let k = 0; k < bytes.length; k += 8192) text += String.fromCharCode(...bytes.subarray(k, k + 8192));
  return btoa(text);
}
