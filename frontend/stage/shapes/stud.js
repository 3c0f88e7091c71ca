// A pair of stud earrings as they come to rest: on the rim of the head and the end of the post.

import { lathe, plate } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { roundRing } from "./fittings.js";
import { setStone } from "./stone.js";

const HEAD = 5.2;
const POST = 11;
const REST = Math.atan((HEAD - 0.45) / POST); // how far the face looks up

export function stud({ tile, gem }) {
  const model = new Model({ azimuth: 0.05, elevation: 0.26, fill: 0.82 });
  for (const [x, z, turn] of [[-7.5, 3, -0.3], [8, -2, 0.95]]) {
    const place = pose({ at: [x, HEAD * Math.cos(REST), z], turn: [Math.PI / 2 - REST, turn, 0], order: "YXZ" });
    const metal = gem ? "fitting" : "main";
    if (gem) setStone(model, HEAD * 0.95, place, pose({ at: [0, HEAD * 0.9, 0] }));
    else model.add("main", head(tile), place);
    model.add(metal, lathe(needle(), { cells: 14 }), place);
    butterfly(model, metal, place);
  }
  return model;
}

// A dome within a raised rim.
function head(tile) {
  const rim = Array.from({ length: 13 }, (_, k) => {
    const angle = -Math.PI / 2 + (k / 12) * Math.PI * 1.15;
    return [HEAD - 0.75 + 0.75 * Math.cos(angle), 0.75 + 0.75 * Math.sin(angle)];
  });
  const dome = Array.from({ length: 15 }, (_, k) => {
    const angle = (k / 14) * (Math.PI / 2);
    return [(HEAD - 1.45) * Math.cos(angle), 1.05 + 2.2 * Math.sin(angle)];
  });
  dome[14][0] = 0;
  return lathe([[0, 0], [HEAD * 0.5, 0], ...rim, ...dome], { cells: 72, tile });
}

const needle = () => [[0, -POST], [0.25, -POST + 0.1], [0.45, -POST + 0.5], [0.45, -POST + 2.2], [0.36, -POST + 2.5], [0.45, -POST + 2.8], [0.45, 0.2], [0, 0.3]];

function butterfly(model, metal, place) {
  const plateAt = pose({ at: [0, -6, 0], scale: [1, 1, 0.7] });
  model.add(metal, lathe(plate(2.5, 0.7, 0.3), { cells: 28 }), place, plateAt);
  const curl = roundRing(0.95, 0.28, { cells: 22, around: 8 });
  for (const x of [-1.15, 1.15]) {
    model.add(metal, curl, place, pose({ at: [x, -6.9, 0] }));
    model.add(metal, curl, place, pose({ at: [x, -6.9, 0], scale: [1, 1, 4] }));
  }
}
