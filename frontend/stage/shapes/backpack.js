// A backpack: a flap with a strap and a lock, a pocket in front, two straps and a loop behind.

import { frame, pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { smooth } from "../geometry/outline.js";
import { dots, hem, strip, vector } from "../geometry/strip.js";
import { round, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { Bag } from "./bag.js";
import { frameRing, snap, turnLock } from "./fittings.js";

const HEIGHT = 186;
const SPAN = 0.88;
const END = (across) => 0.56 + 0.12 * Math.abs(across / SPAN) ** 3;

export function backpack({ thickness, softness, tile }) {
  const model = new Model({ azimuth: 0.5, elevation: 0.17, fill: 0.8 });
  const bag = new Bag({
    height: HEIGHT,
    halfWidth: (t) => 74 + 4 * Math.sin(Math.PI * t) - 12 * t * t,
    halfDepth: (t) => 36 + (3 + 6 * softness) * Math.sin(Math.PI * t) - 13 * t * t,
    power: 3.6,
    dome: 8,
    sag: 5 * softness,
    foot: 14,
    tile,
  });
  model.add("main", bag.body());
  const flap = bag.flap({ span: SPAN, back: 0.93, end: END, thickness, nu: 44, nv: 48, off: (u, v) => 0.8 * smooth(0.5, 1, v) });
  model.addSheet(flap, thickness).sew(seam(flap, [[0.035, 0.02], [0.035, 0.955], [0.965, 0.955], [0.965, 0.02], [0.035, 0.02]]));
  const lock = flap.at(0.5, 0.86);
  turnLock(model, frame(lock.point, lock.normal, lock.du, 1.1));
  pocket(model, bag, { thickness, softness, tile });
  for (const left of [-1, 1]) strap(model, bag, { left, thickness });
  const yoke = strip(dots((t) => bag.wall(0.9 * t - 0.45, -1, 0.85)), { width: 24, aside: vector(0, -1, 0), radius: 9 }).lift(thickness * 2.5 + 1);
  model.addSheet(yoke, thickness);
  for (const line of hem(yoke)) model.sew(seam(yoke, line));
  const { z } = bag.wall(0, -1, 0.86);
  const loop = (t) => vector(24 * Math.cos(Math.PI * t), HEIGHT * 0.87 + 36 * Math.sin(Math.PI * t) ** 0.7, z - 1 - 5 * Math.sin(Math.PI * t));
  model.add("main", sweep(loop, round(3.6), { cells: 48, around: 12, ends: 2 }));
  return model;
}

// A small bag of its own, half of it within the large one.
function pocket(model, bag, { thickness, softness, tile }) {
  const small = new Bag({
    height: 74,
    halfWidth: (t) => 50 + 2 * Math.sin(Math.PI * t) - 2 * t,
    halfDepth: (t) => 17 + (2 + 3 * softness) * Math.sin(Math.PI * t) - 3 * t,
    power: 4,
    dome: 4,
    around: 72,
    tile,
  });
  const place = pose({ at: [0, 15, bag.wall(0, 1, 0.2).z - 2], turn: [-0.02, 0, 0] });
  model.add("main", small.body(), place);
  const flap = small.flap({ span: 0.94, back: 0.97, end: (across) => 0.6 + 0.08 * across ** 4, thickness, nu: 28, nv: 28, off: (u, v) => 0.5 * v });
  model.addSheet(flap, thickness, { matrix: place }).sew(seam(flap, [[0.04, 0.4], [0.04, 0.93], [0.96, 0.93], [0.96, 0.4]]), place);
  const at = flap.at(0.5, 0.82);
  snap(model, place.clone().multiply(frame(at.point, at.normal, at.du)), 4.6);
}

// From the top of the back, behind it, down to a ring at the foot.
function strap(model, bag, { left, thickness }) {
  const [top, low] = [bag.wall(left * 0.24, -1, 0.87), bag.wall(left * 0.78, -1, 0.1)];
  const path = (t) => {
    const out = Math.sin(Math.PI * t) ** 1.1;
    return top.clone().lerp(low, t).add(vector(left * 16 * out, 16 * out * (1 - t), -2 - 34 * out));
  };
  const grid = strip(dots(path, 60), { width: 22, aside: vector(-1, 0, 0), radius: 6, nu: 56, taper: (t) => 1 - 0.4 * smooth(0.62, 0.8, t) });
  model.addSheet(grid, Math.max(2, thickness * 1.5));
  for (const line of hem(grid, 2.4, { ends: false })) model.sew(seam(grid, line, 5.4));
  const { point, normal, du } = grid.at(0.8, 0.5);
  model.add("fitting", frameRing(19, 12, 1.2, { cells: 40, around: 8 }), frame(point, normal, du, 1.3), pose({ turn: [0, 0, Math.PI / 2] }));
}
