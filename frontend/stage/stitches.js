// Stitches: where they sit along a seam, and the mesh of all of them, one draw call. Each is an arc of thread that comes
// out of one hole and goes into the next, a little slanted, as saddle stitches are.

import { BufferGeometry, Color, Float32BufferAttribute, InstancedMesh, Matrix4, Vector3 } from "three";

const LENGTH = 2.7; // mm from hole to hole
const PITCH = 3.4;
const THREAD = 0.42;
const SLANT = 0.13;
const SEGMENTS = 6;
const SIDES = 5; // of three quarters of its round; the rest is in the leather

// Along the corners [u, v] of a seam on a grid, evenly in mm.
export function seam(grid, corners, pitch = PITCH) {
  const samples = walk(corners, 400).map(([u, v]) => grid.at(u, v));
  const lengths = [0];
  for (let k = 1; k < samples.length; k++) lengths.push(lengths[k - 1] + samples[k].point.distanceTo(samples[k - 1].point));
  const count = Math.max(1, Math.floor(lengths.at(-1) / pitch));
  return Array.from({ length: count }, (_, k) => stitchAt(samples, lengths, ((k + 0.5) / count) * lengths.at(-1)));
}

function walk(corners, steps) {
  const legs = corners.slice(1).map((to, k) => [corners[k], to]);
  const each = Math.ceil(steps / legs.length);
  return legs.flatMap(([a, b], leg) =>
    Array.from({ length: each + (leg === legs.length - 1) }, (_, k) => [a[0] + ((b[0] - a[0]) * k) / each, a[1] + ((b[1] - a[1]) * k) / each]),
  );
}

function stitchAt(samples, lengths, far) {
  const place = (length) => {
    let k = 1;
    while (k < lengths.length - 1 && lengths[k] < length) k++;
    const t = (length - lengths[k - 1]) / Math.max(1e-9, lengths[k] - lengths[k - 1]);
    const point = samples[k - 1].point.clone().lerp(samples[k].point, Math.min(1, Math.max(0, t)));
    return { point, normal: samples[k].normal };
  };
  const { point, normal } = place(far);
  return { point, normal, along: place(far + LENGTH / 2).point.sub(place(far - LENGTH / 2).point).normalize() };
}

export function stitchMesh(stitches, material) {
  const mesh = new InstancedMesh(threadGeometry(), material, stitches.length);
  stitches.forEach((stitch, k) => {
    mesh.setMatrixAt(k, standing(stitch));
    const shade = 0.94 + 0.12 * ((k * 0.618034) % 1);
    mesh.setColorAt(k, new Color(shade, shade, shade));
  });
  mesh.receiveShadow = true;
  return mesh;
}

function standing({ point, normal, along }) {
  const y = along.clone().addScaledVector(normal, -along.dot(normal)).normalize();
  const x = new Vector3().crossVectors(y, normal);
  const slanted = y.multiplyScalar(Math.cos(SLANT)).addScaledVector(x, Math.sin(SLANT)).normalize();
  return new Matrix4().makeBasis(new Vector3().crossVectors(slanted, normal), slanted, normal).setPosition(point);
}

function threadGeometry() {
  const values = { position: [], normal: [], color: [] };
  const index = [];
  for (let i = 0; i <= SEGMENTS; i++) ring(values, i / SEGMENTS);
  for (let i = 0; i < SEGMENTS; i++) {
    for (let k = 0; k < SIDES; k++) {
      const [a, b] = [i * (SIDES + 1) + k, i * (SIDES + 1) + k + 1];
      index.push(a, b, a + SIDES + 1, b, b + SIDES + 1, a + SIDES + 1);
    }
  }
  for (const end of [-1, 1]) hole(values, index, (end * LENGTH) / 2);
  const geometry = new BufferGeometry();
  for (const [name, list] of Object.entries(values)) geometry.setAttribute(name, new Float32BufferAttribute(list, 3));
  geometry.setIndex(index);
  return geometry;
}

// One ring of the thread: thickest and highest in the middle, below the surface at its ends.
function ring({ position, normal, color }, t) {
  const y = (t - 0.5) * LENGTH;
  const height = 0.3 - 1.1 * (2 * t - 1) ** 4;
  const radius = THREAD * (1 - 0.25 * (2 * t - 1) ** 4);
  for (let k = 0; k <= SIDES; k++) {
    const angle = 1.5 * Math.PI * (k / SIDES - 0.5);
    position.push(radius * Math.sin(angle), y, height + radius * 0.85 * Math.cos(angle));
    normal.push(Math.sin(angle), (2 * t - 1) ** 3 * 0.6, Math.cos(angle));
    color.push(1, 1, 1);
  }
}

function hole({ position, normal, color }, index, y) {
  const first = position.length / 3;
  for (let k = 0; k < 6; k++) {
    const angle = (2 * Math.PI * k) / 6;
    position.push(0.34 * Math.cos(angle), y + 0.36 * Math.sin(angle), 0.05);
    normal.push(0, 0, 1);
    color.push(0.2, 0.18, 0.16);
  }
  for (let k = 1; k < 5; k++) index.push(first, first + k, first + k + 1);
}
