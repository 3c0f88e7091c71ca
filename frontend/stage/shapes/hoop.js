// A pair of hoop earrings: thick below, slender at the catch, the wire through the gap. What is set hangs from them.

import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { circle, round, sweep } from "../geometry/sweep.js";
import { hang, lengthOf, metalOf } from "./hanging.js";

const RADIUS = 15;
const TUBE = 2.05;
const GAP = 0.2; // radians to each side of the top
const THIN = 0.5;

export function hoop(set) {
  const metal = metalOf(set);
  const below = metal === "main" ? 0 : lengthOf(set);
  const model = new Model({ azimuth: 0.16, elevation: 0.17, fill: 0.87 });
  const top = Math.PI / 2;
  const body = sweep(circle(RADIUS, { from: top + GAP, to: top + 2 * Math.PI - GAP }), round(TUBE), {
    cells: 150,
    around: 24,
    ends: TUBE * THIN,
    scale: (t) => THIN + (1 - THIN) * Math.sin(Math.PI * t) ** 0.8,
  });
  const wire = sweep(circle(RADIUS + 0.3, { from: top + GAP + 0.04, to: top - GAP - 0.04 }), round(0.42), { cells: 16, around: 10 });
  for (const [x, z, turn] of [[-10, 5, 0.5], [11, -5, -0.62]]) {
    const place = pose({ at: [x, RADIUS + TUBE + below, z], turn: [0, turn, 0] });
    model.add(metal, body, place).add(metal, wire, place);
    if (below) hang(model, set, place, pose({ at: [0, -RADIUS - TUBE + 0.4, 0] }));
  }
  return model;
}
