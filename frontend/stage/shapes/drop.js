// A pair of drop earrings, hanging from their hooks.

import { Vector3 } from "three";

import { lathe } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { round, sweep } from "../geometry/sweep.js";
import { roundRing } from "./fittings.js";
import { addMedallion } from "./medallion.js";
import { setPearl } from "./pearl.js";
import { setStone } from "./stone.js";

const ARCH = 3.6; // mm, half of how deep the hook goes through
const STEM = 6.5;
const EYE = 1.15;
const STONE = 4.6;
const DISC = 6.4;
const TEAR = { radius: 3.9, height: 17 };
const ABOVE = 2.5; // the ground
const FACING = [Math.PI / 2, 0, 0];

// `pearl` is the radius of one, 0 for none.
export function drop({ tile, gem, cut, pearl, enamel }) {
  const model = new Model({ azimuth: 0.1, elevation: 0.12, fill: 0.84 });
  const metal = gem || pearl || enamel ? "fitting" : "main";
  const length = gem ? 2 * STONE : pearl ? 2 * pearl + 0.6 : enamel ? 2 * DISC : TEAR.height;
  const foot = -STEM - 2 * EYE;
  const wire = sweep(hook, round(0.42), { cells: 70, around: 10, ends: 0.42, up: new Vector3(1, 0, 0) });
  for (const [x, z, turn] of [[-8.5, 2.5, 0.28], [8.5, -2.5, -0.42]]) {
    const place = pose({ at: [x, ABOVE + length - foot, z], turn: [0, turn, 0] });
    model.add(metal, wire, place).add(metal, roundRing(EYE, 0.34, { cells: 30 }), place, pose({ at: [0, -STEM - EYE, 0] }));
    if (gem) setStone(model, STONE, { cut, tile }, place, pose({ at: [0, foot - STONE, 0], turn: FACING }));
    else if (pearl) setPearl(model, pearl, { tile }, place, pose({ at: [0, foot, 0], turn: [Math.PI, 0, 0] }));
    else if (enamel) addMedallion(model, DISC, { tile, enamel }, place, pose({ at: [0, foot - DISC, -0.6], turn: FACING }));
    else model.add("main", lathe(tear(), { cells: 64, tile }), place, pose({ at: [0, foot - TEAR.height, 0] }));
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

function tear({ radius, height } = TEAR, rows = 40) {
  return Array.from({ length: rows + 1 }, (_, k) => {
    const angle = (Math.PI * k) / rows;
    const wide = radius * Math.sin(angle) * Math.sin(angle / 2 + Math.PI / 2) ** 1.1 * 1.3;
    return [k % rows ? wide : 0, (height * (1 - Math.cos(angle))) / 2];
  });
}
