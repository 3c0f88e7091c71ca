// A sheet of leather: a grid as its grain side, the flesh side a thickness below, and a rounded rim around both.

import { BufferGeometry, Float32BufferAttribute, Vector3 } from "three";

import { move, triangles } from "./grid.js";

const RIM = 5; // cells across the rim

export function sheet(grid, thickness) {
  return { top: grid.geometry, back: backOf(grid, thickness), rim: rimOf(grid, thickness) };
}

// The flesh side needs half the cells: its grain is in the material.
function backOf(grid, thickness) {
  const { nu, nv, flip } = grid;
  const columns = everySecond(nu);
  const rows = everySecond(nv);
  const back = new BufferGeometry();
  for (const [name, size] of [["position", 3], ["normal", 3], ["uv", 2]]) {
    const values = rows.flatMap((j) => columns.flatMap((i) => components(grid.geometry.attributes[name], j * (nu + 1) + i)));
    back.setAttribute(name, new Float32BufferAttribute(values, size));
  }
  const { position, normal } = back.attributes;
  for (let k = 0; k < position.count; k++) {
    move(position, normal, k, -thickness);
    normal.setXYZ(k, -normal.getX(k), -normal.getY(k), -normal.getZ(k));
  }
  back.setIndex(triangles(columns.length - 1, rows.length - 1, !flip));
  return back;
}

function everySecond(count) {
  const chosen = [];
  for (let i = 0; i < count; i += 2) chosen.push(i);
  return [...chosen, count];
}

function components(attribute, k) {
  return Array.from({ length: attribute.itemSize }, (_, c) => attribute.getComponent(k, c));
}

function rimOf(grid, thickness) {
  const loop = boundary(grid);
  const { position, normal } = grid.geometry.attributes;
  const read = (attribute, k) => new Vector3().fromBufferAttribute(attribute, loop[(k + loop.length) % loop.length]);
  const values = { position: [], normal: [], uv: [] };
  let length = 0;
  for (let k = 0; k <= loop.length; k++) {
    const point = read(position, k);
    if (k) length += point.distanceTo(read(position, k - 1));
    const up = read(normal, k);
    const out = read(position, k + 1).sub(read(position, k - 1)).cross(up).normalize();
    if (grid.flip) out.negate();
    halfRound(values, { point, up, out, thickness, length });
  }
  const rim = new BufferGeometry();
  rim.setAttribute("position", new Float32BufferAttribute(values.position, 3));
  rim.setAttribute("normal", new Float32BufferAttribute(values.normal, 3));
  rim.setAttribute("uv", new Float32BufferAttribute(values.uv, 2));
  rim.setIndex(triangles(RIM, loop.length, grid.flip));
  return rim;
}

function halfRound(values, { point, up, out, thickness, length }) {
  for (let r = 0; r <= RIM; r++) {
    const angle = (Math.PI * r) / RIM;
    const outwards = Math.sin(angle);
    const upwards = Math.cos(angle);
    const place = point.clone().addScaledVector(out, (outwards * thickness) / 2).addScaledVector(up, ((upwards - 1) * thickness) / 2);
    const normal = out.clone().multiplyScalar(outwards).addScaledVector(up, upwards);
    values.position.push(place.x, place.y, place.z);
    values.normal.push(normal.x, normal.y, normal.z);
    values.uv.push(((1 - upwards) * thickness) / 2, length);
  }
}

function boundary({ nu, nv }) {
  const row = nu + 1;
  const loop = [];
  for (let i = 0; i < nu; i++) loop.push(i);
  for (let j = 0; j < nv; j++) loop.push(j * row + nu);
  for (let i = nu; i > 0; i--) loop.push(nv * row + i);
  for (let j = nv; j > 0; j--) loop.push(j * row);
  return loop;
}
