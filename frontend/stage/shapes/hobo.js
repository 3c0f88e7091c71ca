// A soft shoulder bag: two panels sewn to a crescent with a cord in the seam, a zip between them, one wide strap.

import { Grid } from "../geometry/grid.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { mix, smooth } from "../geometry/outline.js";
import { dots, hem, strip, vector } from "../geometry/strip.js";
import { oval, round, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { roundRing } from "./fittings.js";
import { zip } from "./zip.js";

const WIDTH = 122; // half of it
const HEIGHT = 98; // of the mouth, in its middle
const HORN = 50; // mm that the ends rise above it

export function hobo({ thickness, softness }) {
  const model = new Model({ azimuth: 0.36, elevation: 0.16, fill: 0.8 });
  const leather = Math.min(1.6, thickness);
  const shape = crescent(softness);
  for (const side of [-1, 1]) {
    const grid = panel(shape, side);
    model.addSheet(grid, leather, { lining: "lining" }).sew(seam(grid, [[0.06, 0.03], [0.94, 0.03]], 4));
  }
  const cord = dots((t) => shape(2 * t - 1, 1, 1), 90);
  model.add("main", sweep((t) => cord[Math.round(t * 90)].clone(), round(1.8), { cells: 90, around: 8 }));
  zip(model, dots((t) => shape(1.44 * t - 0.72, 0, 0).add(vector(0, -3, 0))), { aside: vector(0, 0, -1), thickness: leather });
  for (const left of [-1, 1]) horn(model, shape, left);
  strap(model, shape, leather);
  return model;
}

// A point: across -1..1, down 0 at the mouth to 1 at the seam, on the front (1) or the back (-1).
function crescent(softness) {
  return (across, down, side) => {
    const edge = Math.abs(across);
    const top = HEIGHT + HORN * edge ** 2;
    const low = (HEIGHT + HORN - 17) * edge ** 3.3;
    const angle = Math.PI * down;
    const deep = mix(30, 38, softness) * (1 - edge ** 2) ** 0.7 + 3.5;
    const fold = softness * 22 * edge ** 1.5 * (1 - edge) * Math.sin(10.5 * down + 1.4 * across) * Math.sin(angle) ** 2;
    const belly = deep * Math.sin(angle) * (0.8 - 0.3 * Math.cos(angle)) + fold;
    const gape = 13 * (1 - edge ** 6) * (1 - down) ** 2;
    return vector(WIDTH * across, low + ((top - low) * (1 + Math.cos(angle))) / 2, side * (belly + gape));
  };
}

function panel(shape, side) {
  const depth = (across) => shape(across, 0.55, 1).z;
  const columns = new Map();
  const column = (u) => {
    if (!columns.has(u)) columns.set(u, lengths(dots((t) => shape(2 * u - 1, t, side), 36)));
    return columns.get(u);
  };
  const across = lengths(dots((t) => vector(2 * WIDTH * t, 0, depth(2 * t - 1)), 72));
  const place = (u, v) => {
    const { x, y, z } = shape(2 * u - 1, v, side);
    return [x, y, z, side * across[Math.round(72 * u)], shape(2 * u - 1, 0, side).y - column(u)[Math.round(36 * v)]];
  };
  return new Grid(72, 36, place, { flip: side > 0 });
}

function lengths(points) {
  const sums = [0];
  for (let k = 1; k < points.length; k++) sums.push(sums[k - 1] + points[k].distanceTo(points[k - 1]));
  return sums;
}

const tip = (shape, left) => shape(left, 0.5, 1).setZ(0);

// The cap on an end, and the ring it holds.
function horn(model, shape, left) {
  const end = tip(shape, left);
  const path = (t) => end.clone().add(vector(left * (16 * t - 12), 13 * t - 10, 0));
  model.add("main", sweep(path, oval(5.6, 10, 3), { cells: 12, around: 28, ends: 3 }));
  model.add("fitting", roundRing(10, 1.6), pose({ at: end.add(vector(left * 9, 9, 0)).toArray(), turn: [0, Math.PI / 2, 0] }));
}

function strap(model, shape, leather) {
  const end = tip(shape, 1).add(vector(9, 15, 0));
  const path = (t) => {
    const angle = Math.PI * (0.5 - 0.5 * Math.cos(Math.PI * t));
    return vector(-end.x * Math.cos(angle), end.y + 104 * Math.sin(angle) ** 0.84, 0);
  };
  const grid = strip(dots(path, 90), { width: 25, aside: vector(0, 0, -1), radius: 8, nu: 90, taper: (t) => 0.62 + 0.38 * smooth(0.02, 0.2, t) * smooth(0.02, 0.2, 1 - t) });
  model.addSheet(grid, Math.max(2.2, leather * 1.6));
  for (const line of hem(grid, 2.4)) model.sew(seam(grid, line, 5));
}
