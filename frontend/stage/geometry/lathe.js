// A profile of [radius, height] pairs turned about the vertical axis. Profiles run up the outside: from the axis below to
// the axis above, or, closed, once around. The material runs round the axis, so brushed metal is brushed round.

import { Grid } from "./grid.js";
import { wrapped } from "./sweep.js";

export function lathe(profile, { cells = 64, closed = false, tile = 0 } = {}) {
  const lengths = [0];
  for (let k = 1; k < profile.length; k++) lengths.push(lengths[k - 1] + distance(profile[k], profile[k - 1]));
  const widest = Math.max(...profile.map(([radius]) => radius));
  const round = 2 * Math.PI * widest;
  const turn = tile ? wrapped(round, tile) : round;
  const last = profile.length - 1;
  const poles = closed ? [] : [0, last].filter((row) => profile[row][0] === 0);
  const place = (u, v) => {
    const k = Math.round(v * last);
    const [radius, height] = profile[k];
    const angle = u * 2 * Math.PI;
    return [radius * Math.sin(angle), height, radius * Math.cos(angle), u * turn, lengths[k]];
  };
  return new Grid(cells, last, place, { closedU: true, closedV: closed, poles });
}

const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

// A disc with rounded rims: radius, height, from the ground up.
export function plate(radius, height, rim = Math.min(radius, height) * 0.4, steps = 5) {
  const corner = (y, from) =>
    Array.from({ length: steps + 1 }, (_, k) => {
      const angle = from + (k / steps) * (Math.PI / 2);
      return [radius - rim + rim * Math.cos(angle), y + rim * Math.sin(angle)];
    });
  return [[0, 0], [radius * 0.5, 0], ...corner(rim, -Math.PI / 2), ...corner(height - rim, 0), [radius * 0.5, height], [0, height]];
}
