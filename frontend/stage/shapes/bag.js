// The body of a bag and what follows its surface: flap and piping. Across it is a superellipse whose half width and half
// depth depend on the height (t: 0 at the foot, 1 at the shoulder); a low dome closes it above.

import { Vector3 } from "three";

import { Grid } from "../geometry/grid.js";
import { lookUp, polyline } from "../geometry/strip.js";
import { round, sweep, wrapped } from "../geometry/sweep.js";

export class Bag {
  constructor({ height, halfWidth, halfDepth, power = 4.6, dome = 5, sag = 0, foot = 6, around = 128, tile }) {
    Object.assign(this, { height, halfWidth, halfDepth, power, dome, sag, foot, around, tile });
  }

  body() {
    const rows = this.rows();
    const round = this.round();
    const place = (u, v) => {
      const row = rows[Math.round(v * (rows.length - 1))];
      const [x, z] = this.outline(round.angle(u), row.a, row.b);
      return [x, row.y - this.dip(x / row.a, row.t), z, u * wrapped(round.length, this.tile), row.along];
    };
    return new Grid(this.around, rows.length - 1, place, { flip: true, closedU: true });
  }

  rows() {
    const { height, foot, dome } = this;
    const [a0, b0, a1, b1] = [this.halfWidth(0), this.halfDepth(0), this.halfWidth(1), this.halfDepth(1)];
    const rows = [];
    for (let k = 0; k < 4; k++) rows.push({ t: 0, y: 0, a: Math.max(0.1, ((a0 - foot) * k) / 4), b: Math.max(0.1, ((b0 - foot) * k) / 4) });
    for (let k = 0; k < 6; k++) rows.push(this.bent((k / 5) * (Math.PI / 2)));
    for (let k = 1; k <= 32; k++) {
      const t = foot / height + (1 - foot / height) * (k / 32);
      rows.push({ t, y: height * t, a: this.halfWidth(t), b: this.halfDepth(t) });
    }
    for (let k = 1; k <= 7; k++) {
      const angle = (k / 7) * (Math.PI / 2);
      rows.push({ t: 1, y: height + dome * Math.sin(angle), a: a1 - 0.5 * dome * (1 - Math.cos(angle)), b: Math.max(0.05, b1 * Math.cos(angle)) });
    }
    return measured(rows);
  }

  // The round edge between base and wall.
  bent(angle) {
    const inset = this.foot * (1 - Math.sin(angle));
    const y = this.foot * (1 - Math.cos(angle));
    const t = y / this.height;
    return { t, y, a: this.halfWidth(t) - inset, b: this.halfDepth(t) - inset };
  }

  // Where the ray of an angle leaves the outline at mid-height, scaled: all heights have their points one above another.
  outline(angle, a, b) {
    const [c, s] = [Math.cos(angle) / this.halfWidth(0.45), Math.sin(angle) / this.halfDepth(0.45)];
    const radius = (Math.abs(c) ** this.power + Math.abs(s) ** this.power) ** (-1 / this.power);
    return [radius * c * a, radius * s * b];
  }

  // Angles at equal lengths around, so that the grain is not stretched at the corners.
  round() {
    const [a, b, steps] = [this.halfWidth(0.45), this.halfDepth(0.45), 1440];
    const lengths = [0];
    let last = this.outline(0, a, b);
    for (let k = 1; k <= steps; k++) {
      const point = this.outline((k / steps) * 2 * Math.PI, a, b);
      lengths.push(lengths[k - 1] + Math.hypot(point[0] - last[0], point[1] - last[1]));
      last = point;
    }
    return { length: lengths[steps], angle: (u) => (lookUp(lengths, u * lengths[steps]) / steps) * 2 * Math.PI };
  }

  dip(across, t) {
    return this.sag * t * (1 - Math.min(1, across * across));
  }

  // A point of the surface: `across` -1..1 of the half width, on the front (side 1) or the back (-1).
  wall(across, side, t) {
    const low = 1 - Math.min(1, (this.height * t) / this.foot);
    const inset = this.foot * (1 - Math.sqrt(1 - low * low));
    const z = (this.halfDepth(t) - inset) * (1 - Math.abs(across) ** this.power) ** (1 / this.power);
    return new Vector3(across * (this.halfWidth(t) - inset), this.height * t - this.dip(across, t), side * z);
  }

  crown(across, angle) {
    const [a, b] = [this.halfWidth(1) - 0.5 * this.dome * (1 - Math.abs(Math.cos(angle))), this.halfDepth(1)];
    const z = -b * Math.cos(angle) * (1 - Math.abs(across) ** this.power) ** (1 / this.power);
    return new Vector3(across * a, this.height + this.dome * Math.sin(angle) - this.dip(across, 1), z);
  }

  // From behind the top (t = back) over the dome and down the front to t = end(across); it clears the body everywhere.
  flap({ span, back, end, thickness, nu = 64, nv = 76, off = () => 0 }) {
    const columns = new Map();
    const column = (across) => {
      if (!columns.has(across)) columns.set(across, polyline(this.course(across, back, end(across))));
      return columns.get(across);
    };
    const wide = span * this.halfWidth(0.7);
    const place = (u, v) => {
      const { at, length } = column((2 * u - 1) * span);
      const point = at(v);
      return [point.x, point.y, point.z, (2 * u - 1) * wide, -v * length];
    };
    const lift = (u, v) => thickness + 0.5 + off(u, v);
    return new Grid(nu, nv, place, { flip: true }).lift(lift);
  }

  course(across, back, end) {
    const points = [];
    for (let k = 0; k < 8; k++) points.push(this.wall(across, -1, back + ((1 - back) * k) / 8));
    for (let k = 0; k <= 16; k++) points.push(this.crown(across, (k / 16) * Math.PI));
    for (let k = 1; k <= 40; k++) points.push(this.wall(across, 1, 1 + ((end - 1) * k) / 40));
    return points;
  }

  // The piped edge of the front or the back, from the foot to the shoulder.
  piping(left, side, radius = 1.5) {
    const corner = 0.5 ** (1 / this.power) * left;
    const path = (t) => {
      const point = this.wall(corner, side, 0.035 + 0.965 * t);
      return point.add(new Vector3(left * 0.5, 0, side * 0.5));
    };
    return sweep(path, round(radius), { cells: 36, around: 6 });
  }
}

function measured(rows) {
  let along = 0;
  rows.forEach((row, k) => {
    if (k) along += Math.hypot(row.y - rows[k - 1].y, row.b - rows[k - 1].b);
    row.along = along;
  });
  return rows;
}
