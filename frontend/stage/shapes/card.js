// A card holder leaning on a block: stepped slots in front and behind, cards looking out.

import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";

import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { seam } from "../stitches.js";
import { panel, threeSides } from "./panel.js";

const WIDTH = 102;
const HEIGHTS = [76, 62, 48];
const LEAN = -0.24;
const GAP = 0.35;

export function card({ thickness }) {
  const model = new Model({ azimuth: 0.38, elevation: 0.3, fill: 0.84 });
  const leather = Math.min(1.3, thickness);
  const lean = pose({ turn: [LEAN, 0, 0] });
  for (const back of [0, Math.PI]) face(model, lean.clone().multiply(pose({ turn: [0, back, 0] })), leather, back > 0);
  sheetOfPaper(model, lean, [4, HEIGHTS[0] - 27 + 12, 0]);
  const block = new RoundedBoxGeometry(70, 52, 34, 4, 4);
  return model.add("stand", block, pose({ at: [0, 26, -35] }));
}

function face(model, place, leather, back) {
  HEIGHTS.forEach((height, k) => {
    const size = { width: WIDTH, height, radius: 6, nu: 40, nv: 28, shift: 37 * k + (back ? 11 : 0) };
    const grid = panel(size);
    const depth = 0.5 + (k + 1) * (leather + GAP);
    const matrix = place.clone().multiply(pose({ at: [0, height / 2, depth] }));
    model.addSheet(grid, leather, { lining: "lining", matrix });
    const last = k === HEIGHTS.length - 1;
    if (last) model.sew(seam(grid, threeSides(size, 3.4, 1.5)), matrix);
    else for (const line of flanks(size, height - HEIGHTS[k + 1])) model.sew(seam(grid, line), matrix);
    if (k && !back) sheetOfPaper(model, place, [k === 1 ? -3 : 2, height - 27 + (k === 1 ? 7 : 5), depth - leather - GAP * 0.6]);
  });
}

function flanks({ width, height }, shown) {
  const [u, top, low] = [3.4 / width, 1 - 3 / height, 1 - (shown - 0.5) / height];
  return [[[u, top], [u, low]], [[1 - u, top], [1 - u, low]]];
}

// Seen from both sides.
function sheetOfPaper(model, place, at) {
  const grid = panel({ width: 85.6, height: 54, radius: 3.2, nu: 16, nv: 12 });
  model.add("paper", grid, place, pose({ at: [at[0], at[1], at[2] + 0.2] }));
  model.add("paper", grid, place, pose({ at: [at[0], at[1], at[2] - 0.2], turn: [0, Math.PI, 0] }));
}
