// A bifold wallet, standing ajar like a book: cover outside, card slots inside.

import { Matrix4, Vector3 } from "three";

import { Grid } from "../geometry/grid.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { roundedPanel } from "../geometry/outline.js";
import { seam } from "../stitches.js";
import { panel, threeSides } from "./panel.js";

const AJAR = 0.34; // radians, each side from the middle
const SPINE = 6; // mm, radius
const SIDE = 104;
const HEIGHT = 94;
const SLOTS = [0, 13, 26, 39]; // mm below the upper edge

export function wallet({ thickness }) {
  const model = new Model({ azimuth: 0.2, elevation: 0.24, fill: 0.86 });
  const leather = Math.min(1.5, thickness);
  const grid = cover();
  model.addSheet(grid, leather, { lining: "lining" }).sew(seam(grid, border()));
  for (const side of [1, -1]) inside(model, side, leather);
  return model;
}

function cover() {
  const bend = (Math.PI - 2 * AJAR) * SPINE;
  const width = 2 * SIDE + bend;
  const place = (u, v) => {
    const [along, y] = roundedPanel(u, v, { width, height: HEIGHT, radius: 6 });
    const [x, z] = course(along, bend);
    return [x, y + HEIGHT / 2, z, along, y];
  };
  const grid = new Grid(150, 44, place, { flip: true });
  return Object.assign(grid, { width });
}

// Seen from above: one side, round the spine, the other side.
function course(along, bend) {
  const beyond = Math.abs(along) - bend / 2;
  const angle = beyond < 0 ? along / SPINE : Math.sign(along) * (Math.PI / 2 - AJAR);
  const [x, z] = [-SPINE * Math.cos(angle), -SPINE * Math.sin(angle)];
  if (beyond < 0) return [x, z];
  return [x + beyond * Math.cos(AJAR), z - Math.sign(along) * beyond * Math.sin(AJAR)];
}

function border() {
  const [u, v] = [4 / (2 * SIDE + (Math.PI - 2 * AJAR) * SPINE), 4 / HEIGHT];
  return [[u, v], [1 - u, v], [1 - u, 1 - v], [u, 1 - v], [u, v]];
}

function inside(model, side, leather) {
  const place = placeOf(side);
  const depth = leather + 0.2;
  const layer = 0.9;
  SLOTS.forEach((low, k) => {
    const size = { width: SIDE - 7, height: HEIGHT - 4 - low, radius: 4, nu: 30, nv: 20, shift: 40 * k };
    const grid = panel(size);
    const matrix = place.clone().multiply(pose({ at: [side * -2.5, (HEIGHT - 4 - low) / 2 + 2, depth + layer * (k + 1) + (k ? 0.5 * k : 0)] }));
    model.addSheet(grid, layer, { lining: "lining", matrix });
    if (k === SLOTS.length - 1) model.sew(seam(grid, threeSides(size, 3, 2)), matrix);
    if (k && k < 3) paperCard(model, place, { at: [side * -2.5, HEIGHT - 4 - low + 2 - 22, depth + layer * k + 0.5 * k - 0.2] });
  });
}

function paperCard(model, place, spot) {
  const grid = panel({ width: 85.6, height: 54, radius: 3.2, nu: 16, nv: 12 });
  const matrix = place.clone().multiply(pose(spot));
  model.add("paper", grid, matrix);
}

// The frame of an inner side: x along it, y up, z inwards, its origin in the middle of the side.
function placeOf(side) {
  const away = new Vector3(Math.cos(AJAR), 0, side * Math.sin(AJAR));
  const inwards = new Vector3(Math.sin(AJAR), 0, -side * Math.cos(AJAR));
  const x = away.clone().multiplyScalar(-side);
  const start = inwards.clone().multiplyScalar(-SPINE);
  const middle = start.addScaledVector(away, SIDE / 2);
  return new Matrix4().makeBasis(x, new Vector3(0, 1, 0), inwards).setPosition(middle);
}
