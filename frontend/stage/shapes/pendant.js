// A disc, a stone or a pearl on a fine chain.

import { Vector3 } from "three";

import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { roundRing } from "./fittings.js";
import { addMedallion } from "./medallion.js";
import { setPearl } from "./pearl.js";
import { setStone } from "./stone.js";
import { link, places, roll } from "./links.js";

const LINK = { length: 2.05, width: 1.3, wire: 0.42, cells: 16, around: 7 };
const DISC = 9.2;
const REACH = 24; // mm from the middle of the loop to its point

// `pearl` is the radius of one, 0 for none.
export function pendant({ tile, gem, cut, pearl, enamel }) {
  const model = new Model({ azimuth: 0.12, elevation: 0.72, fill: 0.84 });
  const one = link(LINK);
  const metal = gem || pearl || enamel ? "fitting" : "main";
  places(curve, 2 * (LINK.length - LINK.wire) + 0.05, LINK.width * Math.SQRT1_2 + LINK.wire).forEach((place, k) => model.add(metal, one, place, roll(k)));
  const center = [0, 0.15, REACH + 2.6 + DISC];
  if (gem) setStone(model, DISC * 0.72, { cut, tile }, pose({ at: [0, DISC * 0.64, REACH + 1 + DISC * 0.72], turn: [0.25, 0, 0] }));
  else if (pearl) setPearl(model, pearl, { tile }, pose({ at: [0, pearl, REACH + 2.2], turn: [Math.PI / 2, 0, 0] }));
  else addMedallion(model, DISC, { tile, enamel }, pose({ at: center, turn: [0, 0.4, 0] }));
  model.add(metal, roundRing(1.5, 0.4, { cells: 30 }), pose({ at: [0, 1.2, REACH + 2.6 + 0.3], turn: [Math.PI / 2 - 0.15, 0, 0] }));
  return model.add(metal, roundRing(1.75, 0.5, { cells: 30 }), pose({ at: [0, 1.9, REACH - 0.5], turn: [0, Math.PI / 2, 0], order: "YXZ" }));
}

// A drop whose point is at the pendant.
function curve(t) {
  const angle = 2 * Math.PI * t;
  return new Vector3(33 * Math.sin(angle) * Math.abs(Math.sin(angle / 2)) ** 1.3, 0, REACH * Math.cos(angle));
}
