// A pair of drop earrings, hanging from their hooks.

import { Vector3 } from "three";

import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { round, sweep } from "../geometry/sweep.js";
import { hang, lengthOf, metalOf } from "./hanging.js";

const ARCH = 3.6; // mm, half of how deep the hook goes through
const STEM = 6.5;
const ABOVE = 2.5; // the ground

export function drop(set) {
  const model = new Model({ azimuth: 0.1, elevation: 0.12, fill: 0.84 });
  const wire = sweep(hook, round(0.42), { cells: 70, around: 10, ends: 0.42, up: new Vector3(1, 0, 0) });
  for (const [x, z, turn] of [[-8.5, 2.5, 0.28], [8.5, -2.5, -0.42]]) {
    const place = pose({ at: [x, ABOVE + lengthOf(set) + STEM, z], turn: [0, turn, 0] });
    model.add(metalOf(set), wire, place);
    hang(model, set, place, pose({ at: [0, -STEM, 0] }));
  }
  return model;
}

// Up in front, over the arch, and down behind.
function hook(t) {
  const over = Math.PI * ARCH;
  const behind = STEM + 5;
  const way = t * (STEM + over + behind);
  if (way < STEM) return new Vector3(0, way - STEM, 0);
  if (way < STEM + over) {
    const angle = (way - STEM) / ARCH;
    return new Vector3(0, ARCH * Math.sin(angle), -ARCH * (1 - Math.cos(angle)));
  }
  const down = way - STEM - over;
  return new Vector3(0, -down, -2 * ARCH - 1.2 * (down / behind) ** 3);
}
