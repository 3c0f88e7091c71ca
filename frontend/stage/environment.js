// The studio's light on everything, baked beforehand: blurring it in the browser takes seconds without a GPU.
// The file: width, height, then a texel of RGB9E5 each, all as little-endian uint32.

import { ClampToEdgeWrapping, CubeUVReflectionMapping, DataTexture, LinearFilter, RGBFormat, UnsignedInt5999Type } from "three";

import { failing } from "./failure.js";

export const loadEnvironment = (url) => loaded(url).catch(failing("stage_missing"));

async function loaded(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The light of the studio is missing (${answer.status}).`);
  return environmentOf(await answer.arrayBuffer());
}

export function environmentOf(buffer) {
  const [width, height] = new Uint32Array(buffer, 0, 2);
  const texture = new DataTexture(
    new Uint32Array(buffer, 8), width, height, RGBFormat, UnsignedInt5999Type, CubeUVReflectionMapping,
    ClampToEdgeWrapping, ClampToEdgeWrapping, LinearFilter, LinearFilter,
  );
  texture.generateMipmaps = false;
  texture.needsUpdate = true;
  return texture;
}
