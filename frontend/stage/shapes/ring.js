// Two bands: one lying, one standing behind it. A stone is shown in a ring of its own.

import { lathe } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { setPearl } from "./pearl.js";
import { setStone } from "./stone.js";

const BAND = { inner: 8.6, thick: 1.9, width: 5.4 };
const INLAY = { inner: 9.4, thick: 1.16, width: 3.9 }; // of enamel, a hair above the band

const SOLITAIRE = { inner: 8.6, thick: 1.6, width: 2.4 };
const STONE = 3.9;

// `pearl` is the radius of one, 0 for none.
export function ring({ tile, gem, cut, pearl, enamel }) {
  if (gem || pearl) return solitaire({ tile, cut, pearl });
  const model = new Model({ azimuth: 0.14, elevation: 0.34, fill: 0.86 });
  const outer = BAND.inner + BAND.thick;
  const lying = pose({ at: [3.2, BAND.width / 2, 6] });
  const standing = pose({ at: [-3.6, outer, -7.4], turn: [Math.PI / 2, 0.5, 0], order: "YXZ" });
  for (const place of [lying, standing]) {
    model.add(enamel ? "fitting" : "main", lathe(profile(BAND), { cells: 132, closed: true, tile: enamel ? 0 : tile }), place);
    if (enamel) model.add("main", lathe(profile(INLAY, 24), { cells: 132, closed: true, tile }), place);
  }
  return model;
}

function solitaire({ tile, cut, pearl }) {
  const model = new Model({ azimuth: 0.5, elevation: 0.42, fill: 0.86 });
  const outer = SOLITAIRE.inner + SOLITAIRE.thick;
  const place = pose({ at: [0, outer, 0], turn: [0, 0, 0.3] });
  model.add("fitting", lathe(profile(SOLITAIRE), { cells: 132, closed: true }), place, pose({ turn: [Math.PI / 2, 0, 0] }));
  if (pearl) setPearl(model, pearl, { tile }, place, pose({ at: [0, outer - 0.2, 0] }));
  else setStone(model, STONE, { cut, tile }, place, pose({ at: [0, outer + STONE * (cut === "brilliant" ? 0.72 : 0.25), 0] }));
  return model;
}

// A comfort fit: domed outside, gently inside. It starts in the middle of the inside, where no one sees the join.
export function profile({ inner, thick, width }, steps = 48) {
  const bend = (value, power) => Math.sign(value) * Math.abs(value) ** (2 / power);
  return Array.from({ length: steps + 1 }, (_, k) => {
    const angle = Math.PI + (2 * Math.PI * k) / steps;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [inner + thick / 2 + (bend(c, c > 0 ? 2.9 : 2.5) * thick) / 2, (bend(s, 3.3) * width) / 2];
  });
}
