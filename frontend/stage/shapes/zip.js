// A zip along a line of points: tape, teeth, the leather that binds it on both sides, a slider and its pull. `aside` as for a strip.

import { BoxGeometry } from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";

import { frame, pose } from "../geometry/merge.js";
import { hem, strip, vector } from "../geometry/strip.js";
import { seam } from "../stitches.js";
import { roundRing } from "./fittings.js";

const PITCH = 2.4; // mm from tooth to tooth
const BINDING = 7;

export function zip(model, points, { aside, thickness, at = 0.84 }) {
  const tape = strip(points, { width: 13, aside, radius: 1, nv: 2 }).lift(0.4);
  model.add("lining", tape);
  const count = Math.floor(tape.length / PITCH);
  for (let k = 1; k < count; k++) {
    const { point, normal, du } = tape.at(k / count, 0.5);
    model.add("fitting", new BoxGeometry(1.2, 3, 1), frame(point, normal, du, 0.4), pose({ at: [0, k % 2 ? 0.7 : -0.7, 0] }));
  }
  for (const side of [-1, 1]) bind(model, points, { aside, thickness, off: side * (3.2 + BINDING / 2) });
  pull(model, tape.at(at, 0.5), thickness);
}

function bind(model, points, { aside, thickness, off }) {
  const line = points.map((point) => point.clone().addScaledVector(aside, off));
  const grid = strip(line, { width: BINDING, aside, radius: 1, nv: 4, shift: off * 3 }).lift(thickness * 0.8 + 0.5);
  model.addSheet(grid, thickness * 0.8);
  model.sew(seam(grid, [[0.01, 0.5 + 0.22 * Math.sign(off)], [0.99, 0.5 + 0.22 * Math.sign(off)]], 4.6));
}

function pull(model, { point, normal, du }, thickness) {
  const place = frame(point, normal, du, 1.6);
  model.add("fitting", new RoundedBoxGeometry(9, 6, 3, 3, 1.2), place);
  model.add("fitting", roundRing(3, 0.7, { cells: 24, around: 8 }), place, pose({ at: [-6, 0, 1.4], turn: [0.25, -0.2, 0] }));
  const tab = strip([vector(-8, 0, 2.4), vector(-20, 0, 2), vector(-32, 0, 1.2)], { width: 9, aside: vector(0, -1, 0), radius: 4, nu: 24 });
  const leather = Math.min(1.6, thickness);
  model.addSheet(tab.lift(leather / 2), leather, { matrix: place });
  for (const line of hem(tab, 1.8)) model.sew(seam(tab, line, 3), place);
}
