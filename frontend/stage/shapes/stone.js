// A cut stone: table, crown, girdle and pavilion of a round brilliant, simplified; and the claws that hold it.

import { BufferGeometry, Float32BufferAttribute, Vector3 } from "three";

import { pose } from "../geometry/merge.js";
import { round, sweep } from "../geometry/sweep.js";
import { roundRing } from "./fittings.js";

const SIDES = 8;

// Stands on y with its girdle at 0; every facet is flat.
export function brilliant(radius) {
  const ring = (count, far, height, turn = 0) =>
    Array.from({ length: count }, (_, k) => {
      const angle = ((k + turn) / count) * 2 * Math.PI;
      return new Vector3(radius * far * Math.sin(angle), radius * height, radius * far * Math.cos(angle));
    });
  const [table, bezel, girdle] = [ring(SIDES, 0.55, 0.34), ring(SIDES, 0.8, 0.21, 0.5), ring(2 * SIDES, 1, 0.02)];
  const [rim, pavilion] = [ring(2 * SIDES, 1, -0.03), ring(SIDES, 0.4, -0.56, 0.5)];
  const [top, tip] = [new Vector3(0, radius * 0.34, 0), new Vector3(0, radius * -0.88, 0)];
  const faces = [];
  for (let k = 0; k < SIDES; k++) {
    const next = (k + 1) % SIDES;
    const [a, b, c] = [2 * k, 2 * k + 1, (2 * k + 2) % (2 * SIDES)];
    faces.push([top, table[k], table[next]], [table[k], bezel[k], table[next]]);
    faces.push([table[k], girdle[a], bezel[k]], [bezel[k], girdle[c], table[next]]);
    faces.push([bezel[k], girdle[a], girdle[b]], [bezel[k], girdle[b], girdle[c]]);
    faces.push([rim[a], pavilion[k], rim[b]], [rim[b], pavilion[k], rim[c]]);
    faces.push([rim[c], pavilion[k], pavilion[next]], [pavilion[k], tip, pavilion[next]]);
    for (const [from, to] of [[a, b], [b, c]]) faces.push([girdle[from], rim[from], girdle[to]], [rim[from], rim[to], girdle[to]]);
  }
  return faceted(faces);
}

function faceted(faces) {
  const geometry = new BufferGeometry();
  const points = faces.flat();
  geometry.setAttribute("position", new Float32BufferAttribute(points.flatMap((point) => point.toArray()), 3));
  geometry.setAttribute("uv", new Float32BufferAttribute(points.flatMap(({ x, z }) => [x, z]), 2));
  geometry.computeVertexNormals();
  return geometry;
}

// The stone in a basket of claws, its girdle at `at` of the place.
export function setStone(model, radius, ...place) {
  model.add("main", brilliant(radius), ...place);
  model.add("fitting", roundRing(radius * 0.62, radius * 0.085), ...place, pose({ at: [0, -radius * 0.62, 0], turn: [Math.PI / 2, 0, 0] }));
  for (let k = 0; k < 4; k++) {
    const claw = (t) => new Vector3(0, radius * (0.16 - 1.05 * t), radius * (0.97 - 0.42 * t * t));
    const arm = sweep(claw, round(radius * 0.1), { cells: 14, around: 10, ends: radius * 0.09, up: new Vector3(1, 0, 0) });
    model.add("fitting", arm, ...place, pose({ turn: [0, ((k + 0.5) * Math.PI) / 2, 0] }));
  }
}
