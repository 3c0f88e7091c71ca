// A section swept along a path: handles, straps, hoops, links. path(t) gives a Vector3 for t in 0..1 and `up` any direction
// that the path never takes; a section gives [towards up, aside] in mm for an angle.

import { Vector3 } from "three";

import { Grid } from "./grid.js";

const END = 4; // rows of a rounded end

export const round = (radius) => Object.assign((angle) => [radius * Math.cos(angle), radius * Math.sin(angle)], { around: 2 * Math.PI * radius });

// A rounded rectangle: a superellipse with half axes a (towards up) and b (aside).
export function oval(a, b, power = 4) {
  const bend = (value) => Math.sign(value) * Math.abs(value) ** (2 / power);
  return Object.assign((angle) => [a * bend(Math.cos(angle)), b * bend(Math.sin(angle))], { around: 4 * (a + b) * 0.92 });
}

export function sweep(path, section, { cells = 80, around = 16, up = new Vector3(0, 0, 1), closed = false, tile = 0, ends = 0, scale = () => 1 } = {}) {
  const frames = framesOf(path, { cells, up, closed });
  const stations = closed || !ends ? frames : [...roundEnd(frames[0], ends, -1), ...frames, ...roundEnd(frames.at(-1), ends, 1)];
  const total = frames.at(-1).length;
  const stretch = closed && tile ? wrapped(total, tile) / total : 1;
  const count = stations.length - 1;
  const place = (u, v) => {
    const { point, aside, above, length, shrink = 1 } = stations[Math.round(u * count)];
    const [a, b] = section(v * 2 * Math.PI);
    const size = shrink * scale(Math.min(1, Math.max(0, length / total)));
    const at = point.clone().addScaledVector(above, a * size).addScaledVector(aside, b * size);
    return [at.x, at.y, at.z, length * stretch, v * section.around];
  };
  return new Grid(count, around, place, { flip: true, closedU: closed, closedV: true });
}

// A whole number of tiles, so that the grain meets itself where a surface closes.
export const wrapped = (length, tile) => Math.max(1, Math.round(length / tile)) * tile;

export function circle(radius, { center = new Vector3(), x = new Vector3(1, 0, 0), y = new Vector3(0, 1, 0), from = 0, to = 2 * Math.PI } = {}) {
  return (t) => {
    const angle = from + (to - from) * t;
    return center.clone().addScaledVector(x, radius * Math.cos(angle)).addScaledVector(y, radius * Math.sin(angle));
  };
}

function framesOf(path, { cells, up, closed }) {
  const at = (k) => path(closed ? (((k % cells) + cells) % cells) / cells : Math.min(1, Math.max(0, k / cells)));
  let length = 0;
  return Array.from({ length: cells + 1 }, (_, k) => {
    const point = at(k);
    if (k) length += point.distanceTo(at(k - 1));
    const along = at(k + 1).sub(at(k - 1)).normalize();
    const above = up.clone().addScaledVector(along, -up.dot(along)).normalize();
    return { point, along, above, aside: new Vector3().crossVectors(along, above), length };
  });
}

function roundEnd(frame, radius, side) {
  const rows = Array.from({ length: END }, (_, k) => {
    const angle = ((k + 1) / END) * (Math.PI / 2);
    const point = frame.point.clone().addScaledVector(frame.along, side * radius * Math.sin(angle));
    return { ...frame, point, length: frame.length + side * radius * Math.sin(angle), shrink: Math.max(1e-3, Math.cos(angle)) };
  });
  return side < 0 ? rows.reverse() : rows;
}
