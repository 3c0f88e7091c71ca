// A strip of leather along a line of points: straps, tabs, loops. `aside` points across it so that (along x aside) is its
// grain side. Its ends are rounded by `radius`; taper(share of the length) narrows it.

import { Vector3 } from "three";

import { Grid } from "./grid.js";
import { roundedPanel } from "./outline.js";

const END = 5; // cells for each rounded end

export function strip(points, { width, aside, radius = 3, nu = 40, nv = 6, taper = () => 1, shift = 0 }) {
  const { at, length } = polyline(points);
  const along = (u) => spread(u * nu, { nu, length, radius }) / length;
  const place = (u, v) => {
    const [x, y] = roundedPanel(along(u), v, { width: length, height: width, radius });
    const share = x / length + 0.5;
    const way = at(Math.min(1, share + 0.004)).sub(at(Math.max(0, share - 0.004))).normalize();
    const across = aside.clone().addScaledVector(way, -aside.dot(way)).normalize();
    const point = at(share).addScaledVector(across, y * taper(share));
    return [point.x, point.y, point.z, x + shift, y * taper(share) + shift];
  };
  return Object.assign(new Grid(nu, nv, place), { length, width, u: (mm) => cellAt(mm, { nu, length, radius }) / nu });
}

// The seam of a strip: all round, or only along both sides.
export function hem(grid, inset = 2.4, { ends = true } = {}) {
  const [u, v] = [grid.u(inset), inset / grid.width];
  const sides = [[[u, v], [1 - u, v]], [[1 - u, 1 - v], [u, 1 - v]]];
  return ends ? [[...sides.flat(), [u, v]]] : sides;
}

// How far along, in mm, a cell begins; and the other way round. The cells are closer in the rounded ends.
function spread(cell, { nu, length, radius }) {
  const end = Math.min(cell, nu - cell);
  const far = end < END ? (radius * end) / END : radius + ((end - END) * (length - 2 * radius)) / (nu - 2 * END);
  return cell * 2 < nu ? far : length - far;
}

function cellAt(mm, { nu, length, radius }) {
  if (mm < radius) return (END * mm) / radius;
  return END + ((mm - radius) * (nu - 2 * END)) / (length - 2 * radius);
}

export function polyline(points) {
  const lengths = [0];
  for (let k = 1; k < points.length; k++) lengths.push(lengths[k - 1] + points[k].distanceTo(points[k - 1]));
  const length = lengths.at(-1);
  const at = (v) => {
    const place = lookUp(lengths, v * length);
    const k = Math.max(0, Math.min(points.length - 2, Math.floor(place)));
    return points[k].clone().lerp(points[k + 1], place - k);
  };
  return { at, length };
}

// Points of a path at equal steps.
export const dots = (path, steps = 40) => Array.from({ length: steps + 1 }, (_, k) => path(k / steps));

// Where in a rising list a value lies, between its places.
export function lookUp(lengths, value) {
  let [low, high] = [0, lengths.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lengths[middle] < value) low = middle;
    else high = middle;
  }
  return low + (value - lengths[low]) / Math.max(1e-9, lengths[high] - lengths[low]);
}

export const vector = (x, y, z) => new Vector3(x, y, z);
