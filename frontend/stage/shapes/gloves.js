// A pair of gloves, lying with their backs up: three lines of stitches, gathered at the wrist, sewn round the opening.

import { Grid } from "../geometry/grid.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { mix, smooth } from "../geometry/outline.js";
import { polyline, vector } from "../geometry/strip.js";
import { oval, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";

const FINGERS = [[-29.5, 60, -0.1], [-10, 80, -0.03], [10, 87, 0.03], [29, 75, 0.09]]; // x, length, lean
const [CUFF, WRIST, KNUCKLES] = [-92, -38, 46];

export function gloves({ thickness, softness }) {
  const model = new Model({ azimuth: 0.3, elevation: 0.98, fill: 0.94 });
  const full = mix(8.5, 6.5, softness);
  for (const hand of [-1, 1]) {
    const place = pose({ at: [hand * 58, full, hand * 6], turn: [-Math.PI / 2, 0, hand * -0.1] });
    glove(model, place, { hand, full, softness, thickness: Math.min(1, thickness) });
  }
  return model;
}

// x across, y towards the fingers, z up from its middle. `hand` is the side of the thumb.
function glove(model, place, { hand, full, softness, thickness }) {
  const body = palm(full, softness);
  model.addSheet(body, thickness, { lining: "lining", matrix: place });
  for (const off of [-0.07, 0, 0.07]) model.sew(seam(body, [[0.58, 0.25 + 0.9 * off], [0.9, 0.25 + off]], 3), place);
  model.sew(seam(body, [[0.03, 0], [0.03, 1]], 3), place);
  for (const [x, length, lean] of FINGERS) {
    const path = (t) => vector(hand * -x + Math.sin(hand * -lean) * t * length, KNUCKLES - 22 + t * (22 + length), 0);
    finger(model, place, path, { width: 11.2, full });
  }
  const { at } = polyline([[20, -44], [29, -24], [41, -4], [50, 16], [54, 36]].map(([x, y]) => vector(hand * x, y, 0)));
  finger(model, place, at, { width: 13, full });
}

function finger(model, place, path, { width, full }) {
  const scale = (t) => mix(0.72, 1, smooth(0, 0.3, t)) * (1 - 0.2 * smooth(0.4, 1, t));
  model.add("main", sweep(path, oval(full * 0.97, width, 2.4), { cells: 24, around: 22, ends: 9, scale }), place);
}

function palm(full, softness) {
  const outline = (y) => {
    const wide = mix(mix(40, 33, smooth(CUFF, WRIST, y)), 42, smooth(WRIST, 10, y));
    const gathered = 0.1 * (0.4 + softness) * Math.sin(y * 1.3) * smooth(WRIST - 13, WRIST - 8, y) * smooth(-WRIST - 13, -WRIST - 8, -y);
    const closed = Math.sqrt(Math.max(0.002, Math.min(1, (KNUCKLES + 4.01 - y) / 17)));
    return { wide, high: full * (1 + gathered) * closed };
  };
  const place = (u, v) => {
    const y = mix(CUFF, KNUCKLES + 4, u);
    const { wide, high } = outline(y);
    const angle = Math.PI * (1 - 2 * v);
    const bend = (value) => Math.sign(value) * Math.abs(value) ** 0.8;
    const [x, z] = [wide * bend(Math.cos(angle)), high * bend(Math.sin(angle))];
    return [x, y, z, x + Math.sign(x) * 0.7 * (high - Math.abs(z)), y];
  };
  return new Grid(90, 52, place, { flip: true, closedV: true });
}
