// Stones and what holds them: a brilliant in a basket of claws, a cabochon in a collar.

import { Vector3 } from "three";

import { lathe } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { round, sweep } from "../geometry/sweep.js";
import { brilliant } from "./brilliant.js";
import { roundRing } from "./fittings.js";

// What light does not pass is cut as a dome.
function cabochon(radius, tile) {
  const dome = Array.from({ length: 21 }, (_, k) => {
    const angle = (k / 20) * (Math.PI / 2);
    return [k < 20 ? radius * Math.cos(angle) : 0, radius * 0.55 * Math.sin(angle)];
  });
  return lathe([[0, -0.2 * radius], [radius, -0.2 * radius], ...dome], { cells: 72, tile });
}

// The stone has its girdle at the place.
export function setStone(model, radius, { cut, tile }, ...place) {
  if (cut === "brilliant") return setBrilliant(model, radius, ...place);
  const collar = [[0, -0.3], [1.02, -0.3], [1.12, -0.25], [1.12, 0.1], [1.06, 0.16], [0.97, 0.12], [0.97, -0.1], [0, -0.1]];
  model.add("main", cabochon(radius, tile), ...place);
  model.add("fitting", lathe(collar.map(([away, up]) => [away * radius, up * radius]), { cells: 72 }), ...place);
}

function setBrilliant(model, radius, ...place) {
  model.addStone(brilliant(), ...place, pose({ scale: radius }));
  model.add("fitting", roundRing(radius * 0.62, radius * 0.085), ...place, pose({ at: [0, -radius * 0.62, 0], turn: [Math.PI / 2, 0, 0] }));
  for (let k = 0; k < 4; k++) {
    const claw = (t) => new Vector3(0, radius * (0.16 - 1.05 * t), radius * (0.97 - 0.42 * t * t));
    const arm = sweep(claw, round(radius * 0.1), { cells: 14, around: 10, ends: radius * 0.09, up: new Vector3(1, 0, 0) });
    model.add("fitting", arm, ...place, pose({ turn: [0, ((k + 0.5) * Math.PI) / 2, 0] }));
  }
}
