// A pearl, and the cup on whose peg it is glued.

import { lathe } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";

const SUNK = 0.16; // of the radius: how far it stands in the cup

// Standing on y with its middle at 0.
export function bead(radius, { cells = 36, rows = 24, tile } = {}) {
  const profile = Array.from({ length: rows + 1 }, (_, k) => {
    const angle = -Math.PI / 2 + (Math.PI * k) / rows;
    return [k % rows ? radius * Math.cos(angle) : 0, radius * Math.sin(angle)];
  });
  return lathe(profile, { cells, tile });
}

// The pearl on top of a cup that stands at the place; its middle is `middle(radius)` above.
export function setPearl(model, radius, { tile }, ...place) {
  model.add("main", bead(radius, { cells: 64, rows: 44, tile }), ...place, pose({ at: [0, middle(radius), 0] }));
  model.add("fitting", lathe(cup(radius), { cells: 32 }), ...place);
}

export const middle = (radius) => radius * (1 - SUNK) + 0.35;

function cup(radius) {
  const [wide, thick] = [radius * 0.5, 0.3];
  const depth = radius * (1 - Math.sqrt(1 - 0.25)) + thick; // its rim lies against the pearl
  return [[0, 0], [wide * 0.35, 0], [wide * 0.75, depth * 0.3], [wide, depth], [wide - 0.15, depth + 0.12], [wide - 0.35, depth], [0, thick]];
}
