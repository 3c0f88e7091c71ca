// A weekender: rolled ends, a zip from end to end, two handles on straps that run up from the foot.

import { frame, pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { smooth } from "../geometry/outline.js";
import { dots, hem, polyline, strip, vector } from "../geometry/strip.js";
import { round, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { Bag } from "./bag.js";
import { foot, frameRing, snap } from "./fittings.js";
import { zip } from "./zip.js";

const HEIGHT = 142;
const HANDLE_AT = 0.4; // of the half width
const STRAP_TO = 0.66; // of the height

export function duffle({ thickness, softness, tile }) {
  const model = new Model({ azimuth: 0.46, elevation: 0.24, fill: 0.82 });
  const bag = new Bag({
    height: HEIGHT,
    halfWidth: (t) => 140 + (3 + 5 * softness) * Math.sin(Math.PI * t) - 6 * t,
    halfDepth: (t) => (60 + 5 * softness) * (1 - Math.abs((t - 0.4) / 0.66) ** 2.5) ** 0.4,
    power: 7,
    dome: 9,
    sag: 14 * softness,
    foot: 18,
    tile,
  });
  model.add("main", bag.body());
  for (const left of [-1, 1]) {
    model.add("main", rolled(bag, left));
    tab(model, bag, left, thickness);
  }
  const top = dots((t) => bag.crown(1.74 * t - 0.87, Math.PI / 2));
  zip(model, top, { aside: vector(0, 0, -1), thickness });
  for (const side of [-1, 1]) handle(model, bag, { side, thickness });
  for (const x of [-105, 105]) for (const z of [-30, 30]) model.add("fitting", foot(), pose({ at: [x, -2.4, z] }));
  return model;
}

// The cord in the seam between the body and its end.
function rolled(bag, left) {
  const across = left * 0.5 ** (1 / bag.power);
  const line = bag.course(across, 0.05, 0.05).map((point) => point.add(vector(left * 0.8, 0, 0)));
  const { at } = polyline(line);
  return sweep(at, round(2.1), { cells: 64, around: 6, up: vector(1, 0, 0), ends: 2 });
}

// From the end of the zip down over the end of the bag.
function tab(model, bag, left, thickness) {
  const over = dots((t) => bag.crown(left * (0.84 + 0.16 * t), Math.PI / 2), 8);
  const edge = dots((t) => bag.crown(left, (Math.PI / 2) * (1 - t)), 6).slice(1);
  const down = dots((t) => bag.wall(left, 1, 1 - 0.42 * t), 16).slice(1);
  const grid = strip([...over, ...edge, ...down], { width: 26, aside: vector(0, 0, -left), radius: 9, nu: 48 }).lift(thickness + 1.4);
  model.addSheet(grid, thickness);
  for (const line of hem(grid)) model.sew(seam(grid, line, 4.6));
  const { point, normal, du } = grid.at(0.86, 0.5);
  snap(model, frame(point, normal, du), 4.6);
}

function handle(model, bag, { side, thickness }) {
  const ends = [-1, 1].map((left) => {
    const line = dots((t) => bag.wall(left * HANDLE_AT, side, 0.045 + (STRAP_TO - 0.045) * t), 24);
    const grid = strip(line, { width: 21, aside: vector(-side, 0, 0), radius: 8 });
    grid.lift((u) => thickness + 0.4 + 1.5 * smooth(0.86, 0.93, u));
    model.addSheet(grid, thickness);
    for (const stitches of hem(grid)) model.sew(seam(grid, stitches, 4.6));
    const { point, du } = grid.at(0.955, 0.5);
    const ring = point.addScaledVector(du, 7);
    model.add("fitting", frameRing(21, 15, 1.4, { power: 5, cells: 40, around: 8 }), pose({ at: ring.toArray(), turn: [-side * 0.5, 0, 0] }));
    return ring;
  });
  const [from, to] = ends;
  const path = (t) => {
    const angle = Math.PI * (0.5 - 0.5 * Math.cos(Math.PI * t));
    const up = Math.sin(angle) ** 0.8;
    return vector(from.x * Math.cos(angle), from.y + 5 + 92 * up, from.z + side * (2 - 30 * up));
  };
  model.add("main", sweep(path, round(4.6), { cells: 64, around: 14, ends: 3 }));
}
