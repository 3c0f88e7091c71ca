// The shadow on the ground, reckoned once for a shape: what is low casts a dark, sharp one, what is high a faint, wide one,
// as under a large lamp. It costs nothing per frame.

import { DataTexture, LinearFilter, Mesh, MeshBasicMaterial, PlaneGeometry, RGBAFormat } from "three";

import { smooth } from "./geometry/outline.js";
import { FROM } from "./light.js";

const CELLS = 128;
const LEVELS = [0.03, 0.1, 0.24, 0.5, 1.01]; // of the height
const DARK = [0.5, 0.36, 0.24, 0.14, 0.08];
const SLANT = 0.42; // of the way the lamp alone would throw it: the studio is bright on all sides
const INK = [28, 21, 16];

export function ground() {
  const material = new MeshBasicMaterial({ transparent: true, depthWrite: false, toneMapped: false });
  const mesh = new Mesh(new PlaneGeometry(1, 1), material);
  mesh.rotation.x = -Math.PI / 2;
  mesh.renderOrder = -1;
  return mesh;
}

export function castOn(mesh, geometries, bounds) {
  const half = bounds.radius * 2.1;
  const alpha = shade(geometries, bounds, half);
  const texels = new Uint8Array(CELLS * CELLS * 4);
  alpha.forEach((value, k) => texels.set([...INK, Math.round(255 * value)], 4 * k));
  mesh.material.map?.dispose();
  mesh.material.map = new DataTexture(texels, CELLS, CELLS, RGBAFormat);
  Object.assign(mesh.material.map, { magFilter: LinearFilter, minFilter: LinearFilter, needsUpdate: true, colorSpace: "srgb" });
  mesh.material.needsUpdate = true;
  mesh.scale.set(2 * half, 2 * half, 1);
  mesh.position.set(bounds.center.x, bounds.box.min.y - 0.01 * bounds.radius, bounds.center.z);
}

function shade(geometries, bounds, half) {
  const cell = (2 * half) / CELLS;
  const height = bounds.box.max.y - bounds.box.min.y;
  const covers = LEVELS.map(() => new Float32Array(CELLS * CELLS));
  for (const geometry of geometries) project(geometry, covers, { bounds, half, cell, height });
  const light = new Float32Array(CELLS * CELLS).fill(1);
  covers.forEach((cover, level) => {
    const high = height * (level ? LEVELS[level - 1] : 0);
    const spread = (0.02 * bounds.radius + 0.42 * high) / cell;
    const soft = blurred(cover, Math.max(1, Math.round(spread * 0.75)));
    for (let k = 0; k < light.length; k++) light[k] *= 1 - DARK[level] * Math.min(1, soft[k]);
  });
  return light.map((value, k) => (1 - value) * fading(k));
}

// To nothing at the rim, so that a picture ends in the colour of its background.
function fading(k) {
  const apart = Math.hypot((k % CELLS) - CELLS / 2, Math.floor(k / CELLS) - CELLS / 2) / (CELLS / 2);
  return 1 - smooth(0.42, 0.86, apart);
}

// Each triangle is drawn into the level of its height, moved away from the lamp by its height.
function project(geometry, covers, { bounds, half, cell, height }) {
  const { array } = geometry.attributes.position;
  const index = geometry.index.array;
  const floor = bounds.box.min.y;
  for (let k = 0; k < index.length; k += 3) {
    const points = [0, 1, 2].map((c) => 3 * index[k + c]);
    const high = (array[points[0] + 1] + array[points[1] + 1] + array[points[2] + 1]) / 3 - floor;
    const level = LEVELS.findIndex((limit) => high <= limit * height);
    const flat = points.map((p) => [
      (array[p] - (FROM.x / FROM.y) * high * SLANT - bounds.center.x + half) / cell,
      (bounds.center.z - array[p + 2] + (FROM.z / FROM.y) * high * SLANT + half) / cell,
    ]);
    fill(covers[level < 0 ? LEVELS.length - 1 : level], flat);
  }
}

function fill(cover, [a, b, c]) {
  const left = Math.max(0, Math.floor(Math.min(a[0], b[0], c[0])));
  const right = Math.min(CELLS - 1, Math.floor(Math.max(a[0], b[0], c[0])));
  const low = Math.max(0, Math.floor(Math.min(a[1], b[1], c[1])));
  const top = Math.min(CELLS - 1, Math.floor(Math.max(a[1], b[1], c[1])));
  const small = right - left < 2 && top - low < 2;
  for (let y = low; y <= top; y++) {
    for (let x = left; x <= right; x++) {
      if (small || inside(x + 0.5, y + 0.5, a, b, c)) cover[y * CELLS + x] = 1;
    }
  }
}

function inside(x, y, a, b, c) {
  const side = (p, q) => (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]);
  const [ab, bc, ca] = [side(a, b), side(b, c), side(c, a)];
  return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
}

// Three box blurs are near a Gaussian.
function blurred(cover, reach) {
  let from = cover;
  for (let pass = 0; pass < 3; pass++) from = along(along(from, reach, 1, CELLS), reach, CELLS, 1);
  return from;
}

function along(from, reach, step, stride) {
  const to = new Float32Array(from.length);
  for (let line = 0; line < CELLS; line++) {
    const start = line * stride;
    let sum = 0;
    for (let k = -reach; k < CELLS; k++) {
      if (k + reach < CELLS) sum += from[start + (k + reach) * step];
      if (k - reach - 1 >= 0) sum -= from[start + (k - reach - 1) * step];
      if (k >= 0) to[start + k * step] = sum / (2 * reach + 1);
    }
  }
  return to;
}
