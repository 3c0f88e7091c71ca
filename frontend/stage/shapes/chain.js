// A cable-link chain, closed by a spring ring.

import { SphereGeometry, Vector3 } from "three";

import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { roundRing } from "./fittings.js";
import { link, places, roll } from "./links.js";

const LINK = { length: 4.75, width: 2.75, wire: 1.05 };
const CLASP = 22; // the link that is the spring ring

export function chain() {
  const model = new Model({ azimuth: 0.2, elevation: 0.62, fill: 0.84 });
  const one = link(LINK);
  const height = LINK.width * Math.SQRT1_2 + LINK.wire;
  places(curve, 2 * (LINK.length - LINK.wire) + 0.1, height).forEach((place, k) => {
    if (k === CLASP) clasp(model, place);
    else model.add("main", one, place, roll(k));
  });
  return model;
}

function clasp(model, place) {
  const tilt = pose({ turn: [Math.PI / 4, 0, 0] });
  model.add("main", roundRing(4.3, 1.15), place, tilt);
  model.add("main", new SphereGeometry(1.15, 16, 12), place, tilt, pose({ at: [2.6, 4.3, 0] }));
}

// A loop laid down by hand: nearly an oval.
function curve(t) {
  const angle = 2 * Math.PI * t;
  const radius = 1 + 0.07 * Math.cos(2 * angle + 0.6) + 0.045 * Math.cos(3 * angle + 1.1);
  return new Vector3(36 * radius * Math.cos(angle), 0, 29 * radius * Math.sin(angle));
}
