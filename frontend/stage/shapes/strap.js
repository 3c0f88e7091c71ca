// A watch strap in its two parts, side by side: padded, one with its buckle and keepers, one with its holes.

import { lathe } from "../geometry/lathe.js";
import { frame, pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { mix, smooth } from "../geometry/outline.js";
import { dots, hem, strip, vector } from "../geometry/strip.js";
import { oval, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { buckle } from "./fittings.js";

const [WIDE, NARROW] = [20, 16]; // mm at the watch and at the buckle
const APART = 16;
const [LONG, SHORT] = [108, 72];

export function strap({ thickness, softness }) {
  const model = new Model({ azimuth: 0.36, elevation: 0.84, fill: 0.92 });
  const leather = Math.min(2.9, Math.max(2.2, thickness * 1.5));
  const long = part(model, { length: LONG, z: APART, leather, softness, tip: 9 });
  for (let k = 0; k < 7; k++) hole(model, long.at(long.u(LONG - 16 - 6.5 * k), 0.5));
  const short = part(model, { length: SHORT, z: -APART, leather, softness, tip: 0.1 });
  const { point, du, normal } = short.at(1, 0.5);
  const end = frame(point, normal, du, -leather / 2);
  buckle(model, end, { width: 14, height: NARROW + 7, wire: 1.4 });
  model.add("main", sweep((t) => vector(0, (t - 0.5) * (NARROW - 1), 0), oval(2.2, leather / 2 + 0.5, 2.4), { cells: 12, around: 20, ends: 0.6, up: vector(1, 0, 0) }), end);
  for (const back of [9, 27]) keeper(model, short.at(short.u(SHORT - back), 0.5), leather);
  return model;
}

// It lies in the bend that a wrist has given it, thickest towards the watch.
function part(model, { length, z, leather, softness, tip }) {
  const bend = (x) => leather + 0.9 * mix(10, 5, softness) * Math.sin((Math.PI * x) / length) * (1 - 0.4 * (x / length));
  const line = dots((t) => vector(length * (t - 0.5), bend(length * t), z), 60);
  const grid = strip(line, { width: WIDE, aside: vector(0, 0, -1), radius: 0.7, nu: 116, nv: 18, taper: (t) => mix(1, NARROW / WIDE, smooth(0, 0.85, t)) * tipped(length * (1 - t) / tip) });
  grid.lift((u, v) => 1.5 * smooth(0, 0.16, u) * (1 - smooth(0.2, 0.75, u)) * smooth(0.1, 0.42, v) * smooth(0.1, 0.42, 1 - v));
  model.addSheet(grid, leather, { lining: "lining" });
  for (const stitches of hem(grid, 2)) model.sew(seam(grid, stitches, 3));
  const bar = (t) => vector(-length / 2 + 0.4, leather / 2 + 0.3, z + (t - 0.5) * WIDE);
  model.add("main", sweep(bar, oval(leather * 0.62, leather * 0.7, 2.4), { cells: 16, around: 18, ends: 0.5, up: vector(0, 1, 0) }));
  model.add("fitting", sweep((t) => bar(1.13 * t - 0.065), oval(0.5, 0.5, 2), { cells: 4, around: 10, ends: 0.4, up: vector(0, 1, 0) }));
  return grid;
}

// How wide a round tip is, at a share of its length from its end.
const tipped = (x) => Math.sqrt(Math.max(0.1, x < 1 ? 1 - (1 - x) ** 2 : 1));

function hole(model, { point, normal, du }) {
  model.add("hole", lathe([[1, -0.1], [0.8, 0], [0, 0]], { cells: 16 }), frame(point, normal, du, 0.05), pose({ turn: [Math.PI / 2, 0, 0] }));
}

function keeper(model, { point, normal, du }, leather) {
  const outline = oval(NARROW / 2 + 2, leather / 2 + 1.6, 5);
  const path = (t) => vector(0, ...outline(2 * Math.PI * t));
  const loop = sweep(path, oval(2.4, 0.7, 3), { cells: 48, around: 10, closed: true, up: vector(1, 0, 0) });
  model.add("main", loop, frame(point, normal, du, 0.6 - leather / 2));
}
