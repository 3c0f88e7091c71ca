// A structured bag with a flap, a turn-lock and a top handle.

import { Vector3 } from "three";

import { frame, pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { round, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { Bag } from "./bag.js";
import { foot, post, turnLock } from "./fittings.js";

const HEIGHT = 150;
const SPAN = 0.8;
const END = (across) => 0.5 + 0.17 * Math.abs(across / SPAN) ** 2.6;
const HANDLE_AT = 45;

export function tote({ thickness, softness, tile }) {
  const model = new Model({ azimuth: 0.33, elevation: 0.17, fill: 0.87 });
  const bag = new Bag({
    height: HEIGHT,
    halfWidth: (t) => 103 - 16 * t - 2.5 * Math.sin(Math.PI * t),
    halfDepth: (t) => 37 - 22 * t ** 1.25 + (2 + 4.5 * softness) * Math.sin(Math.PI * Math.min(1, t * 1.12)),
    dome: 5,
    sag: 1.6 * softness,
    tile,
  });
  model.add("main", bag.body());
  for (const left of [-1, 1]) for (const side of [-1, 1]) model.add("main", bag.piping(left, side));
  const flap = flapOf(bag, thickness);
  model.addSheet(flap, thickness).sew(seam(flap, [[0.032, 0.17], [0.032, 0.955], [0.968, 0.955], [0.968, 0.17]]));
  const lock = flap.at(0.5, 0.845);
  turnLock(model, frame(lock.point, lock.normal, lock.du, 1.1));
  handle(model, HEIGHT + 5 + thickness + 0.5 - 1.6 * softness * 0.75, thickness);
  for (const x of [-84, 84]) for (const z of [-24, 24]) model.add("fitting", foot(), pose({ at: [x, -2.4, z] }));
  return model;
}

const flapOf = (bag, thickness) =>
  bag.flap({ span: SPAN, back: 0.9, end: END, thickness, off: (u, v) => 0.9 * Math.max(0, v - 0.4) });

function handle(model, base) {
  for (const x of [-HANDLE_AT, HANDLE_AT]) model.add("fitting", post(), pose({ at: [x, base - 0.9, 0] }));
  const arch = (t) => {
    const angle = Math.PI * (0.5 - 0.5 * Math.cos(Math.PI * t));
    return new Vector3(-HANDLE_AT * Math.cos(angle), base + 9 + 60 * Math.sin(angle) ** 0.84, 0);
  };
  model.add("main", sweep(arch, round(5.2), { cells: 90, around: 18 }));
}
