// A wide oval bangle, and a slim one leaning on it.

import { Vector3 } from "three";

import { pose } from "../geometry/merge.js";
import { Model } from "../geometry/model.js";
import { circle, oval, sweep } from "../geometry/sweep.js";

const WIDE = [31, 26.5];
const SLIM = 33;
const TILT = 0.19;
const UP = new Vector3(0, 1, 0);

export function bangle({ tile }) {
  const model = new Model({ azimuth: 0.3, elevation: 0.36, fill: 0.87 });
  const path = (t) => new Vector3(WIDE[0] * Math.cos(2 * Math.PI * t), 0, WIDE[1] * Math.sin(2 * Math.PI * t));
  model.add("main", sweep(path, oval(5, 1.7, 3), { cells: 150, around: 36, closed: true, up: UP, tile }), pose({ at: [0, 5, 0] }));
  const round = circle(SLIM, { y: new Vector3(0, 0, 1) });
  const slim = sweep(round, oval(1.7, 1.5, 2.3), { cells: 140, around: 20, closed: true, up: UP, tile });
  const center = [-36 + SLIM * Math.cos(TILT), 1.65 + SLIM * Math.sin(TILT), 0];
  return model.add("main", slim, pose({ at: center, turn: [0, 0, TILT] }));
}
