// A bracelet of leather that goes twice round the wrist, with a turn-lock in front.

import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { smooth } from "../geometry/outline.js";
import { dots, hem, strip, vector } from "../geometry/strip.js";
import { seam } from "../stitches.js";
import { turnLock } from "./fittings.js";

const RADIUS = 29;
const WIDTH = 12;

export function wrap({ thickness }) {
  const model = new Model({ azimuth: 0.42, elevation: 0.42, fill: 0.84 });
  const leather = Math.min(2.6, Math.max(1.6, thickness * 1.3));
  const line = dots((t) => course(4.34 * t - 4.17, leather + 0.3), 300);
  const grid = strip(line, { width: WIDTH, aside: vector(0, 1, 0), radius: 5, nu: 220 });
  model.addSheet(grid, leather, { lining: "lining" });
  for (const stitches of hem(grid, 1.9)) model.sew(seam(grid, stitches, 3));
  turnLock(model, pose({ at: [0, WIDTH + 0.4, RADIUS + leather + 1], scale: 0.64 }));
  return model;
}

// Where it is after so many half turns from the front: low, high, and low again over its own beginning. Behind, where it
// comes down, it passes outside of where it went up.
function course(half, layer) {
  const rise = smooth(-3.4, -2.6, half) - smooth(-1.4, -0.6, half);
  const out = smooth(-1.5, -1.3, half) - smooth(-0.7, -0.5, half) + smooth(-0.42, -0.24, half);
  const radius = RADIUS + layer * out;
  return vector(1.12 * radius * Math.sin(Math.PI * half), WIDTH / 2 + (WIDTH + 0.8) * rise, radius * Math.cos(Math.PI * half));
}
