// Links along a closed path on the ground, each turned a quarter against the last, as a cable chain lies.

import { Matrix4, Vector3 } from "three";

import { pose } from "../geometry/merge.js";
import { oval, round, sweep } from "../geometry/sweep.js";

const UP = new Vector3(0, 1, 0);

// A link of half length and half width (to the middle of its wire).
export function link({ length, width, wire, cells = 28, around = 10 }) {
  const outline = oval(length, width, 2.5);
  return sweep((t) => new Vector3(...outline(2 * Math.PI * t), 0), round(wire), { cells, around, closed: true });
}

// Even places along a closed curve in the ground plane: matrices whose x is the way of the chain.
export function places(curve, pitch, height) {
  const points = Array.from({ length: 721 }, (_, k) => curve(k / 720));
  const lengths = [0];
  for (let k = 1; k < points.length; k++) lengths.push(lengths[k - 1] + points[k].distanceTo(points[k - 1]));
  const count = 2 * Math.round(lengths.at(-1) / pitch / 2);
  return Array.from({ length: count }, (_, k) => standing(curve, placeAt(lengths, ((k + 0.5) / count) * lengths.at(-1)), height));
}

function placeAt(lengths, length) {
  const k = lengths.findIndex((value) => value >= length);
  return (k - 1 + (length - lengths[k - 1]) / (lengths[k] - lengths[k - 1])) / 720;
}

function standing(curve, t, height) {
  const along = curve((t + 0.002) % 1).sub(curve((t + 0.998) % 1)).normalize();
  const side = new Vector3().crossVectors(along, UP);
  return new Matrix4().makeBasis(along, UP, side).setPosition(curve(t).setY(height));
}

export const roll = (k) => pose({ turn: [(k % 2 ? 1 : -1) * (Math.PI / 4), 0, 0] });
