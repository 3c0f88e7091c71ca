// A swatch hung over the edge of a block. How it hangs is its softness: boardy leather bends in a wide arc and stands off,
// soft leather falls and makes folds.

import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";

import { Grid } from "../geometry/grid.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { mix, roundedPanel, smooth } from "../geometry/outline.js";
import { seam } from "../stitches.js";

const SIZE = { width: 120, height: 150, radius: 5 };
const LYING = 64; // mm on top of the block
const INSET = 5;

export function drape({ thickness, softness }) {
  const model = new Model({ azimuth: 0.32, elevation: 0.3, fill: 0.84 });
  const bend = mix(30, 9, softness);
  const grid = swatch(bend, softness);
  model.addSheet(grid, thickness).sew(seam(grid, border()));
  return model.add("block", ...block(bend, thickness));
}

function swatch(bend, softness) {
  const most = (Math.PI / 2) * mix(0.66, 0.99, softness);
  const place = (u, v) => {
    const [x, along] = roundedPanel(u, v, SIZE);
    const length = along + SIZE.height / 2;
    const { y, z, angle } = hang(length, bend, most);
    const low = smooth(LYING * 0.7, SIZE.height, length);
    const out = folds(x / SIZE.width, low, softness) + puff(x, length, softness) * (1 - low);
    const pulled = x * (1 - 0.05 * softness * low);
    return [pulled, y + Math.cos(angle) * out, z + Math.sin(angle) * out, x + SIZE.width / 2, SIZE.height - length];
  };
  return new Grid(88, 116, place, { flip: true });
}

function hang(length, bend, most) {
  if (length < LYING) return { y: 0, z: length - LYING, angle: 0 };
  const angle = Math.min(most, (length - LYING) / bend);
  const rest = length - LYING - angle * bend;
  return {
    y: -bend * (1 - Math.cos(angle)) - rest * Math.sin(angle),
    z: bend * Math.sin(angle) + rest * Math.cos(angle),
    angle,
  };
}

// Folds fall straight down and open towards the hem; only outwards, for the block is behind them.
function folds(x, low, softness) {
  const wave = 0.5 - 0.5 * Math.cos(2 * Math.PI * (2.05 * x + 0.62) + 0.5 * low);
  const small = 0.5 - 0.5 * Math.cos(2 * Math.PI * (4.3 * x + 0.1) - 0.6 * low);
  return low * (0.3 + mix(1.2, 12, softness) * wave ** 1.25 + mix(0, 2.6, softness) * small);
}

const puff = (x, length, softness) => 0.7 * softness * (1 + Math.sin(x / 14 + 1) * Math.sin(length / 15 + 0.5)) * smooth(0, 20, length);

function border() {
  const [u, v] = [INSET / SIZE.width, INSET / SIZE.height];
  return [[u, v], [1 - u, v], [1 - u, 1 - v], [u, 1 - v], [u, v]];
}

function block(bend, thickness) {
  const [height, edge] = [98, Math.max(0.5, Math.min(bend - thickness, 12) * 0.9)];
  const depth = LYING + 8 + edge;
  const box = new RoundedBoxGeometry(SIZE.width * 1.22, height, depth, 5, edge);
  return [box, pose({ at: [0, -thickness - 0.15 - height / 2, edge - depth / 2] })];
}
