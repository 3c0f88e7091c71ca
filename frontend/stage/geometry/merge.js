// One geometry of many, so that all parts of a material are one draw call; and geometries put in their place.

import { BufferGeometry, Euler, Float32BufferAttribute, Matrix4, Quaternion, Uint32BufferAttribute, Vector3 } from "three";

const SIZES = { position: 3, normal: 3, uv: 2 };

export function merged(geometries) {
  const whole = new BufferGeometry();
  for (const [name, size] of Object.entries(SIZES)) {
    const count = geometries.reduce((sum, one) => sum + one.attributes.position.count, 0);
    const values = new Float32Array(count * size);
    let offset = 0;
    for (const one of geometries) {
      values.set(one.attributes[name].array, offset);
      offset += one.attributes[name].array.length;
    }
    whole.setAttribute(name, new Float32BufferAttribute(values, size));
  }
  whole.setIndex(new Uint32BufferAttribute(indices(geometries), 1));
  return whole;
}

function indices(geometries) {
  const all = [];
  let first = 0;
  for (const one of geometries) {
    const count = one.attributes.position.count;
    const own = one.index ? one.index.array : Array.from({ length: count }, (_, k) => k);
    for (const k of own) all.push(first + k);
    first += count;
  }
  return all;
}

// Moved to `at`, turned by `turn` (radians about x, y, z), scaled.
export function pose({ at = [0, 0, 0], turn = [0, 0, 0], scale = 1, order = "XYZ" } = {}) {
  const size = typeof scale === "number" ? [scale, scale, scale] : scale;
  const turned = new Quaternion().setFromEuler(new Euler(...turn, order));
  return new Matrix4().compose(new Vector3(...at), turned, new Vector3(...size));
}

// A frame whose z is `normal` and whose x is near `along`.
export function frame(point, normal, along, lift = 0) {
  const z = normal.clone().normalize();
  const x = along.clone().addScaledVector(z, -along.dot(z)).normalize();
  const y = new Vector3().crossVectors(z, x);
  return new Matrix4().makeBasis(x, y, z).setPosition(point.clone().addScaledVector(z, lift));
}
