// An envelope clutch with a pointed flap.

import { frame } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { smooth } from "../geometry/outline.js";
import { seam } from "../stitches.js";
import { Bag } from "./bag.js";
import { snap } from "./fittings.js";

const HEIGHT = 134;
const SPAN = 0.93;

export function clutch({ thickness, softness, tile }) {
  const model = new Model({ azimuth: 0.34, elevation: 0.2, fill: 0.86 });
  const bag = new Bag({
    height: HEIGHT,
    halfWidth: (t) => 116 - 4 * Math.sin(Math.PI * t) * softness,
    halfDepth: (t) => 5 + (9 + 7 * softness) * Math.sin(Math.PI * (0.14 + 0.76 * t)),
    power: 3,
    dome: 4,
    sag: 1.5 * softness,
    foot: 5,
    tile,
  });
  model.add("main", bag.body());
  const flap = bag.flap({ span: SPAN, back: 0.86, end: point, thickness, nu: 84, off: (u, v) => 0.7 * smooth(0.5, 1, v) });
  model.addSheet(flap, thickness).sew(seam(flap, hem()));
  const at = flap.at(0.5, 0.88);
  snap(model, frame(at.point, at.normal, at.du));
  return model;
}

// The tip is round, the shoulders are cut off.
const point = (across) => Math.min(0.9, 0.3 + 0.6 * (Math.sqrt(Math.abs(across) ** 2 + 0.008) - 0.089));

function hem() {
  const low = Array.from({ length: 41 }, (_, k) => {
    const u = 0.03 + (0.94 * k) / 40;
    return [u, 0.955 - 0.1 * Math.abs(2 * u - 1) ** 6];
  });
  return low;
}
