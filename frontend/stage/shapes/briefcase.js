// A briefcase: flat, a deep flap held by two straps with locks, a top handle on two rings.

import { frame, pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { smooth } from "../geometry/outline.js";
import { dots, hem, strip, vector } from "../geometry/strip.js";
import { oval, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { Bag } from "./bag.js";
import { foot, frameRing, turnLock } from "./fittings.js";

const HEIGHT = 158;
const SPAN = 0.965;
const STRAP_AT = 0.62;
const END = (across) => 0.36 + 0.1 * (1 - (1 - Math.min(1, Math.abs(across / SPAN)) ** 9) ** (1 / 3));
const HANDLE = 44;

export function briefcase({ thickness, softness, tile }) {
  const model = new Model({ azimuth: 0.4, elevation: 0.2, fill: 0.86 });
  const bag = new Bag({
    height: HEIGHT,
    halfWidth: (t) => 122 - 3 * t + 2 * softness * Math.sin(Math.PI * t),
    halfDepth: (t) => 27 - 11 * t + (1 + 3 * softness) * Math.sin(Math.PI * t),
    power: 8,
    dome: 6,
    sag: 2 * softness,
    tile,
  });
  model.add("main", bag.body());
  for (const left of [-1, 1]) for (const side of [-1, 1]) model.add("main", bag.piping(left, side));
  const flap = bag.flap({ span: SPAN, back: 0.86, end: END, thickness, nu: 44, nv: 44, off: (u, v) => 0.6 * smooth(0.4, 1, v) });
  const [left, low] = [0.022, 0.965];
  model.addSheet(flap, thickness).sew(seam(flap, [[left, 0.03], [left, low], [1 - left, low], [1 - left, 0.03], [left, 0.03]], 4.4));
  for (const across of [-STRAP_AT, STRAP_AT]) strap(model, bag, { across, thickness });
  handle(model, bag, thickness);
  for (const x of [-98, 98]) for (const z of [-17, 17]) model.add("fitting", foot(), pose({ at: [x, -2.4, z] }));
  return model;
}

// Over the flap from behind the top, a little past its end, where it is locked to the body.
function strap(model, bag, { across, thickness }) {
  const line = bag.course(across, 0.74, 0.235);
  const grid = strip(line, { width: 20, aside: vector(1, 0, 0), radius: 8, nu: 44 });
  grid.lift((u) => 2 * thickness + 1.2 + 0.5 * u);
  model.addSheet(grid, thickness);
  for (const stitches of hem(grid)) model.sew(seam(grid, stitches, 5));
  const { point, normal, du } = grid.at(0.875, 0.5);
  turnLock(model, frame(point, normal, du.cross(normal).negate(), 1.1));
}

function handle(model, bag, thickness) {
  const { y } = bag.crown(0, Math.PI / 2);
  for (const x of [-HANDLE, HANDLE]) {
    const line = dots((t) => bag.crown((x + 26 * t - 13) / bag.halfWidth(1), Math.PI / 2), 12);
    const chape = strip(line, { width: 17, aside: vector(0, 0, -1), radius: 6, nu: 24 });
    chape.lift((u) => 2 * thickness + 0.9 + 1.8 * (smooth(0.3, 0.45, u) - smooth(0.55, 0.7, u)));
    model.addSheet(chape, thickness);
    for (const stitches of hem(chape, 2)) model.sew(seam(chape, stitches));
    model.add("fitting", frameRing(15, 16, 1.5, { power: 4, cells: 40, around: 8 }), pose({ at: [x, y + 2 * thickness + 7, 0], turn: [0, Math.PI / 2, 0] }));
  }
  const base = y + 2 * thickness + 14;
  const path = (t) => {
    const angle = Math.PI * (0.5 - 0.5 * Math.cos(Math.PI * t));
    return vector(-HANDLE * Math.cos(angle), base + 30 * Math.sin(angle) ** 0.7, 0);
  };
  const grip = sweep(path, oval(4.6, 6.2, 3), { cells: 64, around: 16, ends: 3.4, scale: (t) => 0.78 + 0.3 * smooth(0, 0.35, t) * smooth(0, 0.35, 1 - t) });
  model.add("main", grip);
  for (const v of [0.12, 0.88]) model.sew(seam(grip, [[0.16, v], [0.84, v]], 4));
}
