// A flat piece of leather with round corners in the x-y plane, facing z; and a card of paper.

import { Grid } from "../geometry/grid.js";
import { roundedPanel } from "../geometry/outline.js";

export function panel({ width, height, radius = 5, nu = 36, nv = 24, shift = 0 }) {
  const place = (u, v) => {
    const [x, y] = roundedPanel(u, v, { width, height, radius });
    return [x, y, 0, x + shift, y + shift];
  };
  return new Grid(nu, nv, place);
}

// Three sides of a panel at an inset in mm, from one upper corner down and up to the other.
export function threeSides({ width, height }, inset, top = inset) {
  const [u, v] = [inset / width, inset / height];
  const high = 1 - top / height;
  return [[u, high], [u, v], [1 - u, v], [1 - u, high]];
}
