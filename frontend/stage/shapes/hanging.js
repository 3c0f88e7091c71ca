// What hangs from a hook or a hoop on an eye: a stone, a pearl, a disc of enamel, or a drop of the metal itself.

import { lathe } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { roundRing } from "./fittings.js";
import { addMedallion } from "./medallion.js";
import { setPearl } from "./pearl.js";
import { setStone } from "./stone.js";

const EYE = 1.15;
const STONE = 4.6;
const DISC = 6.4;
const TEAR = { radius: 3.9, height: 17 };
const FACING = [Math.PI / 2, 0, 0];

export const metalOf = ({ gem, pearl, enamel }) => (gem || pearl || enamel ? "fitting" : "main");

const bodyOf = ({ gem, pearl, enamel }) => (gem ? 2 * STONE : pearl ? 2 * pearl + 0.6 : enamel ? 2 * DISC : TEAR.height);

export const lengthOf = (set) => 2 * EYE + bodyOf(set);

// Its eye begins at the place, and it reaches down from there.
export function hang(model, set, ...place) {
  const { tile, gem, cut, pearl, enamel } = set;
  const at = (x, y, z, turn) => [...place, pose({ at: [x, -2 * EYE + y, z], turn })];
  model.add(metalOf(set), roundRing(EYE, 0.34, { cells: 30 }), ...at(0, EYE, 0));
  if (gem) setStone(model, STONE, { cut, tile }, ...at(0, -STONE, 0, FACING));
  else if (pearl) setPearl(model, pearl, { tile }, ...at(0, 0, 0, [Math.PI, 0, 0]));
  else if (enamel) addMedallion(model, DISC, { tile, enamel }, ...at(0, -DISC, -0.6, FACING));
  else model.add("main", lathe(tear(), { cells: 64, tile }), ...at(0, -TEAR.height, 0));
}

function tear({ radius, height } = TEAR, rows = 40) {
  return Array.from({ length: rows + 1 }, (_, k) => {
    const angle = (Math.PI * k) / rows;
    const wide = radius * Math.sin(angle) * Math.sin(angle / 2 + Math.PI / 2) ** 1.1 * 1.3;
    return [k % rows ? wide : 0, (height * (1 - Math.cos(angle))) / 2];
  });
}
