// What a shape hands to the stage: geometry by role (main, flesh, edge, fitting, ...), stitches, and where to look from.

import { Matrix4 } from "three";

import { merged } from "./merge.js";
import { sheet } from "./sheet.js";

export class Model {
  constructor(view) {
    this.view = view; // { azimuth, elevation } in radians, { fill } of the frame
    this.parts = new Map();
    this.stitches = [];
    this.stones = []; // matrices from a stone of radius 1 to its place
  }

  add(role, geometry, ...matrices) {
    let own = geometry.geometry ?? geometry;
    if (matrices.length) {
      own = own.clone();
      for (const matrix of matrices.slice().reverse()) own.applyMatrix4(matrix);
    }
    if (!this.parts.has(role)) this.parts.set(role, []);
    this.parts.get(role).push(own);
    return this;
  }

  // A clear stone of radius 1: its vertices know by u which one they belong to.
  addStone(geometry, ...matrices) {
    geometry.attributes.uv.array.fill(this.stones.length);
    this.stones.push(matrices.reduce((place, matrix) => place.multiply(matrix), new Matrix4()));
    return this.add("main", geometry, ...matrices);
  }

  // A sheet of leather: grain outside, flesh (or whatever lines it) inside, painted rim.
  addSheet(grid, thickness, { lining = "flesh", matrix } = {}) {
    const { top, back, rim } = sheet(grid, thickness);
    const place = matrix ? [matrix] : [];
    return this.add("main", top, ...place).add(lining, back, ...place).add("edge", rim, ...place);
  }

  sew(stitches, matrix) {
    this.stitches.push(...(matrix ? stitches.map((one) => moved(one, matrix)) : stitches));
    return this;
  }

  merged() {
    return new Map([...this.parts].map(([role, geometries]) => [role, merged(geometries)]));
  }
}

function moved({ point, normal, along }, matrix) {
  return {
    point: point.clone().applyMatrix4(matrix),
    normal: normal.clone().transformDirection(matrix),
    along: along.clone().transformDirection(matrix),
  };
}
