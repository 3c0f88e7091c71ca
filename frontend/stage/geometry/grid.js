// A surface of nu x nv cells. place(u, v) gives [x, y, z, s, t]: millimetres, and millimetres along the material.
// Where du x dv points inwards, say { flip: true }. A closed side shares its normals; a pole has one.

import { BufferGeometry, Float32BufferAttribute, Vector3 } from "three";

export class Grid {
  constructor(nu, nv, place, { flip = false, closedU = false, closedV = false, poles = [] } = {}) {
    Object.assign(this, { nu, nv, flip });
    const [positions, uvs] = placed(nu, nv, place);
    this.geometry = new BufferGeometry();
    this.geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
    this.geometry.setAttribute("uv", new Float32BufferAttribute(uvs, 2));
    this.geometry.setIndex(triangles(nu, nv, flip));
    this.join = { closedU, closedV, poles };
    this.smooth();
  }

  smooth() {
    this.geometry.computeVertexNormals();
    const normals = this.geometry.attributes.normal;
    const { nu, nv, join } = this;
    const last = nu + 1;
    if (join.closedU) for (let j = 0; j <= nv; j++) share(normals, [j * last, j * last + nu]);
    if (join.closedV) for (let i = 0; i <= nu; i++) share(normals, [i, nv * last + i]);
    for (const row of join.poles) share(normals, Array.from({ length: last }, (_, i) => row * last + i));
  }

  // Moves each point along its normal, by distance(u, v) in mm.
  lift(distance) {
    const { position, normal } = this.geometry.attributes;
    const far = typeof distance === "function" ? distance : () => distance;
    for (let k = 0; k < position.count; k++) {
      const by = far((k % (this.nu + 1)) / this.nu, Math.floor(k / (this.nu + 1)) / this.nv);
      move(position, normal, k, by);
    }
    this.smooth();
    return this;
  }

  // The point at (u, v): where it is, its normal, and the directions of growing u and v.
  at(u, v) {
    const [point, normal] = ["position", "normal"].map((name) => this.blend(name, u, v));
    const step = 0.5 / Math.max(this.nu, this.nv);
    const along = (du, dv) => {
      const ahead = this.blend("position", clamp(u + du), clamp(v + dv));
      return ahead.sub(this.blend("position", clamp(u - du), clamp(v - dv))).normalize();
    };
    return { point, normal: normal.normalize(), du: along(step, 0), dv: along(0, step) };
  }

  blend(name, u, v) {
    const values = this.geometry.attributes[name];
    const [x, y] = [clamp(u) * this.nu, clamp(v) * this.nv];
    const [i, j] = [Math.min(Math.floor(x), this.nu - 1), Math.min(Math.floor(y), this.nv - 1)];
    const sum = new Vector3();
    const corner = new Vector3();
    for (const [a, b] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
      const weight = (a ? x - i : 1 - x + i) * (b ? y - j : 1 - y + j);
      sum.addScaledVector(corner.fromBufferAttribute(values, (j + b) * (this.nu + 1) + i + a), weight);
    }
    return sum;
  }
}

const clamp = (value) => Math.min(1, Math.max(0, value));

function placed(nu, nv, place) {
  const positions = [];
  const uvs = [];
  for (let j = 0; j <= nv; j++) {
    for (let i = 0; i <= nu; i++) {
      const [x, y, z, s, t] = place(i / nu, j / nv);
      positions.push(x, y, z);
      uvs.push(s, t);
    }
  }
  return [positions, uvs];
}

export function triangles(nu, nv, flip) {
  const indices = [];
  for (let j = 0; j < nv; j++) {
    for (let i = 0; i < nu; i++) {
      const [a, b] = [j * (nu + 1) + i, j * (nu + 1) + i + 1];
      const [c, d] = [a + nu + 1, b + nu + 1];
      if (flip) indices.push(a, c, b, b, c, d);
      else indices.push(a, b, c, b, d, c);
    }
  }
  return indices;
}

function share(normals, members) {
  const sum = new Vector3();
  const one = new Vector3();
  for (const member of members) sum.add(one.fromBufferAttribute(normals, member));
  sum.normalize();
  for (const member of members) normals.setXYZ(member, sum.x, sum.y, sum.z);
}

export function move(positions, normals, k, by) {
  positions.setXYZ(
    k,
    positions.getX(k) + normals.getX(k) * by,
    positions.getY(k) + normals.getY(k) * by,
    positions.getZ(k) + normals.getZ(k) * by,
  );
}
