// The tone of each point of the material: patches of nap or dye that never repeat, unlike the maps, in vertex colours.

import { Float32BufferAttribute } from "three";

const PATCH = [34, 19]; // mm

export function paintTones(geometry, macro) {
  const { uv } = geometry.attributes;
  const tones = new Float32Array(3 * uv.count);
  for (let k = 0; k < uv.count; k++) {
    const tone = 1 + 2 * macro * (cloud(uv.getX(k) / PATCH[0], uv.getY(k) / PATCH[1]) - 0.5);
    tones.fill(tone, 3 * k, 3 * k + 3);
  }
  geometry.setAttribute("color", new Float32BufferAttribute(tones, 3));
}

const cloud = (x, y) => 0.55 * noise(x, y) + 0.3 * noise(2.1 * x + 7, 2.1 * y) + 0.15 * noise(4.3 * x, 4.3 * y + 3);

function noise(x, y) {
  const [i, j] = [Math.floor(x), Math.floor(y)];
  const [a, b] = [ease(x - i), ease(y - j)];
  const low = chance(i, j) * (1 - a) + chance(i + 1, j) * a;
  const high = chance(i, j + 1) * (1 - a) + chance(i + 1, j + 1) * a;
  return low * (1 - b) + high * b;
}

const ease = (t) => t * t * (3 - 2 * t);

function chance(i, j) {
  let h = Math.imul(i, 374761393) ^ Math.imul(j, 668265263);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
