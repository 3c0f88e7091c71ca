// A saddle bag with a deep flap and a strap.

import { Vector3 } from "three";

import { frame, pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { smooth } from "../geometry/outline.js";
import { oval, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { Bag } from "./bag.js";
import { frameRing, turnLock } from "./fittings.js";

const HEIGHT = 132;
const WIDTH = 92;
const SPAN = 0.82;
const END = (across) => 0.2 + 0.34 * (1 - Math.sqrt(Math.max(0, 1 - Math.abs(across / SPAN) ** 3.4)));

export function crossbody({ thickness, softness, tile }) {
  const model = new Model({ azimuth: 0.36, elevation: 0.16, fill: 0.87 });
  const bag = new Bag({
    height: HEIGHT,
    halfWidth: (t) => WIDTH * (0.8 + 0.2 * rounding(t)) - 5 * t,
    halfDepth: (t) => 12 + (12 + 5 * softness) * Math.sin(Math.PI * (0.2 + 0.72 * t)) ** 0.9 + 3 * (1 - t),
    power: 4.2,
    dome: 5,
    sag: 2 * softness,
    foot: 8,
    tile,
  });
  model.add("main", bag.body());
  for (const left of [-1, 1]) for (const side of [-1, 1]) model.add("main", bag.piping(left, side));
  const flap = bag.flap({ span: SPAN, back: 0.88, end: END, thickness, nu: 72, off: (u, v) => 0.8 * smooth(0.4, 1, v) });
  model.addSheet(flap, thickness).sew(seam(flap, hem()));
  const lock = flap.at(0.5, 0.87);
  turnLock(model, frame(lock.point, lock.normal, lock.du, 1.1));
  for (const side of [-1, 1]) joint(model, bag, side);
  model.add("main", strap(bag));
  return model;
}

const rounding = (t) => Math.sqrt(1 - (1 - Math.min(1, t / 0.34)) ** 2);

function hem() {
  const low = Array.from({ length: 21 }, (_, k) => [0.035 + (0.93 * k) / 20, 0.962]);
  return [[0.035, 0.16], ...low, [0.965, 0.16]];
}

const hook = (bag, side) => new Vector3(side * (bag.halfWidth(1) + 5.5), HEIGHT - 4, 0);

// A leather tab up the gusset, and the ring that strap and tab share.
function joint(model, bag, side) {
  const ring = hook(bag, side);
  model.add("fitting", frameRing(17, 13, 1.25), pose({ at: ring.toArray(), turn: [0, Math.PI / 2, 0] }));
  const path = (t) => {
    const height = 0.62 + 0.34 * t;
    const x = bag.halfWidth(Math.min(1, height)) + 1 + 4.6 * smooth(0.7, 1, t);
    return new Vector3(side * x, HEIGHT * height - 3, 0);
  };
  model.add("main", sweep(path, oval(6.5, 1.2), { cells: 24, around: 16, ends: 1.2 }));
}

function strap(bag) {
  const end = hook(bag, 1);
  const path = (t) => {
    const angle = Math.PI * (0.5 - 0.5 * Math.cos(Math.PI * t));
    return new Vector3(-end.x * Math.cos(angle), end.y + 5 + 118 * Math.sin(angle) ** 0.86, 0);
  };
  return sweep(path, oval(6.5, 1.3), { cells: 130, around: 16, ends: 1.3 });
}
