// Fittings of metal: turn-lock, posts, rings, buckles, feet, studs. All lie in the x-y plane and face z, except lathed ones,
// which stand on y.

import { SphereGeometry, Vector3 } from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";

import { lathe, plate } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { circle, oval, round, sweep } from "../geometry/sweep.js";

export function turnLock(model, matrix) {
  const box = (width, height, depth, edge) => new RoundedBoxGeometry(width, height, depth, 3, edge);
  model.add("fitting", box(25, 15.5, 2.4, 1), matrix);
  model.add("fitting", lathe(plate(3.1, 3), { cells: 24 }), matrix, pose({ at: [0, 0, 0.6], turn: [Math.PI / 2, 0, 0] }));
  model.add("fitting", box(6.4, 17.5, 3.2, 1.5), matrix, pose({ at: [0, 0, 4] }));
  for (const x of [-9.6, 9.6]) model.add("fitting", new SphereGeometry(0.9, 10, 6), matrix, pose({ at: [x, 0, 1.2], scale: [1, 1, 0.5] }));
}

// A base, a stem and a cup for the end of a handle.
export function post(cup = 6.3) {
  const wall = [[cup, 5.6], [cup, 13], [cup - 0.4, 13.6], [cup - 1, 13.7], [0, 13.7]];
  return lathe([[0, 0], [6.4, 0], [6.8, 0.4], [6.8, 1.1], [6.3, 1.6], [3, 1.9], [2.7, 3], [3, 4.2], [cup - 0.6, 4.9], ...wall], { cells: 36 });
}

// A frame with round corners in the x-y plane.
export function frameRing(width, height, wire, { power = 4, cells = 72, around = 12 } = {}) {
  const outline = oval(width / 2, height / 2, power);
  const path = (t) => new Vector3(...outline(2 * Math.PI * t), 0);
  return sweep(path, round(wire), { cells, around, closed: true });
}

export function roundRing(radius, wire, { cells = 48, around = 12 } = {}) {
  return sweep(circle(radius), round(wire), { cells, around, closed: true });
}

// A buckle whose bar is on the left at x = 0; the prong lies over the frame on the right.
export function buckle(model, matrix, { width, height, wire }) {
  model.add("fitting", frameRing(width, height, wire, { power: 5 }), matrix, pose({ at: [width / 2, 0, 0] }));
  const path = (t) => new Vector3(t * (width + wire * 0.9), 0, wire * (0.9 + 0.55 * Math.sin(Math.PI * t)) + wire * 0.5 * t);
  model.add("fitting", sweep(path, oval(wire * 0.6, wire * 0.95, 3), { cells: 28, around: 12, ends: wire * 0.8 }), matrix);
}

export function snap(model, matrix, radius = 6) {
  const profile = [[0, 0], [radius, 0], [radius, 0.7], [radius * 0.93, 1.2], [radius * 0.8, 1.3], [radius * 0.72, 1.15], [radius * 0.5, 1.9], [radius * 0.25, 2.3], [0, 2.4]];
  model.add("fitting", lathe(profile, { cells: 36 }), matrix, pose({ turn: [Math.PI / 2, 0, 0] }));
}

export const foot = () => lathe(plate(4.2, 3, 1.4), { cells: 24 });
