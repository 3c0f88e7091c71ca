// Two key rings, each a loop of leather, folded round a split ring, sewn and riveted.

import { frame, pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { mix, smooth } from "../geometry/outline.js";
import { dots, hem, strip, vector } from "../geometry/strip.js";
import { oval, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { snap } from "./fittings.js";

const LENGTH = 68;
const WIRE = 1.1;
const RADIUS = 14.5;

export function keyring({ thickness, softness }) {
  const model = new Model({ azimuth: 0.36, elevation: 0.72, fill: 0.92 });
  const leather = Math.max(1.5, thickness);
  const loop = leather + 3;
  const grid = folded(leather, loop, softness);
  const rivet = grid.at(0.66, 0.5);
  for (const side of [-1, 1]) {
    const place = pose({ at: [side * 6, 0, side * 19], turn: [0, side * -0.26, 0] });
    model.addSheet(grid, leather, { matrix: place });
    for (const line of hem(grid, 2.6)) model.sew(seam(grid, line, 3), place);
    snap(model, place.clone().multiply(frame(rivet.point, rivet.normal, rivet.du)), 3.6);
    model.add("fitting", splitRing(), place, pose({ at: [1.4 - RADIUS, loop, 0], turn: [0, 0, Math.asin((loop - WIRE - 0.6) / (2 * RADIUS))] }));
  }
  return model;
}

// From its lower end to the ring, round it, and back above: the two halves lie on each other.
function folded(leather, loop, softness) {
  const flat = (x, above) => {
    const open = (loop - leather) * (1 - smooth(0, 16, x)) + 0.5 * softness * smooth(0.3, 1, x / LENGTH);
    const middle = mix(loop, leather, smooth(4, 44, x));
    return vector(x, middle + (above ? 1 : -1) * (leather + open), 0);
  };
  const low = dots((t) => flat(LENGTH * (1 - t), false), 40);
  const bend = dots((t) => vector(-loop * Math.sin(Math.PI * t), loop - loop * Math.cos(Math.PI * t), 0), 16).slice(1, -1);
  const top = dots((t) => flat(LENGTH * t, true), 40);
  const narrow = (t) => mix(0.44, 1, smooth(0.08, 0.36, Math.abs(t - 0.5)));
  return strip([...low, ...bend, ...top], { width: 27, aside: vector(0, 0, -1), radius: 11, nu: 110, nv: 14, taper: narrow });
}

function splitRing() {
  const path = (t) => {
    const angle = 4 * Math.PI * t - 0.7;
    return vector(RADIUS * Math.cos(angle), 1.6 * WIRE * (smooth(0.44, 0.56, t) - 0.5), RADIUS * Math.sin(angle));
  };
  return sweep(path, oval(WIRE * 0.75, WIRE, 3), { cells: 120, around: 10, ends: 0.5, up: vector(0, 1, 0) });
}
