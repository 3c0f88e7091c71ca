// A pair of stud earrings as they come to rest: on the rim of the head and the end of the post.

import { lathe, plate } from "../geometry/lathe.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { roundRing } from "./fittings.js";
import { middle, setPearl } from "./pearl.js";
import { setStone } from "./stone.js";

const HEAD = 5.2;
const POST = 11;
const NEEDLE = 0.45; // how thick the end that lies on the ground is

// `pearl` is the radius of one, 0 for none.
export function stud({ tile, gem, cut, pearl, enamel }) {
  const model = new Model({ azimuth: 0.05, elevation: 0.26, fill: 0.82 });
  const metal = gem || pearl || enamel ? "fitting" : "main";
  const [rest, height] = pearl ? onPearl(pearl) : onRim();
  for (const [x, z, turn] of [[-7.5, 3, -0.3], [8, -2, 0.95]]) {
    const place = pose({ at: [x, height, z], turn: [Math.PI / 2 - rest, turn, 0], order: "YXZ" });
    if (gem) setStone(model, HEAD * 0.95, { cut, tile }, place, pose({ at: [0, HEAD * 0.9, 0] }));
    else if (pearl) setPearl(model, pearl, { tile }, place);
    else addHead(model, { tile, enamel }, place);
    model.add(metal, lathe(needle(), { cells: 14 }), place);
    butterfly(model, metal, place);
  }
  return model;
}

// How far the face looks up, and how high the foot of the head is.
function onRim() {
  const rest = Math.atan((HEAD - NEEDLE) / POST);
  return [rest, HEAD * Math.cos(rest)];
}

function onPearl(radius) {
  const rest = Math.asin((radius - NEEDLE) / (POST + middle(radius)));
  return [rest, NEEDLE + POST * Math.sin(rest)];
}

// A dome within a raised rim, which is of metal where the dome is enamel.
function addHead(model, { tile, enamel }, place) {
  const rim = Array.from({ length: 13 }, (_, k) => {
    const angle = -Math.PI / 2 + (k / 12) * Math.PI * 1.15;
    return [HEAD - 0.75 + 0.75 * Math.cos(angle), 0.75 + 0.75 * Math.sin(angle)];
  });
  const dome = Array.from({ length: 15 }, (_, k) => {
    const angle = (k / 14) * (Math.PI / 2);
    return [(HEAD - 1.45) * Math.cos(angle), 1.05 + 2.2 * Math.sin(angle)];
  });
  dome[14][0] = 0;
  const back = [[0, 0], [HEAD * 0.5, 0], ...rim];
  if (!enamel) return model.add("main", lathe([...back, ...dome], { cells: 72, tile }), place);
  model.add("fitting", lathe([...back, [HEAD - 1.5, 1], [0, 1]], { cells: 72 }), place);
  return model.add("main", lathe([[0, 0.9], [HEAD - 1.45, 0.9], ...dome], { cells: 72, tile }), place);
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
