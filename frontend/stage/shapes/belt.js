// A belt, coiled, with its buckle in front.

import { Vector3 } from "three";

import { Grid } from "../geometry/grid.js";
import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { roundedPanel, smooth } from "../geometry/outline.js";
import { oval, sweep } from "../geometry/sweep.js";
import { seam } from "../stitches.js";
import { buckle } from "./fittings.js";

const WIDTH = 34;
const TURNS = 2.35;
const INNER = 35;
const TAIL = 58; // mm, straight, to the buckle
const WIRE = 2.3;
const RISE = 4.2; // mm: the buckle is taller than the strap, and stands on the ground too

export function belt({ thickness }) {
  const model = new Model({ azimuth: 0.42, elevation: 0.36, fill: 0.86 });
  const strap = Math.max(2.6, thickness * 1.7);
  const grid = coil(strap + 0.5);
  model.addSheet(grid, strap);
  for (const v of [3.2 / WIDTH, 1 - 3.2 / WIDTH]) model.sew(seam(grid, [[0.012, v], [0.985, v]], 4));
  const front = INNER + TURNS * (strap + 0.5);
  keeper(model, [30, WIDTH / 2 + RISE * 0.97, front - strap / 2], strap);
  buckle(model, pose({ at: [TAIL - 1, WIDTH / 2 + RISE, front - strap / 2] }), { width: 29, height: WIDTH + 2 * (RISE - WIRE), wire: WIRE });
  model.add("main", fold(strap), pose({ at: [TAIL - 1, WIDTH / 2 + RISE, front - strap / 2] }));
  return model;
}

// The end of the strap, laid round the bar of the buckle.
function fold(strap) {
  const path = (t) => new Vector3(0, (t - 0.5) * (WIDTH - 3), 0);
  return sweep(path, oval(WIRE + 1.3, strap * 0.5 + 1.2, 2.4), { cells: 20, around: 24, ends: 0.8, up: new Vector3(1, 0, 0) });
}

function coil(pitch) {
  const turn = 2 * Math.PI * TURNS;
  const outer = INNER + TURNS * pitch;
  const round = turn * ((INNER + outer) / 2);
  const width = round + TAIL;
  const place = (u, v) => {
    const [along, y] = roundedPanel(u, v, { width, height: WIDTH, radius: 7 });
    const length = along + width / 2;
    const [x, z] = length < round ? spiral(length, { turn, outer, pitch }) : [length - round, outer];
    return [x, y + WIDTH / 2 + RISE * smooth(round - 150, width - 40, length), z, length, y];
  };
  return new Grid(320, 10, place);
}

// The angle at a length of the spiral whose radius grows evenly with the angle.
function spiral(length, { turn, outer, pitch }) {
  const grow = pitch / (2 * Math.PI);
  const angle = (-INNER + Math.sqrt(INNER * INNER + 2 * grow * length)) / grow;
  const radius = INNER + grow * angle;
  return [radius * Math.sin(angle - turn), radius * Math.cos(angle - turn)];
}

function keeper(model, at, strap) {
  const outline = oval(WIDTH / 2 + 1.6, strap / 2 + 2, 6);
  const path = (t) => {
    const [y, z] = outline(2 * Math.PI * t);
    return new Vector3(0, y, z);
  };
  const loop = sweep(path, oval(4.6, 1, 3), { cells: 72, around: 12, closed: true, up: new Vector3(1, 0, 0) });
  model.add("main", loop, pose({ at }));
}
