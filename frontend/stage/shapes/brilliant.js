// A round brilliant of radius 1, its girdle at 0: the planes of its facets, and the solid that they bound.

import { BufferGeometry, Float32BufferAttribute, Vector3 } from "three";

const TABLE = 0.57; // of the diameter, from corner to corner
const GIRDLE = 0.02; // half of its height
const [CROWN, STAR, UPPER, PAVILION, LOWER] = [34.5, 21, 40.5, 40.75, 42.1].map((degrees) => (degrees * Math.PI) / 180);
const TOP = GIRDLE + (1 - TABLE) * Math.tan(CROWN);

// [normal, distance from the middle]; the table is the first.
export const PLANES = [
  [new Vector3(0, 1, 0), TOP],
  ...facets(8, CROWN, [1, GIRDLE]),
  ...facets(8, STAR, [TABLE * Math.cos(Math.PI / 8), TOP], 0.5),
  ...facets(16, UPPER, [1, GIRDLE], 0.5),
  ...facets(16, Math.PI / 2, [1, 0], 0.5),
  ...facets(8, Math.PI - PAVILION, [1, -GIRDLE]),
  ...facets(16, Math.PI - LOWER, [1, -GIRDLE], 0.5),
];

// Facets around y whose normals lean so far from it, through a point of [radius, height].
function facets(count, lean, [radius, height], turn = 0) {
  return Array.from({ length: count }, (_, k) => {
    const angle = ((k + turn) / count) * 2 * Math.PI;
    const normal = new Vector3(Math.sin(lean) * Math.sin(angle), Math.cos(lean), Math.sin(lean) * Math.cos(angle));
    return [normal, Math.sin(lean) * radius + Math.cos(lean) * height];
  });
}

export function brilliant() {
  const points = [];
  const normals = [];
  for (const plane of PLANES) {
    const corners = PLANES.reduce((left, other) => (other === plane ? left : cut(left, other)), sheet(plane));
    for (let k = 2; k < corners.length; k++) {
      points.push(corners[0], corners[k - 1], corners[k]);
      normals.push(plane[0], plane[0], plane[0]);
    }
  }
  const geometry = new BufferGeometry();
  const flat = (vectors) => new Float32BufferAttribute(vectors.flatMap((one) => one.toArray()), 3);
  geometry.setAttribute("position", flat(points));
  geometry.setAttribute("normal", flat(normals));
  geometry.setAttribute("uv", new Float32BufferAttribute(new Float32Array(2 * points.length), 2));
  return geometry;
}

// A square in the plane, larger than the stone, counter-clockwise from outside.
function sheet([normal, distance]) {
  const aside = new Vector3(Math.abs(normal.x) < 0.9 ? 1 : 0, 0, Math.abs(normal.x) < 0.9 ? 0 : 1).cross(normal).normalize();
  const up = new Vector3().crossVectors(normal, aside);
  const corner = (a, b) => normal.clone().multiplyScalar(distance).addScaledVector(aside, 3 * a).addScaledVector(up, 3 * b);
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

// What of a polygon is behind a plane.
function cut(corners, [normal, distance]) {
  const over = corners.map((corner) => normal.dot(corner) - distance);
  return corners.flatMap((corner, k) => {
    const next = (k + 1) % corners.length;
    const kept = over[k] <= 1e-9 ? [corner] : [];
    if (over[k] > 1e-9 === over[next] > 1e-9) return kept;
    return [...kept, corner.clone().lerp(corners[next], over[k] / (over[k] - over[next]))];
  });
}
