// A strand of pearls, knotted between each two, with a clasp.

import { SphereGeometry, Vector3 } from "three";

import { lathe } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { places } from "./links.js";
import { bead } from "./pearl.js";

const COUNT = 22;
const CLASP = 16;

export function pearls({ diameter, tile }) {
  const model = new Model({ azimuth: 0.15, elevation: 0.5, fill: 0.84 });
  const radius = diameter / 2;
  const pitch = diameter + 0.55;
  const pearl = bead(radius, { tile });
  const knot = new SphereGeometry(0.42, 8, 6);
  places(loop(pitch), pitch, radius).forEach((place, k) => {
    if (k === CLASP) model.add("fitting", lathe(barrel(radius), { cells: 36 }), place, pose({ turn: [0, 0, Math.PI / 2] }));
    else model.add("main", pearl, place, pose({ turn: [1.3 * k, 2.1 * k, k], scale: [1, 1 - 0.018 * ((0.618 * k) % 1), 1] }));
    model.add("paper", knot, place, pose({ at: [pitch / 2, 0, 0] }));
  });
  return model;
}

// An oval that just holds the strand.
function loop(pitch) {
  const size = (COUNT * pitch) / (2 * Math.PI);
  return (t) => {
    const angle = 2 * Math.PI * t;
    const radius = size * (1 + 0.05 * Math.cos(3 * angle + 0.8));
    return new Vector3(1.13 * radius * Math.cos(angle), 0, 0.86 * radius * Math.sin(angle));
  };
}

// Two cups and a milled ring.
function barrel(radius) {
  const [wide, half] = [radius * 0.72, radius * 0.96];
  return [[0, -half], [wide * 0.45, -half], [wide * 0.8, -half * 0.8], [wide * 0.92, -half * 0.35], [wide * 0.85, -half * 0.3], [wide * 0.85, -half * 0.22],
    [wide, -half * 0.18], [wide, half * 0.18], [wide * 0.85, half * 0.22], [wide * 0.85, half * 0.3], [wide * 0.92, half * 0.35], [wide * 0.8, half * 0.8], [wide * 0.45, half], [0, half]];
}
